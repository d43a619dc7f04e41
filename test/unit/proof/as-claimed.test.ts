import { describe, expect, it } from 'vitest';
import { asClaimed } from '../../../src/proof/as-claimed.ts';
import type { Claim } from '../../../src/proof/claims.ts';
import type { Verdict } from '../../../src/proof/prove.ts';

const proofOf = (verdict: Verdict, more: Partial<Claim>) =>
  asClaimed({
    claim: { from: 60, to: 90, end: 'seen', by: 'panel', ...more },
    verdict,
    recordings: [],
  });

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
    [60, 90, 'unknown'],
    [60, 80, 'late'],
  ] as const)('makes no fault of it where all of it is recorded: from %d to %d', (from, to, verdict) => {
    const recordings = [
      { recordingId: 'r1', media: 'audio', verdict: 'late', recorded: [{ from, to }] },
    ] as const;
    const claim = { from: 60, to: 90, end: 'seen', by: 'event' } as const;
    expect(asClaimed({ claim, verdict: 'late', recordings }).verdict).toBe(verdict);
    expect(asClaimed({ claim: { ...claim, by: 'watch' }, verdict: 'late', recordings }).verdict).toBe('late');
  });
});

describe('a claim of which a log has told a fault', () => {
  it('stays one where nothing is found of it now, and is what is found where that is one', () => {
    expect(proofOf('proved', { told: 'short' })).toMatchObject({ verdict: 'short', why: 'told' });
    expect(proofOf('unknown', { told: 'missing', doubt: 'rest' })).toMatchObject({ verdict: 'missing' });
    expect(proofOf('late', { told: 'short' })).toMatchObject({ verdict: 'late' });
    expect(proofOf('short', { told: 'short', doubt: 'rest' })).not.toHaveProperty('why');
  });
});
