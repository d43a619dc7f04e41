import { describe, expect, it } from 'vitest';
import { allCells, oneOfEach } from '../e2e/sign-in-cells.ts';

const NAMES = [...'abcdefghijklmn'];
const placeOf = ({ framing, world }: { framing: string; world: string }) => `${framing}|${world}`;

describe('the sample of the sign-in matrix', () => {
  it('has each scenario once, and each behaviour of the sign-in page in each browser world', () => {
    const sample = oneOfEach(NAMES, 1);
    expect(sample.map(({ scenario }) => scenario).toSorted()).toEqual(NAMES);
    expect(new Set(sample.map(placeOf))).toEqual(new Set(allCells(NAMES).map(placeOf)));
  });

  it('is the same for the same seed, and another for another', () => {
    expect(oneOfEach(NAMES, 7)).toEqual(oneOfEach(NAMES, 7));
    expect(oneOfEach(NAMES, 7)).not.toEqual(oneOfEach(NAMES, 8));
  });
});
