import { describe, expect, it } from 'vitest';
import type { Claim } from '../../../src/proof/claims.ts';
import { prove, unexplained, type Evidence } from '../../../src/proof/prove.ts';

const START = Date.parse('2026-11-28T09:00:00Z');
const at = (seconds: number) => START + seconds * 1_000;
const claim = (from: number, to?: number, more: Partial<Claim> = {}): Claim => ({
  from: at(from),
  ...(to !== undefined && { to: at(to) }),
  end: to === undefined ? 'unseen' : 'seen',
  by: 'panel',
  ...more,
});
/** A recording of the whole call, 0 to 300 s, that left out these stretches. */
const recording = (
  pauses: readonly (readonly [from: number, to: number, reason?: string])[] | Evidence['pauses'],
  more: Partial<Evidence> = {},
): Evidence => ({
  recordingId: 'r1',
  media: 'audio',
  during: { from: at(0), to: at(300) },
  pauses:
    typeof pauses === 'string'
      ? pauses
      : pauses.map((one) =>
          Array.isArray(one)
            ? {
                from: at(one[0] as number),
                to: at(one[1] as number),
                reason: (one[2] as string) ?? 'securepause',
              }
            : (one as never),
        ),
  ...more,
});
const verdict = (claims: Claim, ...evidence: Evidence[]) => prove([claims], evidence)[0]?.verdict;

describe('a claim against one recording', () => {
  it.each([
    ['proved', 'to the second', claim(60, 90), [[60, 90]]],
    ['proved', 'where more was left out', claim(60, 90), [[50, 100]]],
    ['proved', 'within what clocks may differ by', claim(60, 90), [[62.9, 87.1]]],
    [
      'proved',
      'where one pause follows the other at once',
      claim(60, 90),
      [
        [60, 75],
        [75.2, 90],
      ],
    ],
    [
      'proved',
      'where part of it was on hold',
      claim(60, 90),
      [
        [60, 70],
        [70, 90, 'hold'],
      ],
    ],
    ['proved', 'where it is shorter than the tolerance', claim(60, 61), [[60, 61]]],
    ['late', 'where it begins later', claim(60, 90), [[64, 90]]],
    ['late', 'where it begins later and ends sooner', claim(60, 90), [[64, 80]]],
    ['short', 'where it ends sooner', claim(60, 90), [[60, 86]]],
    [
      'short',
      'where something in between was recorded',
      claim(60, 90),
      [
        [60, 70],
        [71, 90],
      ],
    ],
    ['missing', 'where nothing was left out', claim(60, 90), []],
    ['missing', 'where another time was left out', claim(60, 90), [[120, 150]]],
    ['missing', 'however short it is', claim(60, 61), []],
    ['proved', 'that nobody ended, to the end of the call', claim(60), [[60, 300]]],
    ['unknown', 'that nobody ended, and somebody resumed', claim(60), [[60, 200]]],
    ['missing', 'that nobody ended, of which nothing was left out', claim(60), []],
    ['late', 'that nobody ended, and that begins later', claim(60), [[70, 300]]],
    ['unknown', 'that was found to be over', claim(60, 90, { end: 'unseen' }), [[60, 80]]],
    [
      'unknown',
      'that was found to be over, and was paused anew meanwhile',
      claim(60, 90, { end: 'unseen' }),
      [
        [60, 70],
        [72, 90],
      ],
    ],
    [
      'unknown',
      'that nobody ended, and somebody paused anew',
      claim(60),
      [
        [60, 100],
        [150, 200],
      ],
    ],
    [
      'late',
      'that nobody ended, and that begins later, resumed or not',
      claim(60),
      [
        [70, 100],
        [150, 200],
      ],
    ],
    [
      'short',
      'that was recorded while it was seen to go on',
      claim(60, 90, { end: 'unseen', seenUntil: at(80) }),
      [[60, 76]],
    ],
    [
      'unknown',
      'that was recorded when it was not seen any more',
      claim(60, 90, { end: 'unseen', seenUntil: at(80) }),
      [[60, 78]],
    ],
    [
      'proved',
      'that was left out to where it was found to be over',
      claim(60, 90, { end: 'unseen', seenUntil: at(61) }),
      [[60, 88]],
    ],
    [
      'short',
      'that ended with its call, and was recorded to the end of it',
      claim(280, 310, { end: 'call' }),
      [[280, 296]],
    ],
    [
      'proved',
      'that ended with its call, within what clocks may differ by',
      claim(280, 310, { end: 'call' }),
      [[280, 298]],
    ],
    [
      'proved',
      'that ended with its call, a moment after the recording',
      claim(290, 310, { end: 'call' }),
      [[290, 300]],
    ],
  ] as const)('is %s %s', (expected, _how, claimed, pauses) => {
    expect(verdict(claimed, recording(pauses as never))).toBe(expected);
  });

  it('names what was recorded, at both ends and in between', () => {
    const [proof] = prove(
      [claim(60, 90)],
      [
        recording([
          [64, 70],
          [72, 80],
        ]),
      ],
    );
    expect(proof?.recordings[0]?.recorded).toEqual([
      { from: at(60), to: at(64) },
      { from: at(70), to: at(72) },
      { from: at(80), to: at(90) },
    ]);
  });

  it.each(['not-yet', 'gone', 'refused'] as const)('is unknown where it is %s what was left out', (why) => {
    const [proof] = prove([claim(60, 90)], [recording(why)]);
    expect(proof).toMatchObject({ verdict: 'unknown', recordings: [{ verdict: 'unknown', why }] });
  });

  it('is unknown where the recording does not say when it was made', () => {
    const { during: _none, ...timeless } = recording('no-time');
    expect(verdict(claim(60, 90), timeless)).toBe('unknown');
  });
});

describe('a claim against all recordings of its call', () => {
  const other = (pauses: Parameters<typeof recording>[0], more: Partial<Evidence> = {}) =>
    recording(pauses, { recordingId: 'r2', ...more });

  it('is as good as the worst of them', () => {
    expect(verdict(claim(60, 90), recording([[60, 90]]), other([]))).toBe('missing');
    expect(verdict(claim(60, 90), recording([[60, 90]]), other('not-yet'))).toBe('unknown');
    expect(verdict(claim(60, 90), recording([[64, 90]]), other('not-yet'))).toBe('late');
  });

  it('is not proved while a snippet was taken, which a pause does not reach', () => {
    const snippet = other([], { mediaSubtype: 'Snippet', during: { from: at(80), to: at(120) } });
    const [proof] = prove([claim(60, 90)], [recording([[60, 90]]), snippet]);
    expect(proof).toMatchObject({ verdict: 'missing' });
    expect(proof?.recordings[1]?.recorded).toEqual([{ from: at(80), to: at(90) }]);
  });

  it('asks nothing of a recording that was not under way', () => {
    const later = other([], { during: { from: at(100), to: at(200) } });
    expect(verdict(claim(60, 90), recording([[60, 90]]), later)).toBe('proved');
  });

  it('is proved of the voice, and unknown of a screen that tells nothing', () => {
    const [proof] = prove([claim(60, 90)], [recording([[60, 90]]), other('screen', { media: 'screen' })]);
    expect(proof?.verdict).toBe('proved');
    expect(proof?.recordings.map(({ verdict: one }) => one)).toEqual(['proved', 'unknown']);
  });

  it('is not proved where part of it lies on no recording', () => {
    const first = recording([[60, 65]], { during: { from: at(0), to: at(65) } });
    expect(prove([claim(60, 90)], [first])).toMatchObject([{ verdict: 'unknown', why: 'outside' }]);
    expect(verdict(claim(60, 90, { end: 'call' }), first)).toBe('unknown');
    const second = other([[65, 90]], { during: { from: at(65), to: at(300) } });
    expect(verdict(claim(60, 90), first, second)).toBe('proved');
  });

  it('is no matter of a recording that begins within the tolerance of its edge', () => {
    const first = recording([[60, 90]], { during: { from: at(0), to: at(90) } });
    const next = other([], { during: { from: at(89.5), to: at(300) } });
    expect(verdict(claim(60, 90), first, next)).toBe('proved');
    expect(verdict(claim(60, 90), first, other([], { during: { from: at(80), to: at(300) } }))).toBe(
      'missing',
    );
  });

  it.each([
    ['began within it', 'short', [[60, 150]], [[152.9, 250]]],
    ['ended within it', 'short', [[60, 147.1]], [[150, 250]]],
    ['began within it, at its beginning', 'late', undefined, [[65.8, 250]]],
  ] as const)('grants its tolerance to no recording that %s', (_how, expected, before, after) => {
    const middle = before ? 150 : 62.9;
    const first = recording((before ?? []) as never, { during: { from: at(0), to: at(middle) } });
    const second = other(after as never, { during: { from: at(middle), to: at(300) } });
    expect(verdict(claim(60, 250), first, second)).toBe(expected);
  });

  it('is not proved by many recordings of which each begins with a little of it', () => {
    const pieces = Array.from({ length: 38 }, (_, index) => {
      const from = 60 + index * 5;
      return recording([[from + 2.5, from + 5]], {
        recordingId: `r${index}`,
        during: { from: at(from), to: at(from + 5) },
      });
    });
    expect(verdict(claim(60, 250), ...pieces)).toBe('short');
  });

  it('is not proved beside a recording of a kind that nobody knows, in its time', () => {
    const odd = (during?: Evidence['during']) =>
      ({ recordingId: 'r2', media: 'call', pauses: 'medium', ...(during && { during }) }) as const;
    const [proof] = prove([claim(60, 90)], [recording([[60, 90]]), odd({ from: at(0), to: at(300) })]);
    expect(proof).toMatchObject({ verdict: 'unknown', recordings: [{}, { why: 'medium' }] });
    expect(verdict(claim(60, 90), recording([[60, 90]]), odd())).toBe('unknown');
    expect(verdict(claim(60, 90), recording([[60, 90]]), odd({ from: at(100), to: at(300) }))).toBe('proved');
    expect(verdict(claim(60, 90), recording([]), odd())).toBe('missing');
  });

  describe('when nobody saw it end', () => {
    it('is unknown where the call goes on in another recording', () => {
      const first = recording([[58, 100]], { during: { from: at(0), to: at(150) } });
      const next = other([], { during: { from: at(150), to: at(300) } });
      expect(prove([claim(60)], [first, next])).toMatchObject([
        {
          verdict: 'unknown',
          why: 'unseen',
          recordings: [
            { verdict: 'unknown', recorded: [{ from: at(100), to: at(150) }] },
            { verdict: 'unknown', recorded: [{ from: at(150), to: at(300) }] },
          ],
        },
      ]);
      const toTheEnd = recording([[58, 150]], { during: { from: at(0), to: at(150) } });
      expect(verdict(claim(60), toTheEnd, next)).toBe('unknown');
    });

    it('lasts as long as the voice, and not as the screen', () => {
      const voice = (to: number) => recording([[58, to]], { during: { from: at(0), to: at(150) } });
      const screen = other('screen', { media: 'screen', during: { from: at(0), to: at(200) } });
      expect(verdict(claim(60), voice(150), screen)).toBe('proved');
      expect(prove([claim(60)], [voice(100), screen])).toMatchObject([{ verdict: 'unknown', why: 'unseen' }]);
    });

    it('is missing on another recording of the same time all the same', () => {
      expect(verdict(claim(60), recording([[58, 100]]), other([]))).toBe('missing');
    });
  });

  it('is unknown where only the screen was recorded then', () => {
    expect(verdict(claim(60, 90), other('screen', { media: 'screen' }))).toBe('unknown');
  });

  it('is unknown where there is no recording, or none of that time', () => {
    expect(prove([claim(60, 90)], [])).toMatchObject([{ verdict: 'unknown', why: 'no-recording' }]);
    expect(prove([claim(400, 420)], [recording([])])).toMatchObject([{ verdict: 'unknown', why: 'outside' }]);
  });
});

describe('what nobody claims', () => {
  it('is a secure pause outside of every claim, once for all recordings', () => {
    const both = [
      recording([
        [10, 20],
        [60, 90],
      ]),
      recording(
        [
          [10.1, 20.1],
          [60, 90],
        ],
        { recordingId: 'r2' },
      ),
    ];
    expect(unexplained([claim(61, 89)], both)).toEqual([{ from: at(10), to: at(20) }]);
  });

  it('is a secure pause after one whose end nobody saw, once something was recorded between', () => {
    const pauses = [
      [60, 100],
      [150, 200],
    ] as const;
    expect(unexplained([claim(60)], [recording(pauses)])).toEqual([{ from: at(150), to: at(200) }]);
    expect(unexplained([claim(60, 250, { end: 'unseen' })], [recording(pauses)])).toHaveLength(1);
    expect(unexplained([claim(60, 250)], [recording(pauses)])).toEqual([]);
  });

  it('is no hold', () => {
    expect(unexplained([], [recording([[10, 20, 'hold']]), recording('screen')])).toEqual([]);
  });
});
