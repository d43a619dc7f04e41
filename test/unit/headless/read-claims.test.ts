import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readClaims } from '../../../src/headless/cli/read-claims.ts';
import { UsageError } from '../../../src/headless/settings.ts';
import { entryLine } from '../../support/entry-line.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'read-claims-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const file = (name: string, ...lines: readonly string[]): string => {
  const path = join(folder, name);
  writeFileSync(path, lines.map((line) => `${line}\n`).join(''));
  return path;
};
const shown = (seq: number, call: string) =>
  entryLine(seq, { action: 'safe-shown', phase: 'observed', conversationId: call, id: `${seq}-${call}` });
const pace = { signal: new AbortController().signal };
const read = async (home: readonly string[], ...logs: readonly string[]) => {
  const found = await readClaims({ closed: () => home }, logs, pace);
  return { calls: [...(found?.claims.keys() ?? [])].toSorted(), damaged: found?.damaged };
};

describe('the logs of a proof', () => {
  it.each([
    ['the older file first', ['old', 'new']],
    ['the newer file first', ['new', 'old']],
  ])('are read in their own order: %s', async (_what, names) => {
    const files = new Map([
      ['old', file('old', shown(1, 'a'), shown(2, 'b'))],
      ['new', file('new', shown(2, 'b'), shown(3, 'c'))],
    ]);
    expect(await read([], ...names.map((name) => files.get(name) ?? ''))).toMatchObject({
      calls: ['a', 'b', 'c'],
    });
  });

  it('may be the older part of the log of this home', async () => {
    const old = file('old', shown(1, 'a'));
    expect(await read([file('home', shown(2, 'b'))], old)).toMatchObject({ calls: ['a', 'b'] });
  });

  it('are refused where two of them are branches of one: nothing of the second is passed over', async () => {
    const home = file('home', shown(1, 'a'), shown(2, 'b'));
    const copy = file('copy', shown(1, 'a'), shown(2, 'c'));
    await expect(read([home], copy)).rejects.toThrow(/there are two branches: entry 2 in the file/);
    await expect(read([home], copy)).rejects.toBeInstanceOf(UsageError);
  });

  it('are refused where one is out of order within itself', async () => {
    await expect(read([], file('log', shown(2, 'b'), shown(1, 'a')))).rejects.toThrow(/behind a later one/);
  });

  it('may begin with a byte order mark, and have blank lines of any kind', async () => {
    const log = file('log', `\uFEFF${shown(1, 'a')}\r`, '\r', '', `${shown(2, 'b')}\r`);
    expect(await read([], log)).toEqual({ calls: ['a', 'b'], damaged: [] });
  });

  it('name the lines of which nothing can be read, and half a line at their end is none', async () => {
    const log = file('log', shown(1, 'a'), 'xx', shown(2, 'b').slice(0, 60), shown(3, 'c'));
    writeFileSync(log, '{"v":1', { flag: 'a' });
    expect(await read([], log)).toEqual({
      calls: ['a', 'c'],
      damaged: [{ log: `the file ${log}`, lines: 2 }],
    });
  });

  it('are refused where a file holds no entry', async () => {
    await expect(read([], file('empty'))).rejects.toThrow(/holds no entry of a log/);
    await expect(read([], folder)).rejects.toThrow(/holds no entry of a log/);
  });
});
