import { mkdtempSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { entryLine } from '../../support/entry-line.ts';
import {
  entriesOf,
  lastEntryOf,
  linesIn,
  linesOf,
  piecesOfFile,
} from '../../../src/headless/home/log-lines.ts';
import { selectionOf } from '../../../src/headless/home/selection.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'log-lines-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const file = (name: string, text: string): string => {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
};
const EURO = entryLine(1, { reason: 'Zahlung €' });
const TEXT = `${EURO}\n\nno entry\n${entryLine(2)}\n{"seq":3`;
const LINES = [
  { number: 1, isTorn: false, entry: JSON.parse(EURO) as unknown, text: EURO },
  { number: 3, isTorn: false },
  { number: 4, isTorn: false, entry: JSON.parse(entryLine(2)) as unknown, text: entryLine(2) },
  { number: 5, isTorn: true },
];

it('finds the same lines wherever the pieces are cut', () => {
  for (let cut = 0; cut <= TEXT.length; cut += 1)
    expect([...linesIn([TEXT.slice(0, cut), TEXT.slice(cut)])], `cut at ${cut}`).toEqual(LINES);
});

it.each([1, 2, 3, 7, 1_000])('reads a file in pieces of %i bytes, and cuts no character', (bytes) => {
  const path = file('audit.jsonl', TEXT);
  expect([...linesIn(piecesOfFile(path, bytes))]).toEqual(LINES);
});

it('goes on from file to file, and counts on', () => {
  const files = [file('a', `${entryLine(1)}\n`), file('b', `${entryLine(2)}\n`), join(folder, 'gone')];
  expect([...linesOf({ closed: () => files })]).toMatchObject([
    { number: 1, entry: { seq: 1 } },
    { number: 2, entry: { seq: 2 } },
  ]);
});

it('keeps no line in the memory that never ends', () => {
  const piece = 'x'.repeat(400_000);
  let longest = 0;
  function* endless() {
    for (let n = 0; n < 20; n += 1) yield piece;
    yield `\n${entryLine(1)}\n`;
  }
  for (const line of linesIn(endless())) longest = Math.max(longest, JSON.stringify(line).length);
  expect(longest).toBeLessThan(2_000);
  expect([...linesIn(endless())]).toEqual([
    { number: 1, isTorn: false },
    { number: 2, isTorn: false, entry: JSON.parse(entryLine(1)) as unknown, text: entryLine(1) },
  ]);
});

const LAST: readonly (readonly [string, string, number | undefined])[] = [
  ['nothing', '', undefined],
  ['whole lines', `${entryLine(1)}\n${entryLine(2, { reason: 'Zahlung €' })}\n`, 2],
  ['half a line at the end', TEXT, 2],
  ['a line that was not closed', `${entryLine(1)}\n${entryLine(2)}`, 2],
  ['damaged lines', `${entryLine(1)}\nno\n\n${entryLine(2, { seq: '2' })}\n`, 1],
  ['no entry at all', 'no\nnor this', undefined],
];

it.each(LAST)('finds the last entry of %s from the end, wherever it is cut', (_, content, seq) => {
  const path = file('audit.jsonl', content);
  for (let bytes = 1; bytes <= content.length + 1; bytes += 1)
    expect(lastEntryOf(path, bytes)?.seq, `pieces of ${bytes}`).toBe(seq);
});

it('takes no part of an endless line for an entry', () => {
  const path = file('audit.jsonl', `${entryLine(1)}\n${entryLine(2)}${' '.repeat(3_000_000)}x\n`);
  expect(lastEntryOf(path)?.seq).toBe(1);
});

it('refuses what is no file', () => {
  expect(() => [...piecesOfFile(folder)]).toThrow(/is no file/);
  expect(() => lastEntryOf(folder)).toThrow(/is no file/);
});

it('parts a closed file whose last newline was lost from the next one', () => {
  const files = [file('a', entryLine(1)), file('b', ''), file('c', `${entryLine(2)}\n`)];
  expect([...linesOf({ closed: () => files })]).toMatchObject([
    { number: 1, entry: { seq: 1 } },
    { number: 2, entry: { seq: 2 } },
  ]);
});

describe('a log that other processes go on with while it is read', () => {
  /** Two closed files and the current one, of an entry each; the n-th time that it is listed, the current one is closed. */
  function closedAt(n: number, isAfter: boolean) {
    const home = mkdtempSync(join(folder, 'home-'));
    const current = join(home, 'audit.jsonl');
    let seq = 0;
    let listed = 0;
    const goOn = () => writeFileSync(current, `${entryLine((seq += 1))}\n`);
    const close = () => renameSync(current, join(home, `audit-${seq}.jsonl`));
    goOn();
    for (const _each of [1, 2]) {
      close();
      goOn();
    }
    const list = () =>
      readdirSync(home)
        .filter((name) => name !== 'audit.jsonl')
        .toSorted()
        .map((name) => join(home, name));
    function rotate() {
      close();
      goOn();
    }
    function closed() {
      listed += 1;
      if (listed === n && !isAfter) rotate();
      const found = list();
      if (listed === n && isAfter) rotate();
      return found;
    }
    return { files: { closed, current }, rotate };
  }
  const upTo = (last: number) => Array.from({ length: last }, (_each, index) => index + 1);
  const moments = [1, 2, 3, 4].flatMap((n) => [
    [n, false],
    [n, true],
  ]) as [number, boolean][];

  it.each(moments)('has every entry once: closed at list %i, behind it: %s', (n, isAfter) => {
    const seqs = [...entriesOf(closedAt(n, isAfter).files)].map(({ seq }) => seq);
    expect(seqs.length).toBeGreaterThanOrEqual(3);
    expect(seqs).toEqual(upTo(seqs.length));
  });

  it.each([1, 2, 3])('has every entry once: closed twice when %i were read', (count) => {
    const { files, rotate } = closedAt(0, false);
    const seqs: number[] = [];
    for (const { seq } of entriesOf(files)) {
      seqs.push(seq);
      if (seqs.length !== count) continue;
      rotate();
      rotate();
    }
    expect(seqs.length).toBeGreaterThanOrEqual(3);
    expect(seqs).toEqual(upTo(seqs.length));
  });

  it.each(moments)('gives metrics every entry once: closed at list %i, behind it: %s', (n, isAfter) => {
    const select = selectionOf(closedAt(n, isAfter).files, ({ seq }) => seq);
    for (const seqs of [select(), select()]) {
      expect(seqs.length).toBeGreaterThanOrEqual(3);
      expect(seqs).toEqual(upTo(seqs.length));
    }
  });
});
