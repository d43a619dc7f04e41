import { expect, it } from 'vitest';
import { goThrough } from '../../../src/headless/cli/go-through.ts';

const many = (count: number) => Array.from({ length: count }, (_, index) => index);

it('uses each, in their order', async () => {
  const used: number[] = [];
  const { signal } = new AbortController();
  expect(await goThrough(many(1_234), (one) => void used.push(one), { signal })).toBe(true);
  expect(used).toEqual(many(1_234));
});

it('stops where it is told to, and is through', async () => {
  const used: number[] = [];
  const { signal } = new AbortController();
  expect(await goThrough(many(100), (one) => used.push(one) < 7, { signal })).toBe(true);
  expect(used).toHaveLength(7);
});

function* endless(): Generator<number> {
  for (let n = 0; ; n += 1) yield n;
}

it('hears a signal while it goes on', async () => {
  const abort = new AbortController();
  setImmediate(() => abort.abort());
  expect(await goThrough(endless(), () => {}, { signal: abort.signal })).toBe(false);
});

it('is no faster than its reader, and ends although that one never reads', async () => {
  const abort = new AbortController();
  let used = 0;
  const going = goThrough(endless(), () => void (used += 1), {
    signal: abort.signal,
    ready: () => new Promise(() => {}),
  });
  await new Promise((resolve) => setImmediate(resolve));
  expect(used).toBe(500);
  abort.abort();
  expect(await going).toBe(false);
});
