import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openLastAlive } from '../../../src/headless/watch/last-alive.ts';

const NOW = Date.UTC(2026, 0, 5, 9);
const HOUR = 3_600_000;
let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'last-alive-'));
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

const file = () => join(home, 'watched-until');
const open = () => openLastAlive(home, () => NOW);

it('is unknown before the first watch, and then what was noted', () => {
  expect(open().last()).toBeUndefined();
  open().note(NOW - 1_234.5);
  expect(open().last()).toBe(NOW - 1_234);
});

// An interval that ends before it begins, or that is no time, would be refused, or end the watch.
it.each(['', 'no number', '1e300', 'Infinity', '-5', '0x10', String(NOW + HOUR), '9'.repeat(400)])(
  'is two days ago for a file that says %j: rather looked for twice than missed',
  (text) => {
    writeFileSync(file(), text);
    expect(open().last()).toBe(NOW - 47 * HOUR);
  },
);

it.each([
  ['a folder', () => mkdirSync(file())],
  ['a link', () => symlinkSync('/dev/zero', file())],
])('is two days ago where %s stands', (_, make) => {
  make();
  expect(open().last()).toBe(NOW - 47 * HOUR);
});
