import { describe, expect, it } from 'vitest';
import type { ApiAnswer } from '../../../src/genesys/http/transport.ts';
import { createRateWindow, type RateWindow } from '../../../src/headless/http/rate-window.ts';

const WALL = Date.parse('2026-01-05T09:00:00Z');
const answer = (status = 200, headers: Record<string, string> = {}, body?: unknown): ApiAnswer => ({
  kind: 'answered',
  status,
  headers,
  body,
});

function spend(window: RateWindow, requests: number, at: number, what = answer()): void {
  for (let n = 0; n < requests; n += 1) window.answered(window.sent(at), what, at, WALL);
}

describe('the count of requests a minute', () => {
  it('plans with 95 % of what is told, and with 95 % of 300 where nothing is', () => {
    expect(createRateWindow({ limit: 180 }).leftInPlan(0)).toBe(171);
    expect(createRateWindow().leftInPlan(0)).toBe(285);
    expect(createRateWindow().left(0)).toBe(300);
  });

  it('keeps to a limit that is told later, and lets what was sent count', () => {
    const window = createRateWindow();
    spend(window, 285, 0);
    expect(window.leftInPlan(1)).toBe(0);
    window.know(1_000);
    expect(window.leftInPlan(1)).toBe(950 - 285);
    window.know(100);
    expect(window.left(60_000)).toBe(100);
  });

  it.each([1, 1.04, 2])('lets at least one go where %d is told', (limit) => {
    const window = createRateWindow({ limit });
    expect(window.leftInPlan(0)).toBe(1);
    spend(window, 1, 0);
    expect(window.leftInPlan(59_999)).toBe(0);
    expect(window.leftInPlan(60_000)).toBe(1);
  });

  it('counts a request from its sending until a minute after its answer', () => {
    const window = createRateWindow({ limit: 100 });
    const one = window.sent(0);
    expect(window.left(7_000)).toBe(99);
    expect(window.nextAt(7_000)).toBe(Infinity);
    window.answered(one, answer(), 7_000, WALL);
    expect(window.nextAt(7_000)).toBe(67_000);
    expect(window.left(66_999)).toBe(99);
    expect(window.left(67_000)).toBe(100);
  });

  it('counts one that got no answer as well: the platform may have taken it', () => {
    const window = createRateWindow({ limit: 100 });
    window.answered(window.sent(0), { kind: 'timeout' }, 8_000, WALL);
    expect(window.left(67_999)).toBe(99);
  });

  it.each([
    ['its header', answer(429, { 'retry-after': '7' }), 7_000],
    ['a date in it', answer(429, { 'retry-after': 'Mon, 05 Jan 2026 09:00:20 GMT' }), 20_000],
    ['its sentence', answer(429, {}, { message: 'Retry the request in [42] seconds' }), 42_000],
    ['nothing at all', answer(429), 1_000],
  ])('sends nothing for as long as a 429 says by %s', (_by, refusal, waitMs) => {
    const window = createRateWindow();
    window.answered(window.sent(0), refusal, 100, WALL);
    expect(window.blockedUntil).toBe(100 + waitMs);
  });

  it('waits twice as long when the next 429 that tells nothing follows at once', () => {
    const window = createRateWindow();
    const waits: number[] = [];
    for (let at = 0, n = 0; n < 8; n += 1, at = window.blockedUntil) {
      window.answered(window.sent(at), answer(429), at, WALL);
      waits.push((window.blockedUntil - at) / 1_000);
    }
    expect(waits).toEqual([1, 2, 4, 8, 16, 32, 60, 60]);
  });
});

describe('a limit that is not told', () => {
  const refusal = answer(429, { 'retry-after': '50' });

  it('is none until a 429, and then what was taken before it', () => {
    const window = createRateWindow({ looks: true });
    expect(window.leftInPlan(0)).toBe(Infinity);
    expect(window.isCareful(0)).toBe(true);
    spend(window, 180, 5_000);
    spend(window, 1, 10_000, refusal);
    expect(window.leftInPlan(65_000)).toBe(171);
    expect(window.isCareful(65_000)).toBe(false);
  });

  it('is met once by all that were under way together', () => {
    const window = createRateWindow({ looks: true });
    const together = Array.from({ length: 24 }, () => window.sent(5_000));
    for (const [n, one] of together.entries())
      window.answered(one, n < 20 ? answer() : refusal, 5_100 + n, WALL);
    expect(window.leftInPlan(70_000)).toBe(19);
  });

  it('is looked for again after two minutes, then after four, as long as it stays the same', () => {
    const window = createRateWindow({ looks: true });
    const meet = (at: number) => {
      spend(window, 100, at);
      spend(window, 1, at, answer(429, { 'retry-after': '60' }));
    };
    meet(0);
    expect(window.leftInPlan(119_999)).toBe(95);
    expect(window.leftInPlan(120_000)).toBe(Infinity);
    meet(120_000);
    expect(window.leftInPlan(359_999)).toBe(95);
    expect(window.leftInPlan(360_000)).toBe(Infinity);
  });

  it('is never looked for where a 429 would meet others than the planned work', () => {
    const window = createRateWindow();
    spend(window, 300, 0);
    expect(window.left(0)).toBe(0);
  });
});

describe('a limit that was told', () => {
  it('is not doubted for one refusal, which is somebody else’s moment', () => {
    const window = createRateWindow({ limit: 300 });
    spend(window, 40, 0);
    spend(window, 1, 0, answer(429, { 'retry-after': '3' }));
    expect(window.leftInPlan(3_000)).toBe(245);
    expect(window.isCareful(3_000)).toBe(true);
  });

  it('is a share after the second refusal within two minutes, and for two minutes', () => {
    const window = createRateWindow({ limit: 300 });
    spend(window, 1, 0, answer(429, { 'retry-after': '60' }));
    spend(window, 100, 60_000);
    spend(window, 1, 60_000, answer(429, { 'retry-after': '60' }));
    expect(window.leftInPlan(179_999)).toBe(95);
    expect(window.leftInPlan(180_000)).toBe(285);
  });
});
