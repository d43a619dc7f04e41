import { describe, expect, it } from 'vitest';
import { sinceOf } from '../../../src/headless/cli/since.ts';

const NOW = Date.parse('2026-11-28T12:00:00Z');

describe('--since', () => {
  it.each([
    ['2026-11-28', '2026-11-28T00:00:00Z'],
    ['2026-11-28T09:00Z', '2026-11-28T09:00:00Z'],
    ['2026-11-28T09:00:00.5Z', '2026-11-28T09:00:00.500Z'],
    ['2026-11-28T09:00:00+02:00', '2026-11-28T07:00:00Z'],
  ])('takes a day in UTC, or a time with its zone: %s', (text, at) => {
    expect(sinceOf(text, NOW)).toBe(Date.parse(at));
  });

  it.each([
    'yesterday',
    '12.10.2026',
    '10/12/2026',
    '2026-1-2',
    '2026-02-30',
    '2026-13-01',
    '2026-11-28T09:00:00',
    '2026-11-28 09:00Z',
    '2026-11-27T25:00Z',
    '20261128',
    '',
  ])('takes nothing that would be guessed at: %j', (text) => {
    expect(() => sinceOf(text, NOW)).toThrow(/is no date/);
  });

  it('takes no date that is still to come', () => {
    expect(() => sinceOf('2026-11-29', NOW)).toThrow(/is still to come/);
    expect(() => sinceOf('2026-11-28T12:00:01Z', NOW)).toThrow(/is still to come/);
  });
});
