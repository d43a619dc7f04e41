import type { ConversationView } from '../../app/view.ts';
import type { Target, Trigger, WishAction } from '../../domain/audit.ts';
import type { Failure } from '../../domain/failure.ts';
import type { Result } from '../../domain/result.ts';
import type { Snapshot } from '../../domain/snapshot.ts';
import { unlessAborted } from '../patience.ts';
import { answersNothing, findCall, type Looked } from './find-call.ts';
import { openCall, type CallDeps } from './call-session.ts';
import {
  doubtOf,
  findingOf,
  isCaptureSo,
  isPauseOver,
  isSomebodyPaused,
  shownState,
  type Finding,
} from './first-look.ts';
import { keptBackBy } from './kept-back.ts';
import { lasting, undoneUntil } from './lasting.ts';
import { endOfKeptBack, foundBy, isBeginning, isTakenBack, outcome, outcomeOf, type End } from './outcome.ts';
import { heedingFeed } from './outlast.ts';
import { tellingOfPauses } from './seen-recorded.ts';

/** One thing to do to one call. */
export interface Order {
  readonly conversationId: string;
  readonly action: WishAction;
  readonly target: Target;
  readonly trigger: Trigger;
  /** Epoch ms: when the user asked, before anything that it had to wait for. The newest order counts (rule 5). */
  readonly askedAt: number;
  /** Act only while an agent of this queue is on the call: a list of its calls is one of a moment ago. */
  readonly queueId?: string;
  /** Of resume: end a pause only where this says that it is ours. */
  isOwn?(): boolean;
  /** Of resume: end a pause only where this says that whoever asked for it was shown it. */
  isAgreed?(): boolean;
  /** What was told since, or too shortly before, a read was sent (`readAt`, elapsed ms), and keeps a command back: reads lag. */
  toldAgainst?(readAt: number): Exclude<Finding, 'act'> | undefined;
}

/**
 * confirmed: a read sent after the command shows it. already-so: shown before it, or the platform said so. unconfirmed:
 * accepted, and nothing shows it. left-queue: no agent of the order's queue is on it. not-own: nothing proves that we have paused it. not-agreed: it was not among what was shown to whoever asked. refused: the platform or a prerequisite says no. failed: tried in vain.
 */
export type Outcome =
  | 'confirmed'
  | 'already-so'
  | 'unconfirmed'
  | 'refused'
  | 'failed'
  | 'ended'
  | 'not-found'
  | 'left-queue'
  | 'not-own'
  | 'not-agreed'
  | 'interrupted';

export interface OrderResult extends Omit<Order, 'askedAt' | 'isOwn' | 'isAgreed' | 'toldAgainst'> {
  readonly outcome: Outcome;
  readonly state: ConversationView['state'];
  readonly recorders: readonly string[];
  readonly commanded: boolean;
  readonly latencyMs: number;
  readonly failure?: Failure;
  /** Nobody found the call, although it was looked for this often. */
  readonly looked?: Looked;
  /** Nothing is recorded that could be resumed. */
  readonly notRecorded?: true;
  /** Participants who were on it as agents by the newest read. */
  readonly agents?: readonly string[];
  /** The last look shows that it is paused, and a resume without an answer may still take effect. */
  readonly inDoubt?: true;
  /** A Pause, or a stop, of this home came after it: it is not sent again, or was not sent at all. */
  readonly takenBack?: true;
  /** A resume, or a start, of this home that is newer kept it back, or may yet be refused. */
  readonly overtaken?: true;
  /** A resume, or a start, of this home could have undone it: it was watched until none could. */
  readonly outlasted?: true;
  /** No agent was on it when it was last looked at, and somebody else was: who answers next may be recorded. */
  readonly noAgent?: true;
  /** The journal could not be written: there is no complete record of this. */
  readonly notLogged?: true;
}

/** Replica lag: what a read shows now holds when one sent this much later shows it too. */
const SETTLE_MS = 1_100;
/** Rule 4: somebody waits with card details on their lips. The calls of a run are each looked at first, and later again. */
const isPauseByHand = ({ action, trigger }: Order): boolean => action === 'pause' && trigger !== 'bulk';

/** Looks first, then commands, then waits for the evidence: the same session that a panel runs. */
export async function controlCall(deps: CallDeps, order: Order): Promise<OrderResult> {
  const { action, conversationId, target, trigger, askedAt } = order;
  if (trigger !== 'bulk') {
    deps.api.askEndsAgain(deps.signal);
    if (!isBeginning(action)) deps.mayTakeEffect?.takesAway(conversationId, target, askedAt);
  }
  const isOver = isBeginning(action)
    ? deps.mayTakeEffect?.ordering(conversationId, target, askedAt)
    : undefined;
  try {
    const { journal, recorded } = deps;
    return await carryOut(
      { ...deps, journal: recorded ? tellingOfPauses(journal, recorded) : journal },
      order,
    );
  } finally {
    isOver?.();
  }
}

async function carryOut(deps: CallDeps, order: Order): Promise<OrderResult> {
  const startedAt = deps.clock.now();
  const { askedAt, isOwn: _isOwn, isAgreed: _isAgreed, toldAgainst: _toldAgainst, ...told } = order;
  const isUrgent = isPauseByHand(order);
  const read = await unlessAborted(findCall(deps, order.conversationId, { isUrgent }), deps.signal);
  const end = (outcome: Outcome, more: Partial<OrderResult> = {}): OrderResult => ({
    ...told,
    outcome,
    state: 'unknown',
    recorders: [],
    commanded: deps.api.commanded,
    latencyMs: Math.round(deps.clock.now() - startedAt),
    ...(deps.api.agents && { agents: deps.api.agents }),
    ...(outcome !== 'ended' && deps.api.agents?.length === 0 && { noAgent: true as const }),
    ...more,
  });
  const { actor } = deps;
  if (order.action === 'start' && actor?.kind === 'user' && actor.userId === undefined) {
    const failure = actor.failure ?? { kind: 'unknown-outcome' };
    return end(outcomeOf(failure), { failure });
  }
  if (read === undefined) return end('interrupted');
  if (!read.ok && isUrgent && answersNothing(read.failure)) return policy(deps, order, end, read);
  if (!read.ok) {
    const { failure, looked } = read;
    return end(outcomeOf(failure), { failure, ...(looked && { looked }) });
  }
  const snapshot = read.value;
  const found = findingOf(snapshot, order);
  if (found === 'ended') return end('ended', { state: 'ended' });
  if (found === 'left-queue') return end('left-queue');
  if (found === 'nobody')
    return end('refused', { state: shownState(snapshot), failure: { kind: 'no-live-leg' } });
  if (isTakenBack(deps, order)) return end('unconfirmed', { state: shownState(snapshot), takenBack: true });
  // A run that leaves a call alone takes nothing back: another queue's resume may have it.
  if (order.trigger === 'bulk' && !isBeginning(order.action))
    deps.mayTakeEffect?.takesAway(order.conversationId, order.target, askedAt);
  deps.api.onlyUnless((question) => keptBackBy(deps, order, question));
  deps.api.give(read);
  return order.target === 'policy' ? policy(deps, order, end, read) : capture(deps, order, snapshot, end);
}

const CAME_TO_NOTHING: ReadonlySet<Outcome> = new Set([
  'refused',
  'failed',
  'unconfirmed',
  'not-found',
  'not-own',
]);

async function policy(deps: CallDeps, order: Order, end: End, look: Result<Snapshot>): Promise<OrderResult> {
  const until = order.action === 'pause' ? undoneUntil(deps, order) : undefined;
  const feed = heedingFeed(deps.feed, order.conversationId);
  const run = openCall({ ...deps, feed }, order.conversationId, () => doubtOf(look, deps.api));
  try {
    if (until !== undefined) return await lasting({ deps, order, run, feed }, end);
    // Nothing answers: what is waited for does not come either.
    const before = look.ok ? await run.known() : run.view();
    const found = foundBy(run);
    if (deps.signal?.aborted) return end('interrupted', found);
    if (before?.state === 'ended') return end('ended', found);
    if (order.action === 'pause' && before?.pauseKind === 'secure')
      return undoneUntil(deps, order) === undefined
        ? end('already-so', found)
        : await lasting({ deps, order, run, feed }, end);
    if (order.action === 'resume') {
      const isSo = before?.state === 'recording' || before?.state === 'held';
      if (isSo && !(deps.api.newest && isSomebodyPaused(deps.api.newest))) return end('already-so', found);
      if (before?.state === 'not-recording') return end('refused', { ...found, notRecorded: true });
    }
    // Before anything is written: of what never leaves no line says that it was asked for.
    const why = deps.api.keptBackNow();
    if (why !== undefined) return endOfKeptBack(why, end, found);
    run.ask(order);
    const result = await outcome(deps, order, run, end);
    if (order.action === 'pause' || !CAME_TO_NOTHING.has(result.outcome)) return result;
    // Since it was sent the call counts as recorded. What came to nothing leaves it paused, and that is what must be said.
    await run.calm();
    const last = { ...result, ...foundBy(run) };
    const { shown } = deps.api;
    // The event of its own effect is one of a recorded call: then its pause is no longer ours, and a second try not wanted.
    const isDone = shown && isPauseOver(shown) && shownState(shown) !== 'not-recording';
    if (last.outcome === 'not-own' && isDone)
      return { ...last, outcome: 'already-so', state: shownState(shown) };
    const isShown = shown && shownState(shown) === 'paused';
    // Without an answer it may take effect for a while. That is no more than a caution: reads show what is.
    return isShown && last.state !== 'paused'
      ? { ...last, outcome: 'unconfirmed', state: 'paused', inDoubt: true }
      : last;
  } finally {
    run.close();
  }
}

async function capture(deps: CallDeps, order: Order, first: Snapshot, end: End): Promise<OrderResult> {
  const { target, action, conversationId } = order;
  if (target === 'policy') throw new Error('A policy recording is no capture.');
  const until = action === 'stop' ? undoneUntil(deps, order) : undefined;
  const feed = heedingFeed(deps.feed, conversationId);
  const run = openCall({ ...deps, feed }, conversationId);
  try {
    await run.known();
    if (until !== undefined) return await lasting({ deps, order, run, feed }, end);
    if (isCaptureSo(first, order)) {
      if (action === 'start') return end('already-so', foundBy(run));
      // That nothing captures needs a second look, sent when replicas have caught up.
      await new Promise<void>((resolve) => deps.clock.after(SETTLE_MS, resolve));
      const second = await deps.api.readCall(conversationId);
      if (second.ok && isCaptureSo(second.value, order)) return end('already-so', foundBy(run));
    }
    if (deps.signal?.aborted) return end('interrupted', foundBy(run));
    const why = deps.api.keptBackNow();
    if (why !== undefined) return endOfKeptBack(why, end, foundBy(run));
    run.ask(order);
    return await outcome(deps, order, run, end);
  } finally {
    run.close();
  }
}
