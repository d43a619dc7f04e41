import { describe, expect, it } from 'vitest';
import { asClaimed } from '../../../src/proof/as-claimed.ts';
import type { Claim } from '../../../src/proof/claims.ts';
import type { Verdict } from '../../../src/proof/prove.ts';

const proofOf = (verdict: Verdict, more: Partial<Claim>) =>
  asClaimed({ claim: { from: 60, to: 90, end: 'seen', by: 'panel', ...more }, verdict, recordings: [] }, []);

describe('a claim in doubt', () => {
  it.each(['late', 'short', 'missing'] as const)('is unknown where it is found %s', (verdict) => {
    expect(proofOf(verdict, { doubt: 'rest' })).toMatchObject({ verdict: 'unknown', why: 'rest' });
    expect(proofOf(verdict, { doubt: 'undated' })).toMatchObject({ verdict: 'unknown', why: 'undated' });
    expect(proofOf(verdict, {})).toMatchObject({ verdict });
  });

  it('is proved where nothing of it is recorded, if anybody knows when it was', () => {
    expect(proofOf('proved', { doubt: 'rest' })).toMatchObject({ verdict: 'proved' });
    expect(proofOf('proved', { doubt: 'undated' })).toMatchObject({ verdict: 'unknown', why: 'undated' });
  });
});

describe('a claim that nobody has proven', () => {
  it.each(['event', 'attribute', 'entry'] as const)('by %s is unknown where all of it is recorded', (by) => {
    expect(proofOf('missing', { by })).toMatchObject({ verdict: 'unknown', why: 'unproven' });
    expect(proofOf('missing', { by, told: 'missing' })).toMatchObject({ verdict: 'missing' });
    // Something was left out at that time, so that there was a pause.
    for (const verdict of ['proved', 'late', 'short'] as const)
      expect(proofOf(verdict, { by })).toMatchObject({ verdict });
  });
});

describe('what was left out beside such a claim', () => {
  it.each([
    ['to its end', 90_000, [60_000, 90_000], 'unknown'],
    ['as long as the recording lasts', 86_000, [60_000, 86_000], 'unknown'],
    ['to the end of a recording that is a moment shorter', 89_997, [60_000, 89_997], 'unknown'],
    ['but for its end', 90_000, [60_000, 80_000], 'late'],
  ] as const)(
    'makes no fault of it where all of it is recorded: %s',
    (_what, ends, [recordedFrom, recordedTo], verdict) => {
      const recorded = [{ from: recordedFrom, to: recordedTo }];
      const recordings = [{ recordingId: 'r1', media: 'audio', verdict: 'late', recorded }] as const;
      const evidence = [{ recordingId: 'r1', media: 'audio', during: { from: 0, to: ends }, pauses: [] }];
      const claim = { from: 60_000, to: 90_000, end: 'seen', by: 'event' } as const;
      expect(asClaimed({ claim, verdict: 'late', recordings }, evidence).verdict).toBe(verdict);
      const seen = { ...claim, by: 'watch' } as const;
      expect(asClaimed({ claim: seen, verdict: 'late', recordings }, evidence).verdict).toBe('late');
    },
  );
});

describe('a claim of which a log has told a fault', () => {
  it('stays one where nothing is found of it now, and is what is found where that is one', () => {
    expect(proofOf('proved', { told: 'short' })).toMatchObject({ verdict: 'short', why: 'told' });
    expect(proofOf('unknown', { told: 'missing', doubt: 'rest' })).toMatchObject({ verdict: 'missing' });
    expect(proofOf('late', { told: 'short' })).toMatchObject({ verdict: 'late' });
    expect(proofOf('short', { told: 'short', doubt: 'rest' })).not.toHaveProperty('why');
  });
});
