import { describe, expect, it } from 'vitest';
import { retryAfterMs } from '../../../../src/genesys/http/retry-after.ts';
import { sourcesBelow, withoutComments } from '../../../support/source-imports.ts';

const WALL = Date.parse('2026-01-05T09:00:00Z');

describe('how long to wait', () => {
  it.each([
    ['60', 60_000],
    ['0', 0],
    [' 1.5 ', 1_500],
    ['Mon, 05 Jan 2026 09:00:30 GMT', 30_000],
    ['Mon, 05 Jan 2026 08:00:00 GMT', 0],
    ['999999', 3_600_000],
    ['99999999999999999999', undefined],
    ['soon', undefined],
    ['-5', undefined],
    ['2026', 2_026_000],
    ['', undefined],
  ])('is by the header %j alone: %j', (text, ms) => {
    expect(retryAfterMs({ 'retry-after': text }, WALL)).toBe(ms);
  });

  it('is what the sentence says where the header cannot be read, or makes no sense', () => {
    expect(retryAfterMs({}, WALL, 42)).toBe(42_000);
    expect(retryAfterMs({ 'retry-after': 'soon' }, WALL, 42)).toBe(42_000);
    expect(retryAfterMs({}, WALL)).toBeUndefined();
  });

  it('is what the header says where both tell', () => {
    expect(retryAfterMs({ 'retry-after': '3' }, WALL, 42)).toBe(3_000);
  });

  it('counts a date from the date of the same answer, however wrong the own clock is', () => {
    const headers = { 'retry-after': 'Mon, 05 Jan 2026 09:00:30 GMT', date: 'Mon, 05 Jan 2026 09:00:20 GMT' };
    expect(retryAfterMs(headers, WALL + 7_200_000)).toBe(10_000);
  });

  it('is the only reader of the header', () => {
    const readers = sourcesBelow('src').filter(({ source }) =>
      /(\[|get\(|\(headers, )'retry-after'/i.test(withoutComments(source)),
    );
    expect(readers.map(({ file }) => file)).toEqual(['src/genesys/http/retry-after.ts']);
  });
});
