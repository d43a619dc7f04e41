import type { CallFeed, Clock } from '../../app/ports.ts';
import type { Target, WishAction } from '../../domain/audit.ts';
import type { Failure } from '../../domain/failure.ts';
import type { Result } from '../../domain/result.ts';
import type { Snapshot } from '../../domain/snapshot.ts';
import type { FoundCall } from '../../genesys/wire/details-query.ts';
import type { Order, OrderResult } from '../control/control-call.ts';
import { isOver, shownState } from '../control/first-look.ts';
import type { CallLook } from '../control/look-at-call.ts';
import type { Overtaken } from '../home/may-take-effect.ts';
import type { Pacer, Permit } from '../http/pacer.ts';
import { pause } from '../patience.ts';
import { bulkOf, type BulkResult } from './bulk-result.ts';
import { createGaps } from './gaps.ts';
import { ordersOf } from './orders.ts';
import { createStanding, onCall } from './standing.ts';
import { createTold, isNothing, SETTLE_MS } from './told.ts';
import { isFreeAgain } from './when-free.ts';

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
  /** Epoch ms: when the user asked for the run. */
  readonly askedAt: number;
  /** Of resume: the calls that whoever asked was shown, and no others. Absent: all. */
  readonly agreed?: ReadonlySet<string>;
}

export interface QueueRunDeps {
  readonly pacer: Pacer;
  readonly clock: Pick<Clock, 'now' | 'wall' | 'after'>;
  readonly signal?: AbortSignal;
  /** Of resume: whether this home made the pause of a call. Absent: whoever made it. */
  readonly own?: Set<string>;
  /** Live calls as analytics knows them. */
  list(): Promise<Result<readonly FoundCall[]>>;
  /** Reports every snapshot of the queue's topic, and whether it is heard; resolves once that is open, or cannot be. */
  listen(heard: (snapshot: Snapshot) => void, isHeard: (is: boolean) => void): Promise<void>;
  feedOf(conversationId: string): CallFeed;
  control(permit: Permit, feed: CallFeed, order: Order): Promise<OrderResult>;
  /** Whether an order of this home is newer. */
  isOvertaken(order: Order): Overtaken;
  /** What `control` would find, and who is on the call. */
  look(permit: Permit, order: Order): Promise<CallLook>;
  result(result: BulkResult): void;
  progress(progress: BulkProgress): void;
}

export interface QueueRunEnd {
  /** Epoch ms: when the run was asked for. */
  readonly askedAt: number;
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
/** And as often when the topic tells better than a read does. */
const LOOKS = 3;
/** Analytics is asked again when all is done, because it lags behind; a queue that never rests is left to `watch`. */
const LISTINGS = 20;
/** … but not before this long after the topic was open: what began earlier and kept silent must be listed by then. */
const LAST_LOOK_MS = 5_000;

interface Todo {
  readonly conversationId: string;
  readonly joined: boolean;
  /** It has its result, and another agent is on it now. */
  readonly again?: true;
  /** It has its result, and only a read tells whether that still holds. */
  readonly doubted?: true;
}

const isAgain = (one: Todo, conversationId: string): boolean =>
  one.conversationId === conversationId && one.again === true;

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
  const told = createTold(clock, order);
  const orderOf = ordersOf(order, told, clock, own);
  /** What was heard last of calls that are under way. */
  const during = new Map<string, Snapshot | undefined>();
  const gaps = createGaps(clock, () => recheck(standing.good));
  const underWay = new Set<Promise<void>>();
  const startedAt = clock.now();
  let began = false;
  const isAborted = () => signal?.aborted === true;
  let wake = () => {};
  let listedLive: ReadonlySet<string> = new Set();
  const isLive = (id: string) => listedLive.has(id) || heardLive.has(id);

  function meet(conversationId: string, joined: boolean): void {
    if (seen.has(conversationId)) return;
    seen.add(conversationId);
    todo.push({ conversationId, joined });
    wake();
  }

  function heard(snapshot: Snapshot): void {
    const { conversationId } = snapshot;
    told.heard(snapshot);
    if (during.has(conversationId)) during.set(conversationId, snapshot);
    if (!snapshot.legs.some((leg) => leg.live)) heardLive.delete(conversationId);
    if (onCall(snapshot).length === 0) return;
    heardLive.add(conversationId);
    // Somebody has ended the pause since: the next one is theirs.
    if (isOver(shownState(snapshot))) own?.delete(conversationId);
    if (alone.delete(conversationId)) seen.delete(conversationId);
    if (standing.heard(snapshot) === 'again') takeOnAgain(conversationId);
    meet(conversationId, began);
  }

  function takeOnAgain(conversationId: string): void {
    todo.push({ conversationId, joined: standing.of(conversationId)?.joined === true, again: true });
    wake();
  }

  /** They have their results: does that still hold? */
  function recheck(results: readonly BulkResult[]): void {
    gaps.looked();
    const queued = new Set(todo.filter(({ doubted }) => doubted).map(({ conversationId }) => conversationId));
    for (const { conversationId, joined } of results)
      if (!queued.has(conversationId)) todo.push({ conversationId, joined, doubted: true });
    wake();
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
    if (one.doubted) return lookAgain(one);
    during.set(one.conversationId, undefined);
    await takeOn(one).finally(() => during.delete(one.conversationId));
  }

  async function takeOn(one: Todo): Promise<void> {
    const { conversationId, joined, again } = one;
    let commanded = false;
    let looks = 1;
    let wanted: Order | undefined;
    for (let round = 1; ; round += 1) {
      const permit = await pacer.admit(order.dryRun ? 1 : REQUESTS_PER_CALL, signal);
      if (permit === undefined) return void todo.push(one);
      const sentAt = clock.now();
      // As old in each round as when its first turn came.
      const mine = (wanted ??= orderOf(conversationId));
      const limitedBefore = pacer.stats.rateLimited;
      const found = order.dryRun ? undefined : await deps.control(permit, deps.feedOf(conversationId), mine);
      const { agents, ...result } = found
        ? { ...bulkOf(found, commanded || found.commanded), agents: found.agents }
        : await deps.look(permit, mine);
      const wasHeldUp = permit.wasDelayed || pacer.stats.rateLimited > limitedBefore;
      permit.done();
      commanded ||= found?.commanded === true;
      if (found?.outcome === 'interrupted' && !commanded) return void todo.push(one);
      if (found?.overtaken && (await isFreeAgain(() => deps.isOvertaken(mine), clock, signal))) continue;
      // The topic has just told that there is something to act on: the read may lag behind it.
      const waitMs = isNothing(result) ? told.settlesIn(conversationId, sentAt) : undefined;
      if (waitMs !== undefined && looks < LOOKS) {
        looks += 1;
        await pause(waitMs, clock, signal);
        continue;
      }
      // What a round left open because its requests had to wait, or were refused, the next one settles by looking again.
      const isOpen = found?.outcome === 'unconfirmed' || found?.failure?.kind === 'rate-limited';
      if (isOpen && !found.takenBack && wasHeldUp && round < ROUNDS) continue;
      return settle({ ...result, joined, ...(again && { again }) }, agents);
    }
  }

  function settle(result: BulkResult, agents?: readonly string[]): void {
    const { conversationId, outcome, failure, commanded } = result;
    if (failure?.kind === 'no-live-leg' || outcome === 'left-queue') alone.set(conversationId, result);
    else if (failure?.kind === 'not-found' && !commanded) unfound.set(conversationId, result);
    else report(result, agents);
    // It may have come when its session was over, and before it had its result.
    const last = during.get(conversationId);
    const isOther = last && onCall(last).some((one) => agents?.includes(one) === false);
    if (isOther && standing.heard(last) === 'again') takeOnAgain(conversationId);
  }

  /** A read says whether it is recorded. Another agent is paused as well; who was on it then may want it so (rule 5). */
  async function lookAgain(one: Todo): Promise<void> {
    const { conversationId } = one;
    const permit = await pacer.admit(1, signal);
    if (permit === undefined) return void todo.push(one);
    const found = await deps.look(permit, orderOf(conversationId));
    permit.done();
    const result = standing.of(conversationId);
    // Whoever works on it again finds out more.
    const isTakenOn = during.has(conversationId) || todo.some((each) => isAgain(each, conversationId));
    if (result === undefined || found.failure || isTakenOn) return;
    if (found.outcome !== 'would-act' && found.state !== 'recording') return;
    const what = standing.isRecorded(conversationId, found.agents ?? []);
    if (what === 'again') return takeOnAgain(conversationId);
    const { failure: _no, ...rest } = result;
    if (what !== undefined) report({ ...rest, outcome: what, state: found.state });
  }

  /** Before the end: who waited for an agent may have got one without an event, and what was not heard may have changed. */
  async function lookOnceMore(): Promise<void> {
    if (alone.size > 0 || gaps.isOpen) await pause(SETTLE_MS, clock, signal);
    if (gaps.isOpen) recheck(standing.good);
    for (const [conversationId, { joined }] of alone) todo.push({ conversationId, joined });
    alone.clear();
    await drain();
    // One read has found nobody on it, and it is told of as live.
    const isDoubted = (one: BulkResult) => one.outcome === 'ended' && isLive(one.conversationId);
    recheck([...standing.doubtful, ...standing.all.filter(isDoubted)]);
    await drain();
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
    gaps.looked();
    for (const result of alone.values()) report(result);
    for (const [id, result] of unfound) report({ ...result, outcome: isLive(id) ? 'refused' : 'ended' });
    return {
      askedAt: order.askedAt,
      results: standing.all,
      interrupted: isAborted(),
      left: todo.filter(({ doubted }) => !doubted).length,
      ...(failure && { failure }),
    };
  };

  await deps.listen(heard, gaps.isHeard);
  const openedAt = clock.now();
  for (let listing = 1; listing <= LISTINGS && !isAborted(); listing += 1) {
    // Early when somebody joins.
    if (listing > 1)
      await pause(openedAt + LAST_LOOK_MS - clock.now(), clock, signal, (done) => (wake = done));
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
  if (!isAborted() && !order.dryRun) await lookOnceMore();
  return end();
}
