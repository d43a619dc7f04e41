import type { WishAction } from '../domain/audit.ts';
import type { Result } from '../domain/result.ts';
import type { Queue } from '../genesys/wire/routing.ts';
import type { Claim } from '../proof/claims.ts';
import type { QueueRunEnd } from './bulk/queue-run.ts';
import { createQueueRun, type CommandOptions, type QueueOptions } from './bulk/run-over-queue.ts';
import { createCallApi } from './control/call-api.ts';
import { controlCall, type Order, type OrderResult } from './control/control-call.ts';
import { isBeginning } from './control/outcome.ts';
import { checkAction, checkId, checkTarget } from './control/prerequisites.ts';
import { statusOf, type StatusResult } from './control/status.ts';
import { createFeedHub } from './feed-hub.ts';
import { selectionOf } from './home/selection.ts';
import { proveCall, type ProvenCall } from './proof/prove-call.ts';
import { commandEnding, metricsOf, type Metrics } from './metrics.ts';
import { prometheusText } from './prometheus-text.ts';
import { openServe, type Serve, type ServeOptions } from './serve/open-serve.ts';
import type { Settings } from './settings.ts';
import type { ForQueues } from './watch/queues-to-watch.ts';
import { openWatch, type Watch, type WatchOptions } from './watch/open-watch.ts';
import { wire, type Parts } from './wiring.ts';

export interface Controller {
  status(conversationId: string): Promise<StatusResult>;
  pause(conversationId: string, options?: CommandOptions): Promise<OrderResult>;
  resume(conversationId: string, options?: CommandOptions): Promise<OrderResult>;
  /** A snippet, or an ad hoc recording: policy recording is Genesys' own to start and stop. */
  start(conversationId: string, options?: CommandOptions): Promise<OrderResult>;
  stop(conversationId: string, options?: CommandOptions): Promise<OrderResult>;
  queue(action: 'pause' | 'resume' | 'stop', queueId: string, options?: QueueOptions): Promise<QueueRunEnd>;
  queues(): Promise<Result<readonly Queue[]>>;
  /** A failure names the queue that stands in the way, when there is one. */
  watch(options: WatchOptions): Promise<ForQueues<Watch>>;
  /** What a watch does, with a database: below the home, or a server's. */
  serve(options: ServeOptions): Promise<ForQueues<Serve>>;
  /** Compares what is claimed of a call with what Genesys left out of its recordings. */
  prove(conversationId: string, claims: readonly Claim[]): Promise<Result<ProvenCall>>;
  /** From the journal on disk: also of what other processes of this home did. */
  metrics(): Metrics;
  prometheus(): Promise<string>;
  /** Why the home could not be written at last, for people; absent when it could. */
  readonly homeTrouble: string | undefined;
  /** Everything that happened is on the disk when it resolves. */
  close(): Promise<void>;
}

/** Wishes younger than this may belong to a process that is still alive. */
const ORPHAN_AFTER_MS = 60_000;
/** Recording control for programs: the panel's core with a client's credentials. */
export function createController(settings: Settings, parts: Parts = {}): Controller {
  const wiring = wire(settings, parts);
  const { clock, pacer, queueApi, journal, recorded, callDeps } = wiring;
  void journal.adoptLeftOvers(ORPHAN_AFTER_MS);
  const queueRun = createQueueRun(wiring);

  async function command(action: WishAction, id: string, options: CommandOptions = {}): Promise<OrderResult> {
    const order: Order = {
      conversationId: checkId('conversation', id),
      action: checkAction(action),
      target: checkTarget(action, options.target),
      trigger: 'cli',
      askedAt: clock.wall(),
    };
    if (!isBeginning(order.action))
      journal.mayTakeEffect.takesAway(order.conversationId, order.target, order.askedAt);
    const party = wiring.partyFor(order.action);
    // Rule 4: neither a local limiter nor the question who it is slows a Pause down.
    const isPause = order.action === 'pause';
    // A stop goes to whoever is captured, and a start to the user's own leg: who that is must be known.
    const actor = isPause
      ? ({ kind: party.isUser ? 'user' : 'client' } as const)
      : await party.actor(order.action === 'start');
    const permit = isPause ? party.pacer.urgent() : await party.pacer.admit(1);
    if (permit === undefined) throw new Error('A permit without a signal cannot be given up.');
    const feed = createFeedHub('read-back', clock).of(order.conversationId);
    const result = await controlCall(
      { ...callDeps(feed, options.signal), actor, api: createCallApi(permit, clock, actor, recorded.seen) },
      order,
    );
    permit.done();
    void recorded.settle();
    await journal.flush();
    return result;
  }

  const endings = selectionOf(journal.files, commandEnding);
  const metrics = () => metricsOf(endings());

  return {
    async status(id) {
      const conversationId = checkId('conversation', id);
      const permit = await pacer.admit(1);
      if (permit === undefined) throw new Error('A permit without a signal cannot be given up.');
      const feed = createFeedHub('read-back', clock).of(conversationId);
      const result = await statusOf(
        { ...callDeps(feed), api: createCallApi(permit, clock, undefined, recorded.seen) },
        conversationId,
      );
      permit.done();
      void recorded.settle();
      return result;
    },
    pause: (id, options) => command('pause', id, options),
    resume: (id, options) => command('resume', id, options),
    start: (id, options) => command('start', id, options),
    stop: (id, options) => command('stop', id, options),
    queue: (action, id, options = {}) => queueRun(action, id, options),
    queues: () => queueApi.queues(),
    watch: (options) => openWatch(wiring, endings, options),
    serve: (options) => openServe(wiring, endings, options),
    prove: async (id, claims) => proveCall(queueApi, checkId('conversation', id), claims),
    metrics,
    prometheus: () => prometheusText(endings()),
    get homeTrouble() {
      return journal.trouble;
    },
    async close() {
      await recorded.settle();
      await journal.flush();
    },
  };
}
