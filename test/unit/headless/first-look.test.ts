import { describe, expect, it } from 'vitest';
import { createFirstLook } from '../../../src/headless/archive/first-look.ts';
import { FIRST_POLL_MS } from '../../../src/headless/archive/poll.ts';

/** Looks at the calls of one place, whose recordings come so late: how many looks each took. */
function looks(calls: number, comesAfterMs: (call: number) => number): number[] {
  const firstLook = createFirstLook();
  return Array.from({ length: calls }, (_, call) => {
    let at = firstLook.afterMs;
    let count = 1;
    for (; at < comesAfterMs(call); count += 1) at += 2_000 * 2 ** (count - 1);
    firstLook.found(count === 1, at);
    return count;
  });
}
const mean = (all: readonly number[]) => all.reduce((sum, one) => sum + one, 0) / all.length;

describe('the first look for the recordings of a call', () => {
  it('comes soon as long as nothing is known', () => {
    expect(createFirstLook().afterMs).toBe(FIRST_POLL_MS);
  });

  it.each([5_000, 30_000, 100_000])('comes when recordings do: %i ms after the call', (ms) => {
    const counts = looks(200, () => ms);
    expect(counts[0]).toBeGreaterThan(1);
    expect(mean(counts.slice(1))).toBeLessThan(1.2);
  });

  it('waits for no recording that comes much later than the others', () => {
    const firstLook = createFirstLook();
    firstLook.found(false, 3_600_000);
    expect(firstLook.afterMs).toBe(120_000);
    for (let call = 0; call < 100; call += 1) firstLook.found(true, 120_000);
    expect(firstLook.afterMs).toBeLessThan(10_000);
    for (let call = 0; call < 1_000; call += 1) firstLook.found(true, 5_000);
    expect(firstLook.afterMs).toBe(FIRST_POLL_MS);
  });
});
