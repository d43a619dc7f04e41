import type { Claim } from './claims.ts';
import type { Evidence, Proof } from './prove.ts';
import { GAP_MS, lengthOf, overlapOf, without } from './stretch.ts';

/** One word, that may be an old one or anybody's: where a recording left nothing out at that time, there may have been no pause. */
const UNPROVEN: ReadonlySet<Claim['by']> = new Set<Claim['by']>(['event', 'attribute', 'entry']);

/**
 * Of the claim the recording left nothing out: what it did leave out lies beside the claim, as near as clocks differ, and another pause may
 * be what the word was about. A recording may end a moment before its end is heard of.
 */
function isWhollyRecorded(
  { claim: { from, to = from }, recordings, verdict }: Proof,
  evidence: readonly Evidence[],
): boolean {
  const worst = recordings.find((one) => one.verdict === verdict);
  const during = evidence.find(({ recordingId }) => recordingId === worst?.recordingId)?.during;
  if (worst === undefined || during === undefined || to <= from) return false;
  return without(overlapOf({ from, to }, during), worst.recorded).every((one) => lengthOf(one) <= GAP_MS);
}

/**
 * A proof with what its claim says of itself. What may not have been claimed at all is at most proved, and never a fault; what
 * nobody can date is neither. What a log has told as a fault stays one, whatever Genesys shows now.
 */
export function asClaimed(proof: Proof, evidence: readonly Evidence[]): Proof {
  const { claim, verdict, why } = proof;
  const { doubt, told } = claim;
  const isFault = verdict !== 'proved' && verdict !== 'unknown';
  if (told) return isFault ? proof : { ...proof, verdict: told, why: 'told' };
  if (UNPROVEN.has(claim.by) && (verdict === 'missing' || isWhollyRecorded(proof, evidence)))
    return { ...proof, verdict: 'unknown', why: 'unproven' };
  const isDoubted =
    doubt === 'undated' || ((doubt === 'rest' || doubt === 'limit') && (isFault || why === 'unseen'));
  return isDoubted ? { ...proof, verdict: 'unknown', why: doubt } : proof;
}
