import { describe, expect, it } from 'vitest';
import { asClaimed } from '../../../src/proof/as-claimed.ts';
import type { Claim } from '../../../src/proof/claims.ts';
import type { Evidence, Verdict } from '../../../src/proof/prove.ts';

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
  const CLAIM = { from: 60_000, to: 90_000 };
  const recordingOf = (to: number, ...leftOut: readonly (readonly [number, number])[]) => ({
    recordingId: 'r1',
    media: 'audio',
    during: { from: 0, to },
    pauses: leftOut.map(([from, until]) => ({ from, to: until, reason: 'securepause' })),
  });
  const judged = (by: Claim['by'], evidence: readonly Evidence[], more: Partial<Claim> = {}) =>
    asClaimed({ claim: { ...CLAIM, end: 'seen', by, ...more }, verdict: 'missing', recordings: [] }, evidence)
      .verdict;

  it.each<[string, Verdict, readonly Evidence[]]>([
    ['nothing was left out', 'unknown', [recordingOf(120_000)]],
    ['what was left out lies beside it', 'unknown', [recordingOf(120_000, [55_000, 60_000])]],
    ['the recording ends a moment before it', 'unknown', [recordingOf(89_997, [55_000, 60_000])]],
    ['part of it was left out', 'missing', [recordingOf(120_000, [80_000, 90_000])]],
    [
      'another recording left part of it out',
      'missing',
      [recordingOf(70_000), recordingOf(120_000, [80_000, 90_000])],
    ],
  ])('is no fault where nobody can tell that there was a pause: %s', (_what, verdict, evidence) => {
    for (const by of ['event', 'attribute', 'entry'] as const) expect(judged(by, evidence)).toBe(verdict);
    expect(judged('watch', evidence)).toBe('missing');
    expect(judged('event', evidence, { told: 'missing' })).toBe('missing');
  });

  it('is proved where nothing of it is recorded', () => {
    expect(proofOf('proved', { by: 'event' })).toMatchObject({ verdict: 'proved' });
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
