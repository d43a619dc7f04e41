import { isProofDue, type Call } from './call.ts';
import { validUntilOf } from './claim.ts';
import { FRAME_MAX_AGE_MS } from './evidence-state.ts';

/**
 * When a channel's last frame came is one fact of all its calls. A call that the frame asked nothing of was not stepped
 * for it; this brings it up to date before its next step. Elapsed ms.
 */
export function caughtUp(call: Call, lastFrameAt: number): Call {
  if (lastFrameAt <= call.evidence.channel.lastFrameAt) return call;
  const channel = { ...call.evidence.channel, lastFrameAt };
  const evidence = { ...call.evidence, channel };
  return { ...call, evidence, claim: { ...call.claim, validUntil: validUntilOf(evidence, call) } };
}

/**
 * What a frame at `at` asks of a call, beside being a sign of life: it ends a silence, noticed or not, since the frame
 * before at `lastFrameAt`; or *safe* is to be proven (rule 6), also what is to become safe again.
 */
export function isFrameNews(call: Call, lastFrameAt: number, at: number): boolean {
  const { evidence, claim } = call;
  const isOverdue = at > Math.max(evidence.channel.lastFrameAt, lastFrameAt) + FRAME_MAX_AGE_MS;
  const isToProve = claim.safe || claim.unsafe === 'unproven';
  return evidence.channel.silent || isOverdue || (isToProve && isProofDue(evidence, at));
}
