import type { Claim } from './claims.ts';
import type { Proof } from './prove.ts';
import { lengthOf } from './stretch.ts';

/** One word, that may be an old one or anybody's: where a recording left nothing out at that time, there may have been no pause. */
const UNPROVEN: ReadonlySet<Claim['by']> = new Set<Claim['by']>(['event', 'attribute', 'entry']);

/** What was left out lies beside the claim, as near as clocks differ: another pause may be what the word was about. */
function isWhollyRecorded({ claim: { from, to = from }, recordings, verdict }: Proof): boolean {
  const recorded = recordings.find((one) => one.verdict === verdict)?.recorded ?? [];
  return to > from && recorded.reduce((sum, one) => sum + lengthOf(one), 0) >= to - from;
}

/**
 * A proof with what its claim says of itself. What may not have been claimed at all is at most proved, and never a fault; what
 * nobody can date is neither. What a log has told as a fault stays one, whatever Genesys shows now.
 */
export function asClaimed(proof: Proof): Proof {
  const { claim, verdict, why } = proof;
  const { doubt, told } = claim;
  const isFault = verdict !== 'proved' && verdict !== 'unknown';
  if (told) return isFault ? proof : { ...proof, verdict: told, why: 'told' };
  if (UNPROVEN.has(claim.by) && (verdict === 'missing' || isWhollyRecorded(proof)))
    return { ...proof, verdict: 'unknown', why: 'unproven' };
  const isDoubted =
    doubt === 'undated' || ((doubt === 'rest' || doubt === 'limit') && (isFault || why === 'unseen'));
  return isDoubted ? { ...proof, verdict: 'unknown', why: doubt } : proof;
}
