import { mapSnapshot } from '../../domain/mapping.ts';
import type { Failure } from '../../domain/failure.ts';
import type { Result } from '../../domain/result.ts';
import { ownLeg, type Snapshot } from '../../domain/snapshot.ts';
import { ALL_AGENTS, isOfQueue, liveAgents } from '../all-agents.ts';
import type { CallApi } from './call-api.ts';
import type { Order, OrderResult } from './control-call.ts';

/** `nobody`: nothing can be done before an agent is on the call. */
export type Finding = 'act' | 'ended' | 'left-queue' | 'nobody';

/** What a read, or an event, says of an order, seen as all agents. */
export function findingOf(snapshot: Snapshot, order: Omit<Order, 'askedAt'>): Finding {
  const { state } = mapSnapshot(snapshot, ALL_AGENTS);
  if (state === 'ended' || !snapshot.legs.some(({ live }) => live)) return 'ended';
  const isAlone = liveAgents(snapshot).length === 0;
  const isElsewhere = order.queueId !== undefined && !isOfQueue(snapshot, order.queueId);
  if (isAlone && isElsewhere) return 'left-queue';
  // A run comes back when somebody has answered. By its id a call is paused and resumed whoever is on it (rule 4).
  const isOpen = isAlone || state === 'ringing';
  if (state === 'not-mine' || (isOpen && order.trigger === 'bulk')) return 'nobody';
  if (isAlone && order.target !== 'policy') return 'nobody';
  return isElsewhere ? 'left-queue' : 'act';
}

/** A snippet or an ad hoc recording is as it is wanted. One that pauses is not stopped, and an absent field says nothing. */
export function isCaptureSo(snapshot: Snapshot, { target, action }: Order): boolean {
  if (target === 'policy') return false;
  return ownLeg(snapshot, ALL_AGENTS)?.recorders[target] === (action === 'start' ? 'active' : 'none');
}

/**
 * A secure pause stands somewhere on the call, also beside an agent who is recorded: one who joins a paused call is recorded by
 * facts of the platform, and of the pause of others a leg need not tell (docs/platform-notes.md). A resume has something to end.
 */
export function isSomebodyPaused(snapshot: Snapshot): boolean {
  return [snapshot, ownLeg(snapshot, ALL_AGENTS)].some(
    (one) => one?.recordingState === 'paused' && one.securePause === true,
  );
}

const WITHOUT_PAUSE: ReadonlySet<OrderResult['state']> = new Set(['recording', 'held', 'not-recording']);
/** That of a call of which nobody is paused any more: it is recorded, on hold or not recorded at all. */
export const isOver = (state: OrderResult['state']): boolean => WITHOUT_PAUSE.has(state);

/** What paused this call before is over, whoever ended it: nothing on it tells of a secure pause. */
export function isPauseOver(snapshot: Snapshot): boolean {
  const state = shownState(snapshot);
  // Beside an agent who is recorded a pause may stand on the call, and it may be the one of this home.
  if (state === 'recording') return !isSomebodyPaused(snapshot);
  const isSecure = [snapshot, ownLeg(snapshot, ALL_AGENTS)].some((one) => one?.securePause === true);
  return isOver(state) && !isSecure;
}

/** What that read shows. A ringing call shows nothing that holds. */
export function shownState(snapshot: Snapshot): OrderResult['state'] {
  const { state } = mapSnapshot(snapshot, ALL_AGENTS);
  return state === 'ringing' || state === 'not-mine' ? 'unknown' : state;
}

/**
 * Why a pause that a read shows may be somebody else's: the call was not seen without it before the command, or the platform
 * has not accepted that command. Nothing: it is proven to be our own.
 */
export function doubtOf(
  look: Result<Snapshot>,
  { accepted, refusal }: Pick<CallApi, 'accepted' | 'refusal'>,
): Failure | undefined {
  if (!look.ok) return look.failure;
  const before = shownState(look.value);
  if (before === 'paused') return { kind: 'conflict' };
  if (accepted && before !== 'unknown') return undefined;
  return refusal ?? { kind: 'unknown-outcome' };
}
