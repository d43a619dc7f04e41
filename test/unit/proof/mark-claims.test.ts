import { describe, expect, it } from 'vitest';
import type { Claim } from '../../../src/proof/claims.ts';
import { isOfPause, isSamePause, markClaims } from '../../../src/proof/mark-claims.ts';

const ZERO = Date.UTC(2026, 0, 5, 14);
const at = (second: number) => ZERO + second * 1_000;

/** What a panel writes, its nth entry. */
function mark(
  seq: number,
  action: string,
  second: number | undefined,
  { chain = 'aaaaaaaa', target = 'policy' } = {},
): [string, string] {
  const when = second === undefined ? '' : new Date(at(second)).toISOString();
  const phase = action === 'extend' ? 'observed' : 'confirmed';
  return [
    `rc1.${chain}.${seq}`,
    `1;${action};${target};${phase};${when};;${chain}-1:${seq}:${'a'.repeat(64)}`,
  ];
}
const claimsIn = (marks: readonly [string, string][], endedAt = at(600)) =>
  markClaims(Object.fromEntries(marks), endedAt);

describe('what panels have written on a call', () => {
  it('claims each pause until its resume, whose request may be older than what is written', () => {
    const found = claimsIn([mark(3, 'resume', 90), mark(1, 'pause', 60), mark(2, 'extend', 70)]);
    expect(found).toEqual([{ from: at(60), to: at(90), seenUntil: at(80), end: 'seen', by: 'attribute' }]);
    expect(claimsIn([mark(1, 'pause', 60), mark(2, 'resume', 65)])).toMatchObject([{ seenUntil: at(60) }]);
  });

  it('claims a pause that nobody ended until the end of the call', () => {
    expect(claimsIn([mark(1, 'pause', 60)])).toEqual([
      { from: at(60), to: at(600), end: 'call', by: 'attribute' },
    ]);
  });

  it('takes what several agents did for one sequence', () => {
    const other = { chain: 'bbbbbbbb' };
    const found = claimsIn([
      mark(1, 'pause', 60),
      mark(1, 'pause', 70, other),
      mark(2, 'resume', 90, other),
      mark(2, 'pause', 120),
      mark(3, 'resume', 150),
    ]);
    expect(found.map(({ from, to }) => [from, to])).toEqual([
      [at(60), at(90)],
      [at(120), at(150)],
    ]);
  });

  it('claims nothing by what cannot be read, has no time, is of the time after the call or of another recording', () => {
    expect(
      claimsIn([
        mark(1, 'pause', undefined),
        mark(2, 'pause', 700),
        mark(3, 'pause', 60, { target: 'snippet' }),
        ['rc1.aaaaaaaa.4', '2;pause'],
        ['someone', 'else'],
      ]),
    ).toEqual([]);
  });

  it.each([
    ['pause', true],
    ['resume', true],
    ['extend', false],
    ['start', false],
  ])('keeps %s: %s', (action, kept) => {
    expect(isOfPause(...mark(1, action, 60))).toBe(kept);
  });
});

describe('two claims', () => {
  const claim = (from: number, to: number | undefined, more: Partial<Claim> = {}): Claim => ({
    from: at(from),
    ...(to !== undefined && { to: at(to) }),
    end: 'seen',
    by: 'watch',
    ...more,
  });
  it.each([
    ['that overlap', claim(60, 90), claim(80, 120), true],
    ['that begin at about one time', claim(60, 62), claim(70, 72), true],
    ['apart', claim(60, 90), claim(120, 150), false],
    [
      'of which the first was seen no more when the second began',
      claim(60, 200, { end: 'unseen' }),
      claim(120, 150),
      false,
    ],
    [
      'of which the first was seen to go on',
      claim(60, 200, { end: 'unseen', seenUntil: at(130) }),
      claim(120, 150),
      true,
    ],
  ])('%s are of one pause: %4$s', (_what, one, other, same) => {
    expect(isSamePause(one, other)).toBe(same);
    expect(isSamePause(other, one)).toBe(same);
  });
});
