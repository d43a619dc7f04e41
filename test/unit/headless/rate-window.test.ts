import { describe, expect, it } from 'vitest';
import type { ApiAnswer } from '../../../src/genesys/http/transport.ts';
import { createRateWindow } from '../../../src/headless/http/rate-window.ts';

const answer = (headers: Record<string, string> = {}, status = 200): ApiAnswer => ({
  kind: 'answered',
  status,
  headers,
  body: undefined,
});
const WALL = Date.UTC(2026, 0, 6);
const limits = (count: number, allowed: number, reset: number) =>
  answer({
    'inin-ratelimit-count': String(count),
    'inin-ratelimit-allowed': String(allowed),
    'inin-ratelimit-reset': String(reset),
  });

describe('the window of the rate limit', () => {
  it('knows nothing before the first answer', () => {
    expect(createRateWindow(() => WALL).isKnown).toBe(false);
  });

  it('plans with four fifths of what is allowed', () => {
    const window = createRateWindow(() => WALL);
    window.answered(window.sent(0), limits(1, 300, 60), 10);
    expect(window.leftInPlan(10)).toBe(239);
    expect(window.left(10)).toBe(299);
  });

  it('counts what somebody else spends of the same token', () => {
    const window = createRateWindow(() => WALL);
    window.answered(window.sent(0), limits(100, 300, 60), 10);
    expect(window.leftInPlan(10)).toBe(140);
  });

  it('begins anew when the platform does, and not earlier', () => {
    const window = createRateWindow(() => WALL);
    window.answered(window.sent(0), limits(1, 10, 60), 100);
    window.answered(window.sent(30_000), limits(2, 10, 30), 30_050);
    expect(window.nextAt(30_050)).toBe(60_050);
    expect(window.leftInPlan(60_049)).toBe(6);
    expect(window.leftInPlan(60_050)).toBe(8);
  });

  it('takes nothing of an older window for the new one', () => {
    const window = createRateWindow(() => WALL);
    window.answered(window.sent(0), limits(1, 10, 1), 100);
    const late = window.sent(900);
    expect(window.left(1_100)).toBe(10);
    window.answered(late, limits(10, 10, 1), 1_200);
    expect(window.left(1_200)).toBe(10);
  });

  it('sends nothing for as long as a 429 says', () => {
    const window = createRateWindow(() => WALL);
    window.answered(window.sent(0), answer({ 'retry-after': '7' }, 429), 100);
    expect(window.blockedUntil).toBe(7_100);
  });

  it('sends nothing until the date that a 429 says', () => {
    const window = createRateWindow(() => WALL);
    const date = new Date(WALL + 9_000).toUTCString();
    window.answered(window.sent(0), answer({ 'retry-after': date }, 429), 100);
    expect(window.blockedUntil).toBe(9_100);
  });

  it('assumes a minute and 300 where the platform tells nothing', () => {
    const window = createRateWindow(() => WALL);
    window.answered(window.sent(0), answer(), 100);
    expect(window.leftInPlan(100)).toBe(239);
    expect(window.nextAt(100)).toBe(60_100);
  });
});
