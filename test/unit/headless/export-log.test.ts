import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { exportLog } from '../../../src/headless/cli/export-log.ts';
import { entryLine } from '../../support/entry-line.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'export-log-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const put = (name: string, content: string): string => {
  writeFileSync(join(folder, name), content);
  return join(folder, name);
};
const LOG = `${entryLine(1)}\n${entryLine(2)}\n`;
const OTHER = `${entryLine(3, { hash: 'a'.repeat(64) })}\n`;
const run = (file: string, force: boolean, log = LOG) => {
  writeFileSync(join(folder, 'log'), log);
  const pace = { signal: new AbortController().signal };
  return exportLog({ closed: () => [], current: join(folder, 'log') }, file, { force, out: () => {}, pace });
};

it('replaces no file that is there, unless it is told to', async () => {
  const file = put('june.csv', 'mine');
  expect(await run(file, false)).toBe('taken');
  expect(await run(file, false, '')).toBe('taken');
  expect(readFileSync(file, 'utf8')).toBe('mine');
  expect(await run(file, true)).toMatchObject({ entries: 2 });
  expect(await run(join(folder, 'new.jsonl'), false)).toMatchObject({ entries: 2 });
});

it('replaces an earlier export of the same log', async () => {
  const file = put('june.jsonl', `${entryLine(1)}\n`);
  expect(await run(file, true)).toMatchObject({ entries: 2 });
  expect(readFileSync(file, 'utf8').trim().split('\n')).toHaveLength(2);
});

it.each([
  ['a log by its name', 'audit.jsonl', ''],
  ['a closed log by its name', 'audit-000000000007.jsonl', 'text'],
  ['entries that are not exported too', 'saved.jsonl', OTHER],
])('never replaces %s', async (_, name, content) => {
  const file = put(name, content);
  for (const log of [LOG, '']) expect(await run(file, true, log)).toBe('a-log');
  expect(readFileSync(file, 'utf8')).toBe(content);
  expect(readdirSync(folder).toSorted()).toEqual([name, 'log'].toSorted());
});

it('leaves what came while it was written', async () => {
  const file = join(folder, 'june.jsonl');
  writeFileSync(join(folder, 'log'), LOG.repeat(250));
  const pace = {
    signal: new AbortController().signal,
    ready: () => {
      if (!existsSync(file)) writeFileSync(file, 'mine');
      return Promise.resolve();
    },
  };
  expect(
    await exportLog({ closed: () => [], current: join(folder, 'log') }, file, {
      force: false,
      out: () => {},
      pace,
    }),
  ).toBe('taken');
  expect(readFileSync(file, 'utf8')).toBe('mine');
});
