import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { noticesFor } from '../../../scripts/notices.mjs';

let root = '';
let copies = '';

/** A package as npm puts it there; answers a module of it. */
function install(name: string, files: Readonly<Record<string, string>>): string {
  const folder = join(root, 'node_modules', name);
  mkdirSync(folder, { recursive: true });
  const about = { name, version: '1.2.3', license: 'MIT' };
  writeFileSync(join(folder, 'package.json'), JSON.stringify(about));
  for (const [file, text] of Object.entries(files)) writeFileSync(join(folder, file), text);
  return join(folder, 'dist', 'index.js');
}

describe('noticesFor', () => {
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'rc-notices-'));
    copies = join(root, 'licenses');
    mkdirSync(copies);
  });
  afterEach(() => rmSync(root, { recursive: true }));

  it('tells the licence of every package once, and nothing of our own files', () => {
    const modules = [
      install('plain', { LICENSE: 'Text of plain.' }),
      install('plain', {}),
      install('@scope/member', { 'licence.md': 'Text of member.', 'NOTICE.txt': 'Notice of member.' }),
      `\0${install('common', { COPYING: 'Text of common.' })}?commonjs-proxy`,
      join(root, 'src', 'main.ts'),
      '\0vite/preload-helper.js',
    ];
    const [, ...parts] = noticesFor(modules, copies).split(/\n\n=+\n/);
    expect(parts).toEqual([
      '@scope/member 1.2.3 (MIT)\n\nNotice of member.\n\nText of member.',
      'common 1.2.3 (MIT)\n\nText of common.',
      'plain 1.2.3 (MIT)\n\nText of plain.',
    ]);
  });

  it('tells a package within a package by itself', () => {
    const inner = install('outer/node_modules/inner', { LICENSE: 'Text of inner.' });
    expect(noticesFor([inner], copies)).toContain('Text of inner.');
  });

  it.each([
    ['no file for it', {}],
    ['an empty one', { LICENSE: ' \n' }],
    ['code that is named alike', { 'licenses.js': 'export {}' }],
  ])('stops at a package without the text of its licence: %s', (_what, files) => {
    const bare = install('@scope/bare', files);
    expect(() => noticesFor([bare], copies)).toThrow(/@scope\/bare.*no text of its licence/);
  });

  it('takes the text from our own copy where the package has none', () => {
    const bare = install('@scope/bare', {});
    writeFileSync(join(copies, '@scope+bare.txt'), 'Text of bare.');
    expect(noticesFor([bare], copies)).toContain('Text of bare.');
  });
});
