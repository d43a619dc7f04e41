import { describe, expect, it } from 'vitest';
import { aheadMs, narrowed, serverTimeMs, told, UNKNOWN } from '../../../src/domain/platform-clock.ts';

describe('what is known of the platform’s clock', () => {
  it('is nothing at first', () => {
    expect(aheadMs(UNKNOWN)).toBeUndefined();
  });

  it.each([
    [{ date: 'Mon, 05 Jan 2026 09:00:00 GMT' }, Date.UTC(2026, 0, 5, 9)],
    [{ date: 'Mon, 05 Jan 2026 09:00:00 GMT', age: '600' }, Date.UTC(2026, 0, 5, 9, 10)],
    [{ date: 'Mon, 05 Jan 2026 09:00:00 GMT', age: 'old' }, undefined],
    [{ date: 'noon' }, undefined],
    [{}, undefined],
  ])('is told by the headers %o as %s', (headers, at) => {
    expect(serverTimeMs(headers)).toBe(at);
  });

  it('lies within the time of an answer and the second that its date leaves open', () => {
    const known = told(600_000, 1_000, 1_400);
    expect(known).toEqual({ atLeastMs: 598_600, atMostMs: 600_000 });
    expect(aheadMs(known)).toBe(599_300);
  });

  it('gets narrower with each sign, and never wider', () => {
    let known = told(600_000, 0, 2_000);
    for (const [server, sent, answered] of [
      [610_000, 10_100, 10_300],
      [621_000, 20_900, 22_000],
      [630_000, 30_000, 39_000],
    ] as const) {
      const next = narrowed(known, told(server, sent, answered));
      expect(next.atLeastMs).toBeGreaterThanOrEqual(known.atLeastMs);
      expect(next.atMostMs).toBeLessThanOrEqual(known.atMostMs);
      known = next;
    }
  });

  it('goes by the newer of two signs that contradict each other', () => {
    const later = told(900_000, 0, 0);
    expect(narrowed(told(600_000, 0, 0), later)).toEqual(later);
  });
});
