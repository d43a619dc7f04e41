import { describe, expect, it } from 'vitest';
import { measureBulk } from '../../../bench/bulk.ts';

describe('a run over a queue at 300 requests a minute', () => {
  it(
    'uses at least 95 % of the permitted rate, keeps a fifth free and meets no 429',
    { timeout: 60_000 },
    async () => {
      const figures = await measureBulk();
      expect(figures.results).toEqual({ done: 190, refused: 10 });
      expect(figures.rateLimited).toBe(0);
      expect(figures.share).toBeGreaterThanOrEqual(0.95);
      expect(figures.shareOfLimit).toBeLessThanOrEqual(0.81);
    },
  );

  it('meets no second 429 when it learns its limit by one', { timeout: 60_000 }, async () => {
    const figures = await measureBulk({ calls: 60, limit: 60, refusals: 0 });
    expect(figures.results).toEqual({ done: 60 });
    expect(figures.rateLimited).toBeLessThanOrEqual(1);
  });
});
