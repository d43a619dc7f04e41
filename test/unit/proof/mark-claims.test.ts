import { describe, expect, it } from 'vitest';
import type { Claim } from '../../../src/proof/claims.ts';
import { isOfPause, markClaims, restOf } from '../../../src/proof/mark-claims.ts';

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

  it('claims of a pause of which no end was written that it was there, and no more', () => {
    expect(claimsIn([mark(1, 'pause', 60)])).toEqual([
      { from: at(60), to: at(600), end: 'unseen', by: 'attribute' },
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

  it('knows of none of two pauses until when it lasted, where the resume between them was not written', () => {
    expect(claimsIn([mark(1, 'pause', 60), mark(2, 'pause', 120), mark(3, 'resume', 150)])).toMatchObject([
      { from: at(60), to: at(120), end: 'unseen' },
      { from: at(120), to: at(150), end: 'seen' },
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

describe('what was written of a pause', () => {
  const claim = (from: number, to: number | undefined, more: Partial<Claim> = {}): Claim => ({
    from: at(from),
    ...(to !== undefined && { to: at(to) }),
    end: 'seen',
    by: 'watch',
    ...more,
  });
  const unseen = { end: 'unseen' } as const;
  it.each<[string, Claim, Claim, [number, number][]]>([
    ['that was seen', claim(60, 90), claim(60, 90), []],
    ['that was seen to begin a little later', claim(60, 90), claim(72, 120), []],
    ['that was seen to begin a little earlier', claim(64, 72), claim(60, 62), []],
    ['that began some seconds after one that was seen to end', claim(70, 72), claim(60, 62), [[70, 72]]],
    ['that began some seconds before one that was seen', claim(60, 62), claim(70, 90), [[60, 62]]],
    [
      'that a dead worker saw begin tells of the rest',
      claim(61, 90),
      claim(60, undefined, unseen),
      [[63, 90]],
    ],
    ['that was going on when it was written', claim(80, 120), claim(60, 90), []],
    ['that is another one', claim(60, 90), claim(120, 150), [[60, 90]]],
    ['to which somebody came later tells of its beginning', claim(60, 120), claim(100, 120), [[60, 97]]],
    [
      'whose end nobody saw tells of that',
      claim(60, 120),
      claim(60, 200, { ...unseen, seenUntil: at(80) }),
      [[83, 120]],
    ],
    [
      'whose end nobody saw for some seconds',
      claim(60, 90),
      claim(60, 200, { ...unseen, seenUntil: at(80) }),
      [],
    ],
    [
      'of which no end was written tells of the time before another one',
      claim(60, 600, unseen),
      claim(100, 140),
      [[60, 97]],
    ],
    ['of which no end was written, and that was seen', claim(60, 600, unseen), claim(66, 140), []],
    ['that was seen no more when it was written', claim(120, 150), claim(60, 200, unseen), [[120, 150]]],
    [
      'that was seen to go on when it was written',
      claim(120, 140),
      claim(60, 200, { ...unseen, seenUntil: at(130) }),
      [],
    ],
  ])('%s', (_what, written, seen, rest) => {
    const found = restOf(written, [seen]);
    expect(found.map(({ from, to }) => [from, to])).toEqual(rest.map(([from, to]) => [at(from), at(to)]));
    if (written.end === 'unseen') expect(found.every(({ end }) => end === 'unseen')).toBe(true);
  });
});
