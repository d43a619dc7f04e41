import type { CallFeed, Clock } from '../../app/ports.ts';
import type { Target, WishAction } from '../../domain/audit.ts';
import type { Failure } from '../../domain/failure.ts';
import type { Result } from '../../domain/result.ts';
import type { Snapshot } from '../../domain/snapshot.ts';
import type { FoundCall } from '../../genesys/wire/details-query.ts';
import { mapSnapshot } from '../../domain/mapping.ts';
import { ALL_AGENTS, liveAgents } from '../all-agents.ts';
import type { Order, OrderResult } from '../control/control-call.ts';
import type { Pacer, Permit } from '../http/pacer.ts';
import { bulkOf, type BulkResult } from './bulk-result.ts';
import { createStanding } from './standing.ts';

export interface BulkProgress {
  readonly done: number;
  readonly total: number;
  readonly requestsPerMinute: number;
  readonly secondsLeft: number | undefined;
}

export interface QueueOrder {
  readonly queueId: string;
  readonly action: WishAction;
  readonly target: Target;
  readonly dryRun: boolean;
}

export interface QueueRunDeps {
  readonly pacer: Pacer;
  readonly clock: Pick<Clock, 'now' | 'after'>;
  readonly signal?: AbortSignal;
  /** Of resume: whether this home made the pause of a call. Absent: whoever made it. */
  readonly own?: Set<string>;
  /** Live calls as analytics knows them. */
  list(): Promise<Result<readonly FoundCall[]>>;
  /** Reports every snapshot of the queue's topic; resolves once that is open, or cannot be. */
  listen(heard: (snapshot: Snapshot) => void): Promise<void>;
  feedOf(conversationId: string): CallFeed;
  control(permit: Permit, feed: CallFeed, order: Order): Promise<OrderResult>;
  /** What `control` would find, for a dry run. */
  look(permit: Permit, order: Order): Promise<Omit<BulkResult, 'joined'>>;
  result(result: BulkResult): void;
  progress(progress: BulkProgress): void;
}

export interface QueueRunEnd {
  readonly results: readonly BulkResult[];
  readonly interrupted: boolean;
  /** Known and not looked at, because the run was interrupted. */
  readonly left: number;
  /** The list of calls could not be had. */
  readonly failure?: Failure;
}

/** A look, a command, a read that confirms it, and one more when replicas lag behind; what is not used is given back. */
const REQUESTS_PER_CALL = 4;
/** A call is tried again as often when the platform accepts no requests for a while. */
const ROUNDS = 5;
/** Analytics is asked again when all is done, because it lags behind; a queue that never rests is left to `watch`. */
const LISTINGS = 20;
/** … but not before this long after the topic was open: what began earlier and kept silent must be listed by then. */
const LAST_LOOK_MS = 5_000;

interface Todo {
  readonly conversationId: string;
  readonly joined: boolean;
  /** It has its result, and another agent is on it now. */
  readonly again?: true;
}

/** Every live call of a queue, each read before it is acted on, as fast as the rate limit allows. */
export async function runQueue(deps: QueueRunDeps, order: QueueOrder): Promise<QueueRunEnd> {
  const { pacer, clock, signal, own } = deps;
  const seen = new Set<string>();
  const todo: Todo[] = [];
  /** Calls that wait for an agent of the queue: an event may bring one. */
  const alone = new Map<string, BulkResult>();
  /** No read finds them; the list of live calls or the topic may know better. */
  const unfound = new Map<string, BulkResult>();
  /** Those of which the topic has told last that an agent is on them. */
  const heardLive = new Set<string>();
  const standing = createStanding(order.action === 'pause' && !order.dryRun);
  const underWay = new Set<Promise<void>>();
  const startedAt = clock.now();
  let began = false;
  const isAborted = () => signal?.aborted === true;
  let wake = () => {};
  let listedLive: ReadonlySet<string> = new Set();

  function meet(conversationId: string, joined: boolean): void {
    if (seen.has(conversationId)) return;
    seen.add(conversationId);
    todo.push({ conversationId, joined });
    wake();
  }

  function heard(snapshot: Snapshot): void {
    const { conversationId } = snapshot;
    if (!snapshot.legs.some((leg) => leg.live)) heardLive.delete(conversationId);
    if (!liveAgents(snapshot).some(({ ringing }) => ringing !== true)) return;
    heardLive.add(conversationId);
    // Somebody has resumed since: the next pause is theirs.
    if (mapSnapshot(snapshot, ALL_AGENTS).state === 'recording') own?.delete(conversationId);
    if (alone.delete(conversationId)) seen.delete(conversationId);
    if (standing.heard(snapshot) === 'again') {
      todo.push({ conversationId, joined: standing.of(conversationId)?.joined === true, again: true });
      wake();
    }
    meet(conversationId, began);
  }

  function report(result: BulkResult, agents?: readonly string[]): void {
    if (!standing.put(result, agents)) return;
    deps.result(result);
    const minutes = Math.max(1, clock.now() - startedAt) / 60_000;
    const done = standing.all.length;
    const rate = done / minutes;
    deps.progress({
      done,
      total: seen.size,
      requestsPerMinute: Math.round(pacer.stats.requests / minutes),
      secondsLeft: Math.ceil(((seen.size - done) / rate) * 60),
    });
  }

  async function work(one: Todo): Promise<void> {
    const { conversationId, joined, again } = one;
    const { action, target, queueId } = order;
    const isOwn = own && (() => own.has(conversationId));
    const orderOfOne: Order = {
      conversationId,
      action,
      target,
      queueId,
      trigger: 'bulk',
      ...(isOwn && { isOwn }),
    };
    let commanded = false;
    for (let round = 1; ; round += 1) {
      const permit = await pacer.admit(order.dryRun ? 1 : REQUESTS_PER_CALL, signal);
      if (permit === undefined) return void todo.push(one);
      if (order.dryRun) {
        const found = await deps.look(permit, orderOfOne);
        permit.done();
        return settle({ ...found, joined });
      }
      const limitedBefore = pacer.stats.rateLimited;
      const found = await deps.control(permit, deps.feedOf(conversationId), orderOfOne);
      const wasHeldUp = permit.wasDelayed || pacer.stats.rateLimited > limitedBefore;
      permit.done();
      commanded ||= found.commanded;
      if (found.outcome === 'interrupted' && !commanded) return void todo.push(one);
      // What a round left open because its requests had to wait, or were refused, the next one settles by looking again.
      const isOpen = found.outcome === 'unconfirmed' || found.failure?.kind === 'rate-limited';
      if (isOpen && wasHeldUp && round < ROUNDS) continue;
      return settle({ ...bulkOf(found, commanded), joined, ...(again && { again }) }, found.agents);
    }
  }

  function settle(result: BulkResult, agents?: readonly string[]): void {
    const { conversationId, outcome, failure, commanded } = result;
    if (failure?.kind === 'no-live-leg' || outcome === 'left-queue') alone.set(conversationId, result);
    else if (failure?.kind === 'not-found' && !commanded) unfound.set(conversationId, result);
    else report(result, agents);
  }

  /** An event said that these are recorded again. A read says whether they are; who was on them then may want it so. */
  async function lookAtDoubtful(): Promise<void> {
    for (const { failure: _no, ...result } of standing.doubtful) {
      const permit = await pacer.admit(1, signal);
      if (permit === undefined) return;
      const { action, target, queueId } = order;
      const { conversationId } = result;
      const found = await deps.look(permit, { conversationId, action, target, queueId, trigger: 'bulk' });
      permit.done();
      if (found.outcome === 'would-act' || found.state === 'recording')
        report({ ...result, outcome: 'records-again', state: found.state });
    }
  }

  /** Takes on what is there until nothing is left, nor under way. */
  async function drain(): Promise<void> {
    while (!isAborted() && (todo.length > 0 || underWay.size > 0)) {
      const next = todo.shift();
      if (next === undefined) {
        await Promise.race([...underWay, new Promise<void>((resolve) => (wake = resolve))]);
        continue;
      }
      const job: Promise<void> = work(next).finally(() => underWay.delete(job));
      underWay.add(job);
    }
    await Promise.all(underWay);
  }

  const end = (failure?: Failure): QueueRunEnd => {
    for (const result of alone.values()) report(result);
    for (const [conversationId, result] of unfound) {
      const isLive = listedLive.has(conversationId) || heardLive.has(conversationId);
      report({ ...result, outcome: isLive ? 'refused' : 'ended' });
    }
    return {
      results: standing.all,
      interrupted: isAborted(),
      left: todo.length,
      ...(failure && { failure }),
    };
  };

  /** Resolves early when somebody joins, or nobody waits any more. */
  function lagPassed(): Promise<void> {
    return new Promise((resolve) => {
      const done = () => {
        cancel();
        signal?.removeEventListener('abort', done);
        resolve();
      };
      const cancel = clock.after(openedAt + LAST_LOOK_MS - clock.now(), done);
      signal?.addEventListener('abort', done);
      wake = done;
    });
  }

  await deps.listen(heard);
  const openedAt = clock.now();
  for (let listing = 1; listing <= LISTINGS && !isAborted(); listing += 1) {
    if (listing > 1) await lagPassed();
    if (todo.length > 0) await drain();
    const isLast = clock.now() >= openedAt + LAST_LOOK_MS;
    const listed = await deps.list();
    if (isAborted()) break;
    if (!listed.ok) return end(listed.failure);
    const before = seen.size;
    const live = listed.value.filter(({ endedAt }) => endedAt === undefined);
    listedLive = new Set(live.map(({ conversationId }) => conversationId));
    for (const conversationId of listedLive) meet(conversationId, began);
    began = true;
    if (isLast && listing > 1 && seen.size === before && todo.length === 0) break;
    await drain();
    // An empty list may be one of a moment ago.
    if (order.dryRun && seen.size > 0) break;
  }
  if (!isAborted()) await lookAtDoubtful();
  return end();
}
