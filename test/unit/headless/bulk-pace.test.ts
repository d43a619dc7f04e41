import { describe, expect, it } from 'vitest';
import { measureBulk } from '../../../bench/bulk.ts';

describe('a run over a queue at 300 requests a minute', () => {
  it(
    'uses at least 95 % of the permitted rate, keeps a fifth free and meets no 429',
    { timeout: 300_000 },
    async () => {
      const figures = await measureBulk();
      expect(figures.results).toEqual({ done: 190, refused: 10 });
      expect(figures.rateLimited).toBe(0);
      expect(figures.share).toBeGreaterThanOrEqual(0.95);
      expect(figures.shareOfLimit).toBeLessThanOrEqual(0.81);
    },
  );

  it(
    'gives each call one true result through a 429, refusals, calls that end and calls that join',
    { timeout: 300_000 },
    async () => {
      const figures = await measureBulk({ refusedByLimit: 1, ends: 15, joins: 10 });
      expect(figures).toMatchObject({ untrue: 0, joined: 10, rateLimited: 1 });
      expect(figures.results).toEqual({ done: 185, refused: 10, ended: 15 });
      expect(figures.share).toBeGreaterThanOrEqual(0.95);
    },
  );

  it('meets no second 429 when it learns its limit by one', { timeout: 300_000 }, async () => {
    const figures = await measureBulk({ calls: 60, limit: 60, refusals: 0 });
    expect(figures.results).toEqual({ done: 60 });
    expect(figures.rateLimited).toBeLessThanOrEqual(1);
  });
});
