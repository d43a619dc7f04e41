import { describe, expect, it } from 'vitest';
import { retryAfterMs } from '../../../../src/genesys/http/retry-after.ts';
import { sourcesBelow, withoutComments } from '../../../support/source-imports.ts';

const WALL = Date.UTC(2026, 0, 6, 9);

describe('retryAfterMs', () => {
  it.each([
    [{ 'retry-after': '7' }, 7_000],
    [{ 'retry-after': '0' }, 0],
    [{ 'retry-after': '1.5' }, 1_500],
    [{ 'retry-after': new Date(WALL + 9_000).toUTCString() }, 9_000],
    [{ 'retry-after': new Date(WALL - 9_000).toUTCString() }, 0],
    [{ 'retry-after': '999999' }, 3_600_000],
    [{ 'inin-ratelimit-reset': '7' }, 8_000],
    [{ 'retry-after': '3', 'inin-ratelimit-reset': '7' }, 3_000],
    [{ 'retry-after': 'soon' }, undefined],
    [{ 'retry-after': '-5' }, undefined],
    [{}, undefined],
  ] as [Record<string, string>, number | undefined][])('%j asks for %s ms', (headers, waitMs) => {
    expect(retryAfterMs(headers, WALL)).toBe(waitMs);
  });

  it('is the only reader of the header', () => {
    const readers = sourcesBelow('src').filter(({ source }) =>
      /(\[|get\(|\(headers, )'(retry-after|inin-ratelimit-reset)'/i.test(withoutComments(source)),
    );
    expect(readers.map(({ file }) => file)).toEqual(['src/genesys/http/retry-after.ts']);
  });
});
