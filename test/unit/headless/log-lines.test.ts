import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { entryLine } from '../../support/entry-line.ts';
import { lastEntryOf, linesIn, linesOf, piecesOfFile } from '../../../src/headless/home/log-lines.ts';

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
  expect([...linesOf(files)]).toMatchObject([
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
  expect([...linesOf(files)]).toMatchObject([
    { number: 1, entry: { seq: 1 } },
    { number: 2, entry: { seq: 2 } },
  ]);
});
