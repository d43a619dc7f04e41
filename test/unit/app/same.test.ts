import { describe, expect, it } from 'vitest';
import { isSame } from '../../../src/app/same.ts';

describe('isSame', () => {
  it.each([
    [1, 1],
    [NaN, NaN],
    [undefined, undefined],
    [{ a: [1, { b: 'c' }] }, { a: [1, { b: 'c' }] }],
    [{ a: 1 }, { a: 1, b: undefined }],
    [{ a: 1, b: undefined }, { a: 1 }],
  ])('%j and %j say the same', (a, b) => expect(isSame(a, b)).toBe(true));

  it.each([
    [1, 2],
    [1, '1'],
    [null, undefined],
    [null, {}],
    [{}, null],
    [[], {}],
    [[1], [1, 2]],
    [
      [1, 2],
      [2, 1],
    ],
    [{ a: 1 }, {}],
    [{}, { a: 1 }],
    [{ a: { b: 1 } }, { a: { b: 2 } }],
    [{ a: undefined, b: 1 }, { b: 2 }],
  ])('%j and %j do not', (a, b) => expect(isSame(a, b)).toBe(false));
});
