import { describe, expect, it } from 'vitest';
import { decodeRateLimit } from '../../../../src/genesys/wire/limits.ts';

const limits = (values: Record<string, unknown>) => ({
  entities: Object.entries(values).map(([key, value]) => ({ key, namespace: 'platform.api', value })),
});

describe('decodeRateLimit', () => {
  it.each([
    [{ 'client.credentials.token.rate.per.minute': 180, 'token.rate.per.minute': 300 }, 180],
    [{ 'token.rate.per.minute': 600, 'org.app.user.rate.per.minute': 3_000 }, 600],
    [{ 'request.bytes.max': 9, 'ui.token.rate.per.minute': 5 }, undefined],
    [{ 'token.rate.per.minute': 0 }, undefined],
    [{ 'token.rate.per.minute': null }, undefined],
    [{}, undefined],
  ])('of %j is %j', (values, value) => {
    expect(decodeRateLimit(limits(values))).toEqual({ ok: true, value });
  });

  it.each([[], 'none', limits({ 'token.rate.per.minute': 'many' })])('refuses %j', (body) => {
    expect(decodeRateLimit(body).ok).toBe(false);
  });
});
