import { describe, expect, it } from 'vitest';
import { measureBulk } from '../../../bench/bulk/measure-bulk.ts';

const PATIENCE = { timeout: 300_000 };

describe('a run over a queue at 300 requests a minute', () => {
  it('uses what it may, keeps the twentieth that is for Pause and meets no 429', PATIENCE, async () => {
    const figures = await measureBulk({ refusals: 10 });
    expect(figures.results).toEqual({ done: 190, refused: 10 });
    expect(figures.rateLimited).toBe(0);
  });

  it(
    'gives each call one true result through a 429, refusals, calls that end and calls that join',
    PATIENCE,
    async () => {
      const figures = await measureBulk({ refusals: 10, refusedByLimit: 1, ends: 15, joins: 10 });
      expect(figures).toMatchObject({ untrue: 0, joined: 10, rateLimited: 1 });
      expect(figures.results).toEqual({ done: 185, refused: 10, ended: 15 });
    },
  );
});

describe.each([
  ['may be read', true],
  ['may not be read', false],
] as const)('a limit of 180 that %s', (_how, told) => {
  it('leaves single Pauses alone: no 429, and no wait behind the run', PATIENCE, async () => {
    const figures = await measureBulk({ calls: 150, limit: 180, told, pauses: 8, forMinutes: 2 });
    expect(figures.pauses).toMatchObject({ asked: 8, confirmed: 8, refused: 0 });
    expect(figures.pauses.slowestMs).toBeLessThanOrEqual(100);
    expect(figures.untrue).toBe(0);
    // While it is looked for, at most four meet it at once.
    expect(figures.rateLimited).toBeLessThanOrEqual(told ? 0 : 4);
  });
});

describe('a limit that counts all tokens of a client together', () => {
  it('leaves single Pauses what is reserved for them', PATIENCE, async () => {
    const figures = await measureBulk({
      calls: 150,
      limit: 180,
      limitBy: 'client',
      pauses: 4,
      forMinutes: 2,
    });
    expect(figures.pauses).toMatchObject({ asked: 4, confirmed: 4, refused: 0 });
  });
});
