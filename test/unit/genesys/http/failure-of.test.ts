import { describe, expect, it } from 'vitest';
import { failureOf } from '../../../../src/genesys/http/failure-of.ts';

const WALL = Date.parse('2026-01-05T09:00:00Z');
const answer = (status: number, body: unknown = {}, headers: Record<string, string> = {}) =>
  failureOf({ kind: 'answered', status, headers, body }, WALL);

describe('failureOf', () => {
  it.each([
    [400, { kind: 'bad-request', code: 'x.y' }],
    [401, { kind: 'signed-out' }],
    [403, { kind: 'denied', code: 'x.y' }],
    [404, { kind: 'not-found', code: 'x.y' }],
    [409, { kind: 'conflict', code: 'x.y' }],
    [429, { kind: 'rate-limited' }],
    [500, { kind: 'outage', status: 500 }],
    [503, { kind: 'outage', status: 503 }],
    [418, { kind: 'outage', status: 418 }],
  ])('translates status %i', (status, failure) => {
    expect(answer(status, { code: 'x.y' })).toEqual(failure);
  });

  it('translates requests without an answer', () => {
    expect(failureOf({ kind: 'timeout' }, WALL)).toEqual({ kind: 'timeout' });
    expect(failureOf({ kind: 'offline' }, WALL)).toEqual({ kind: 'offline' });
  });

  it('names the missing permission', () => {
    const body = {
      code: 'missing.any.permissions',
      messageParams: { permissions: 'conversation:recording:pauseOthers' },
    };
    expect(answer(403, body)).toEqual({
      kind: 'denied',
      code: 'missing.any.permissions',
      permission: 'conversation:recording:pauseOthers',
    });
  });

  it.each([
    [{ 'retry-after': '60' }, 60_000],
    [{ 'retry-after': '1.5' }, 1_500],
    [{ 'retry-after': 'Mon, 05 Jan 2026 09:00:30 GMT' }, 30_000],
    [{ 'retry-after': 'Mon, 05 Jan 2026 08:00:00 GMT' }, 0],
    [{ 'retry-after': 'soon' }, undefined],
    [{}, undefined],
  ])('reads how long to wait from %j', (headers, retryAfterMs) => {
    expect(answer(429, {}, headers as Record<string, string>)).toEqual({
      kind: 'rate-limited',
      ...(retryAfterMs !== undefined && { retryAfterMs }),
    });
  });

  it('reads how long to wait from the sentence where the header is hidden', () => {
    const message = 'Rate limit exceeded the maximum. Retry the request in [42] seconds';
    expect(answer(429, { message })).toEqual({ kind: 'rate-limited', retryAfterMs: 42_000 });
    expect(answer(429, { message }, { 'retry-after': '3' })).toMatchObject({ retryAfterMs: 3_000 });
    expect(answer(429, { message: 'Queue [42] is full' })).toEqual({ kind: 'rate-limited' });
  });

  it('takes the trace id from the header, else from the body', () => {
    expect(answer(500, { contextId: 'b' }, { 'inin-correlation-id': 'h' }).correlationId).toBe('h');
    expect(answer(500, { contextId: 'b' }).correlationId).toBe('b');
    expect(answer(500, '<html>').correlationId).toBeUndefined();
  });
});
