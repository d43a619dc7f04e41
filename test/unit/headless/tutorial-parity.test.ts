import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ROOT, sourcesBelow } from '../../support/source-imports.ts';

const ROW = / \| (?<file>[\w-]+\.test\.ts): "(?<title>.+?)" *\|$/;
const rows = readFileSync(join(ROOT, 'docs', 'tutorial-parity.md'), 'utf8')
  .split('\n')
  .filter((line) => line.startsWith('| ') && !/^\| (ability|-)/.test(line));
const tests = sourcesBelow('test');

/** What the tutorials want; a row is found by its first words. */
const ABILITIES = [
  'sign-in',
  'token cache',
  'token renewal',
  'payload validation',
  'media types',
  'start and stop',
  'status',
  'idempotent retry',
  '400, 403, 404',
  '401',
  '409',
  '429',
  'concurrent-recording limit',
  'live sync',
  'ping',
  'reconnect',
  'format check',
  'archive webhook',
  'prerequisites',
  'audit',
  'controller export',
  'metrics',
  'queue by page',
];

describe('docs/tutorial-parity.md', () => {
  it('has a row for each ability', () => {
    for (const ability of ABILITIES) {
      expect(
        rows.some((row) => row.startsWith(`| ${ability}`)),
        ability,
      ).toBe(true);
    }
  });

  it('names tests that exist', () => {
    for (const row of rows) {
      const { file, title } = ROW.exec(row)?.groups ?? {};
      const sources = tests.filter((each) => each.file.endsWith(`/${file}`));
      expect(
        sources.some(({ source }) => source.includes(`'${title}'`)),
        row,
      ).toBe(true);
    }
  });
});
