import { mapSnapshot } from '../../domain/mapping.ts';
import type { BulkResult } from '../bulk/bulk-result.ts';
import { onCall } from '../bulk/standing.ts';
import { ALL_AGENTS } from '../all-agents.ts';
import { findCall, type FindDeps } from './find-call.ts';
import type { CallDeps } from './call-session.ts';
import type { Order } from './control-call.ts';
import { undoneUntil } from './lasting.ts';
import { findingOf, isCaptureSo, isSomebodyPaused, shownState } from './first-look.ts';

export type CallLook = Omit<BulkResult, 'joined'> & {
  /** Participants who are on it as agents and have answered. */
  readonly agents?: readonly string[];
};

/** What an order would do, from one read: enough for a dry run, and no evidence that anything is paused. */
export async function lookAtCall(
  deps: FindDeps & Pick<CallDeps, 'mayTakeEffect'>,
  order: Order,
): Promise<CallLook> {
  const { conversationId, action, target } = order;
  const read = await findCall(deps, conversationId);
  if (!read.ok) {
    const isGone = read.failure.kind === 'not-found';
    return { conversationId, state: 'unknown', outcome: isGone ? 'ended' : 'refused', failure: read.failure };
  }
  const mapped = mapSnapshot(read.value, ALL_AGENTS);
  const { state } = mapped;
  const say = (outcome: BulkResult['outcome']) => ({
    conversationId,
    state: shownState(read.value),
    outcome,
    agents: onCall(read.value),
  });
  const found = findingOf(read.value, order);
  if (found === 'nobody') return { ...say('refused'), failure: { kind: 'no-live-leg' } };
  if (found !== 'act') return say(found);
  const takesAway = action === 'pause' || action === 'stop';
  if (takesAway && undoneUntil(deps, { ...order, askedAt: Infinity }) !== undefined) return say('would-act');
  if (target !== 'policy') {
    return say(isCaptureSo(read.value, order) ? 'already-so' : 'would-act');
  }
  if (action === 'pause')
    return say(mapped.state === 'paused' && mapped.kind === 'secure' ? 'already-so' : 'would-act');
  if (state === 'not-recording') return { ...say('refused'), notRecorded: true };
  if (state !== 'paused' && state !== 'unknown' && !isSomebodyPaused(read.value)) return say('already-so');
  return say(order.isOwn?.() === false ? 'not-own' : 'would-act');
}
