import { describe, expect, it } from 'vitest';
import { allCells, pairwise } from '../e2e/sign-in-cells.ts';

const NAMES = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'];
const pairs = (cells: readonly { scenario: string; framing: string; world: string }[]) =>
  new Set(
    cells.flatMap(({ scenario, framing, world }) => [
      `${scenario}|${framing}`,
      `${scenario}|${world}`,
      `${framing}|${world}`,
    ]),
  );

describe('the sample of the sign-in matrix', () => {
  it('holds every pair of values, in far fewer cells than there are', () => {
    const sample = pairwise(NAMES, 1);
    expect(pairs(sample)).toEqual(pairs(allCells(NAMES)));
    expect(sample.length).toBeLessThan(allCells(NAMES).length / 2);
    expect(new Set(sample).size).toBe(sample.length);
  });

  it('is the same for the same seed, and another for another', () => {
    expect(pairwise(NAMES, 7)).toEqual(pairwise(NAMES, 7));
    expect(pairwise(NAMES, 7)).not.toEqual(pairwise(NAMES, 8));
  });
});
