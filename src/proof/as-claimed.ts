import type { Claim } from './claims.ts';
import type { Evidence, Proof } from './prove.ts';
import { GAP_MS, lengthOf, overlapOf } from './stretch.ts';

/** One word, that may be an old one or anybody's: where a recording left nothing out at that time, there may have been no pause. */
const UNPROVEN: ReadonlySet<Claim['by']> = new Set<Claim['by']>(['event', 'attribute', 'entry']);

/**
 * Something of the claim was left out of some recording: there was a pause. What lies beside the claim, as near as clocks differ, may be of
 * another one.
 */
const isShown = ({ from, to = Infinity }: Claim, evidence: readonly Evidence[]): boolean =>
  evidence.some(
    ({ during, pauses }) =>
      during !== undefined &&
      typeof pauses !== 'string' &&
      pauses.some((one) => lengthOf(overlapOf(one, overlapOf({ from, to }, during))) > GAP_MS),
  );

/**
 * A proof with what its claim says of itself. What may not have been claimed at all is at most proved, and never a fault; what
 * nobody can date is neither. What a log has told as a fault stays one, whatever Genesys shows now.
 */
export function asClaimed(proof: Proof, evidence: readonly Evidence[]): Proof {
  const { claim, verdict, why } = proof;
  const { doubt, told } = claim;
  const isFault = verdict !== 'proved' && verdict !== 'unknown';
  if (told) return isFault ? proof : { ...proof, verdict: told, why: 'told' };
  if (UNPROVEN.has(claim.by) && isFault && !isShown(claim, evidence))
    return { ...proof, verdict: 'unknown', why: 'unproven' };
  const isDoubted =
    doubt === 'undated' || ((doubt === 'rest' || doubt === 'limit') && (isFault || why === 'unseen'));
  return isDoubted ? { ...proof, verdict: 'unknown', why: doubt } : proof;
}
