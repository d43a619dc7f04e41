import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { agentFiles, LIMIT_BYTES } from '../../../scripts/size.mjs';

interface File {
  readonly name: string;
  readonly bytes: number;
}

const counted = (...files: File[]): string[] =>
  (agentFiles(files, ['en-US', 'de-DE', 'es']) as File[]).map(({ name }) => name);

describe('npm run size', () => {
  it('holds an ordinary panel to 84,700 bytes, and is a step of npm test', () => {
    expect(LIMIT_BYTES).toBeLessThanOrEqual(84_700);
    expect(readFileSync('scripts/test.mjs', 'utf8')).toContain("npmRun('size')");
  });
});

describe('agentFiles', () => {
  it('counts every script and style that is not known to be another face’s', () => {
    const names = [
      'index-aaaaaaaa.js',
      'mount-agent-bbbbbbbb.js',
      'agent-cccccccc.css',
      'mount-supervisor-dddddddd.js',
      'setup-eeeeeeee.css',
      'index.html',
      'index-aaaaaaaa.js.map',
    ];
    expect(counted(...names.map((name) => ({ name, bytes: 1 })))).toEqual(names.slice(0, 3));
  });

  it('does not count what only a click brings, and nothing that is merely called alike', () => {
    const files = ['index-aaaaaaaa.js', 'save-login-cccccccc.js', 'details-dddddddd.js'];
    const onClick = [
      'save-log-bbbbbbbb.js',
      'handle-audit-bbbbbbbb.js',
      'for-details-eeeeeeee.js',
      'details-ffffffff.css',
      'for-limit-gggggggg.js',
      'for-ended-gggggggg.js',
      'limit-hhhhhhhh.css',
    ];
    expect(counted(...[...files, ...onClick].map((name) => ({ name, bytes: 1 })))).toEqual(files);
  });

  it('counts the heaviest of the languages, because an agent loads one', () => {
    const files = [
      { name: 'index-aaaaaaaa.js', bytes: 9 },
      { name: 'es-bbbb_bbb.js', bytes: 2 },
      { name: 'de-DE-ccccccc-.js', bytes: 3 },
      { name: 'escape-hatch-dddddddd.js', bytes: 1 },
    ];
    expect(counted(...files)).toEqual(['index-aaaaaaaa.js', 'escape-hatch-dddddddd.js', 'de-DE-ccccccc-.js']);
  });
});
