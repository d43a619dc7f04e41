import { expect, it } from 'vitest';
import { shareOut, type Worker } from '../../../../src/headless/serve/share-out.ts';

const QUEUES = ['q1', 'q2', 'q3', 'q4', 'q5', 'q6'];
const worker = (id: string, queues = QUEUES): Worker => ({ id, queues: new Set(queues) });
const sizes = (shares: ReadonlyMap<string, string>) =>
  Object.fromEntries(
    [...new Set(shares.values())]
      .toSorted()
      .map((id) => [id, [...shares.values()].filter((one) => one === id).length]),
  );
const all = (id: string) => new Map(QUEUES.map((queue) => [queue, id]));

it('gives all queues to who is alone', () => {
  expect(shareOut([worker('a')], new Map(), 1_000)).toEqual(all('a'));
});

it('spreads them evenly, and the same whoever reckons', () => {
  const shares = shareOut([worker('b'), worker('a'), worker('c'), worker('d')], new Map(), 1_000);
  expect(sizes(shares)).toEqual({ a: 2, b: 2, c: 1, d: 1 });
  expect(shareOut([worker('d'), worker('c'), worker('a'), worker('b')], new Map(), 1_000)).toEqual(shares);
});

it('takes from who has too many what another has too few of, and no more', () => {
  const shares = shareOut([worker('a'), worker('b')], all('a'), 1_000);
  expect(sizes(shares)).toEqual({ a: 3, b: 3 });
  expect(shareOut([worker('a'), worker('b')], shares, 1_000)).toEqual(shares);
});

it('leaves a difference of one as it is', () => {
  const held = new Map(QUEUES.slice(0, 5).map((queue, n) => [queue, n < 3 ? 'b' : 'a']));
  const shares = shareOut([worker('a', QUEUES.slice(0, 5)), worker('b', QUEUES.slice(0, 5))], held, 1_000);
  expect(shares).toEqual(held);
});

it('gives the queues of who is gone to those who are left', () => {
  const held = new Map(QUEUES.map((queue, n) => [queue, n % 2 ? 'a' : 'gone']));
  const shares = shareOut([worker('a'), worker('b')], held, 1_000);
  expect(sizes(shares)).toEqual({ a: 3, b: 3 });
  for (const [queue, id] of held) if (id === 'a') expect(shares.get(queue)).toBe('a');
});

it('gives a queue only to who would watch it', () => {
  const shares = shareOut([worker('a'), worker('b', ['q6'])], new Map(), 1_000);
  expect(sizes(shares)).toEqual({ a: 5, b: 1 });
  expect(shares.get('q6')).toBe('b');
});

it('leaves out what nobody has room for', () => {
  expect(sizes(shareOut([worker('a'), worker('b')], new Map(), 2))).toEqual({ a: 2, b: 2 });
});
