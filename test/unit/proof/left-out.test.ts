import { expect, it } from 'vitest';
import type { Claim } from '../../../src/proof/claims.ts';
import { leftOutOf } from '../../../src/proof/left-out.ts';
import type { Proof, ProofOfRecording } from '../../../src/proof/prove.ts';

const CLAIM: Claim = { from: 60_000, to: 90_000, end: 'seen', by: 'panel' };
const recording = (more: Partial<ProofOfRecording>): ProofOfRecording => ({
  recordingId: 'r1',
  media: 'audio',
  verdict: 'proved',
  recorded: [],
  ...more,
});
const proof = (more: Partial<Proof>): Proof => ({ claim: CLAIM, verdict: 'proved', recordings: [], ...more });
const TEN = { from: 60_000, to: 70_000 };

it.each<[string, Partial<Proof>, string]>([
  ['left out', {}, 'proved'],
  ['recorded as a whole', { verdict: 'missing' }, 'missing'],
  ['recorded at its beginning', { verdict: 'late' }, 'partly'],
  ['recorded at its end', { verdict: 'short' }, 'partly'],
  ['on no recording yet', { verdict: 'unknown', why: 'no-recording' }, 'not-yet'],
  ['on none of those that are listed', { verdict: 'unknown', why: 'outside' }, 'not-yet'],
  [
    'on one that is uploading',
    { verdict: 'unknown', recordings: [recording({ why: 'not-yet' })] },
    'not-yet',
  ],
  [
    'on one that is gone and one that is uploading',
    { verdict: 'unknown', recordings: [recording({ why: 'gone' }), recording({ why: 'not-yet' })] },
    'not-yet',
  ],
  ['on a picture only', { verdict: 'unknown', recordings: [recording({ why: 'screen' })] }, 'not-yet'],
  ['on one that is gone', { verdict: 'unknown', recordings: [recording({ why: 'gone' })] }, 'unknown'],
  ['of an end that nobody saw', { verdict: 'unknown', why: 'unseen' }, 'unknown'],
])('says of a pause that is %s', (_, what, said) => {
  expect(leftOutOf(proof(what))).toMatchObject({ from: 60_000, to: 90_000, said });
});

it('tells which part of a pause is on the recording, and of the worst one', () => {
  const worst = recording({ verdict: 'late', recorded: [TEN] });
  expect(leftOutOf(proof({ verdict: 'late', recordings: [recording({}), worst] })).recorded).toEqual([TEN]);
});

it('keeps open the end of a pause that nobody saw end', () => {
  const { from, end, by } = CLAIM;
  expect(leftOutOf(proof({ claim: { from, end, by } }))).not.toHaveProperty('to');
});
