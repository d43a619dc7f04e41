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
  expect(open().last('a')).toBeUndefined();
  open().note(new Map([['a', NOW - 1_234.5]]));
  expect(open().last('a')).toBe(NOW - 1_234);
  expect(open().last('b')).toBeUndefined();
});

it('stays for a queue that a later watch does not see, which is named once until it is watched again', () => {
  open().note(
    new Map([
      ['a', NOW - 3 * HOUR],
      ['b', NOW - 3 * HOUR],
    ]),
  );
  const fewer = open();
  expect(fewer.missing(['a'])).toEqual(['b']);
  fewer.note(new Map([['a', NOW - HOUR]]));
  expect([open().last('a'), open().last('b')]).toEqual([NOW - HOUR, NOW - 3 * HOUR]);
  const again = open();
  expect(again.missing(['a'])).toEqual([]);
  again.note(new Map([['a', NOW]]));
  const all = open();
  expect(all.missing(['a', 'b'])).toEqual([]);
  all.note(
    new Map([
      ['a', NOW],
      ['b', NOW],
    ]),
  );
  expect(open().missing(['a'])).toEqual(['b']);
  expect(open().missing(['a'])).toEqual(['b']);
});

it('is forgotten of a queue that nobody has watched for a quarter of a year', () => {
  openLastAlive(home, () => NOW - 91 * 24 * HOUR).note(new Map([['a', NOW - 91 * 24 * HOUR]]));
  open().note(new Map([['b', NOW]]));
  expect(open().last('a')).toBeUndefined();
  expect(open().missing(['b'])).toEqual([]);
});

it('is what was noted for all queues together by an earlier build', () => {
  writeFileSync(file(), String(NOW - HOUR));
  expect(open().last('a')).toBe(NOW - HOUR);
});

it.each([
  ['one time for all of them', String(NOW - HOUR), NOW - HOUR],
  ['nothing that can be read', '{', NOW - 47 * HOUR],
])('stays for a queue of which the file said %s, when others are watched first', (_what, text, at) => {
  writeFileSync(file(), text);
  open().note(new Map([['a', NOW]]));
  open().note(new Map([['a', NOW]]));
  expect([open().last('a'), open().last('b')]).toEqual([NOW, at]);
});

it('is two days ago for a queue whose time is none, or is to come', () => {
  const until = { a: NOW - HOUR, b: 'soon', c: NOW + HOUR, d: -1, e: 1e300 };
  writeFileSync(file(), JSON.stringify({ until, named: 'all' }));
  expect(['a', 'b', 'c', 'd', 'e'].map((id) => open().last(id))).toEqual([
    NOW - HOUR,
    ...Array.from({ length: 4 }, () => NOW - 47 * HOUR),
  ]);
});

// An interval that ends before it begins, or that is no time, would be refused, or end the watch.
it.each([
  '',
  'no number',
  '1e300',
  'Infinity',
  '-5',
  '0x10',
  String(NOW + HOUR),
  '9'.repeat(400),
  '{',
  '{}',
  'null',
])('is two days ago for a file that says %j: rather looked for twice than missed', (text) => {
  writeFileSync(file(), text);
  expect(open().last('a')).toBe(NOW - 47 * HOUR);
});

it.each([
  ['a folder', () => mkdirSync(file())],
  ['a link', () => symlinkSync('/dev/zero', file())],
])('is two days ago where %s stands', (_, make) => {
  make();
  expect(open().last('a')).toBe(NOW - 47 * HOUR);
});
