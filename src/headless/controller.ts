import { setMaxListeners } from 'node:events';
import type { CallFeed, Clock, Ids, Journal, Log } from '../app/ports.ts';
import type { Target, WishAction } from '../domain/audit.ts';
import { failureCode } from '../domain/failure.ts';
import { failed, ok, type Result } from '../domain/result.ts';
import type { Snapshot } from '../domain/snapshot.ts';
import { createQueueFeed } from '../genesys/feed/call-feed.ts';
import { socketsOf } from '../genesys/feed/socket.ts';
import { createRest } from '../genesys/http/rest.ts';
import { readRateLimit } from '../genesys/rate-limit.ts';
import { createQueueApi, type QueueApi } from '../genesys/queue-api.ts';
import type { Queue } from '../genesys/wire/routing.ts';
import { createClock } from '../platform/clock.ts';
import { createArchivist, type ArchiveEvent } from './archive/archivist.ts';
import { FLAG_CODES } from './archive/job.ts';
import { openJobStore, type JobStore } from './archive/job-store.ts';
import { createDelivery } from './archive/webhook.ts';
import { forAllAgents } from './all-agents.ts';
import { runQueue, type BulkProgress, type BulkResult, type QueueRunEnd } from './bulk/queue-run.ts';
import { createCallApi } from './control/call-api.ts';
import { controlCall, type Order, type OrderResult } from './control/control-call.ts';
import { lookAtCall } from './control/look-at-call.ts';
import { checkAction, checkId, checkTarget } from './control/prerequisites.ts';
import { statusOf, type StatusResult } from './control/status.ts';
import { CappedSocket } from './http/capped-socket.ts';
import { createFeedHub } from './feed-hub.ts';
import { headText } from '../outbox/anchors.ts';
import { createFileJournal } from './home/file-journal.ts';
import { createFetchTransport } from './http/fetch-transport.ts';
import { createLongWaits } from './http/long-waits.ts';
import { createPacer, type Pacer } from './http/pacer.ts';
import type { RateKnowledge } from './http/rate-window.ts';
import { createTokenSource } from './http/token.ts';
import { selectionOf } from './home/selection.ts';
import { commandEnding, metricsOf, prometheusText, type Gauges, type Metrics } from './metrics.ts';
import type { Settings } from './settings.ts';
import { unlessAborted, withPatience } from './patience.ts';
import { holdHome } from './home/hold-home.ts';
import { openLastAlive } from './watch/last-alive.ts';
import { createPatientDisk } from './watch/patient-disk.ts';
import { queuesToWatch } from './watch/queues-to-watch.ts';
import { createTrail } from './trail.ts';
import type { WatchEvent } from './watch/watch-event.ts';
import { startWatch } from './watch/watcher.ts';

/** Replaceable parts, for tests: nothing else of the world is touched. */
export interface Parts {
  readonly fetch?: typeof fetch;
  readonly clock?: Clock;
  readonly ids?: Ids;
  readonly log?: Log;
  readonly random?: () => number;
}

export interface CommandOptions {
  readonly target?: Target;
  /** Abort with the reason `now` to wait for no answer either. */
  readonly signal?: AbortSignal;
}

export interface QueueOptions extends CommandOptions {
  readonly dryRun?: boolean;
  onResult?(result: BulkResult): void;
  onProgress?(progress: BulkProgress): void;
  /** Genesys takes no requests for so long, and the run waits. */
  onWait?(waitMs: number): void;
}

export interface WatchOptions {
  /** Default: every queue that the client may see. */
  readonly queueIds?: readonly string[];
  /** Aborted: the platform is no longer waited for at the start. A watch that runs is ended by `close`. */
  readonly signal?: AbortSignal;
  onEvent(event: WatchEvent | ArchiveEvent): void;
}

export interface Watch {
  gauges(): Gauges;
  /** Prometheus text. */
  prometheus(): string;
  /** Ends it cleanly: what is under way comes to its end on the disk. */
  close(): Promise<void>;
}

export interface Controller {
  status(conversationId: string): Promise<StatusResult>;
  pause(conversationId: string, options?: CommandOptions): Promise<OrderResult>;
  resume(conversationId: string, options?: CommandOptions): Promise<OrderResult>;
  /** A snippet, or an ad hoc recording: policy recording is Genesys' own to start and stop. */
  start(conversationId: string, options?: CommandOptions): Promise<OrderResult>;
  stop(conversationId: string, options?: CommandOptions): Promise<OrderResult>;
  queue(action: 'pause' | 'resume' | 'stop', queueId: string, options?: QueueOptions): Promise<QueueRunEnd>;
  queues(): Promise<Result<readonly Queue[]>>;
  watch(options: WatchOptions): Promise<Result<Watch>>;
  /** From the journal on disk: also of what other processes of this home did. */
  metrics(): Metrics;
  prometheus(): string;
  /** Why the home could not be written at last, for people; absent when it could. */
  readonly homeTrouble: string | undefined;
  /** Everything that happened is on the disk when it resolves. */
  close(): Promise<void>;
}

/** Wishes younger than this may belong to a process that is still alive. */
const ORPHAN_AFTER_MS = 60_000;
/** `interval` is compared with the day on which a call began. */
const LISTED_DAYS_MS = 2 * 86_400_000;
/** Clocks differ. */
const AHEAD_MS = 60_000;
const LIST_WAITS_MS = [500, 1_000, 1_500];
/** A run does not wait longer for the queue's topic: the reads count, events only come on top. */
const LISTEN_MS = 5_000;

/** Recording control for programs: the panel's core with a client's credentials. */
export function createController(settings: Settings, parts: Parts = {}): Controller {
  const send = parts.fetch ?? fetch;
  const clock = parts.clock ?? createClock();
  const ids = parts.ids ?? { next: () => crypto.randomUUID() };
  const log = parts.log ?? { note: () => {} };
  const random = parts.random ?? Math.random;
  const trail = createTrail(log, clock);
  const wall = () => clock.wall();
  const app = __APP_VERSION__;
  const { region } = settings;
  const about = { app, ...(region !== undefined && { region }) };

  const waits = createLongWaits(clock);
  const connect = (knowledge?: RateKnowledge) => {
    const token = trail.token(createTokenSource({ ...settings, fetch: send, clock }));
    const transport = createFetchTransport({ apiUrl: settings.apiUrl, token, fetch: send, clock });
    return createPacer(waits.over(trail.transport(transport)), clock, knowledge);
  };
  const pacer = connect();
  const rest = createRest(pacer.transport, clock);
  const queueApi: QueueApi = createQueueApi(rest);
  const journal = createFileJournal({ home: settings.home, ids, log, wall });
  void journal.adoptLeftOvers(ORPHAN_AFTER_MS);

  const openFeed = () => createQueueFeed({ rest, openSocket: socketsOf(CappedSocket), clock, random, log });
  const callDeps = (feed: CallFeed, signal?: AbortSignal) => ({
    ...about,
    feed,
    journal,
    clock,
    ids,
    log,
    ...(signal && { signal }),
  });

  let bulk: Pacer | undefined;
  /**
   * Runs over queues have a token of their own: the platform counts by token, so that what they use up, and the limit that
   * they look for, meets nobody's Pause (docs/decisions/007-rate-limits.md).
   */
  async function bulkPacer(signal: AbortSignal | undefined): Promise<Pacer> {
    if (bulk !== undefined) return bulk;
    const told = await unlessAborted(readRateLimit(rest), signal);
    const limit = told?.ok ? told.value : undefined;
    bulk ??= connect({ limit, looks: limit === undefined, beside: () => pacer.held });
    return bulk;
  }

  async function command(action: WishAction, id: string, options: CommandOptions = {}): Promise<OrderResult> {
    const order: Order = {
      conversationId: checkId('conversation', id),
      action: checkAction(action),
      target: checkTarget(action, options.target),
      trigger: 'cli',
    };
    // Rule 4: no local limiter slows a Pause down.
    const permit = order.action === 'pause' ? pacer.urgent() : await pacer.admit(1);
    if (permit === undefined) throw new Error('A permit without a signal cannot be given up.');
    const feed = createFeedHub('read-back', clock).of(order.conversationId);
    const result = await controlCall(
      { ...callDeps(feed, options.signal), api: createCallApi(permit, clock) },
      order,
    );
    permit.done();
    await journal.flush();
    return result;
  }

  const interval = (from: number) => ({ from, to: wall() + AHEAD_MS });

  async function queue(action: WishAction, id: string, options: QueueOptions = {}): Promise<QueueRunEnd> {
    const stop = waits.listen((waitMs) => options.onWait?.(waitMs));
    return queueRun(action, id, options).finally(stop);
  }

  async function queueRun(action: WishAction, id: string, options: QueueOptions): Promise<QueueRunEnd> {
    const queueId = checkId('queue', id);
    const target = checkTarget(checkAction(action), options.target);
    const feed = openFeed();
    let heard: (snapshot: Snapshot) => void = () => {};
    let opened = () => {};
    const hub = createFeedHub('read-back', clock, {
      heard: (snapshot) => heard(forAllAgents(snapshot)),
      opened: () => opened(),
      lost: () => opened(),
      signedOut: () => opened(),
    });
    const signal = options.signal && heardByMany(options.signal);
    // The list of calls is what all else rests on: what may pass is waited for.
    const patient = <T>(ask: () => Promise<Result<T>>) =>
      withPatience(ask, { clock, signal, waitMs: (before) => LIST_WAITS_MS[before] });
    const known = await patient(() => queueApi.queue(queueId));
    if (signal?.aborted) return { results: [], interrupted: true, left: 0 };
    if (!known.ok && known.failure.kind !== 'denied')
      return { results: [], interrupted: false, left: 0, failure: known.failure };
    const paced = await bulkPacer(signal);
    const { calls } = createQueueApi(createRest(paced.transport, clock));
    try {
      return await runQueue(
        {
          pacer: paced,
          clock,
          ...(signal && { signal }),
          list: () => patient(() => calls(queueId, interval(wall() - LISTED_DAYS_MS), 'live')),
          listen(listener) {
            heard = listener;
            return new Promise((resolve) => {
              const cancel = clock.after(LISTEN_MS, resolve);
              opened = () => {
                cancel();
                resolve();
              };
              feed.start([queueId], hub.report);
            });
          },
          feedOf: hub.of,
          control: (permit, callFeed, order) =>
            controlCall({ ...callDeps(callFeed, signal), api: createCallApi(permit, clock) }, order),
          look: (permit, order) =>
            lookAtCall({ api: createCallApi(permit, clock), clock, ...(signal && { signal }) }, order),
          result: (result) => options.onResult?.(result),
          progress: (progress) => options.onProgress?.(progress),
        },
        { queueId, action, target, dryRun: options.dryRun ?? false },
      );
    } finally {
      feed.close();
      await journal.flush();
    }
  }

  async function watch(given: WatchOptions): Promise<Result<Watch>> {
    const options: WatchOptions = {
      ...given,
      onEvent(event) {
        trail.event(event);
        given.onEvent(event);
      },
    };
    let end = () => {};
    let store: JobStore | undefined;
    const { home } = settings;
    const hold = await holdHome({
      home,
      clock,
      ...(options.signal && { signal: options.signal }),
      prepare() {
        store = openJobStore(home, wall);
      },
      waiting: (why) => options.onEvent({ kind: 'disk', ...(why !== undefined && { why }) }),
      lost() {
        options.onEvent({ kind: 'home-lost', home });
        end();
      },
    });
    if (hold === undefined || store === undefined) return failed({ kind: 'unknown-outcome' });
    const begun = await watchHeld(options, store).catch((error: unknown) => {
      hold.release();
      throw error;
    });
    if (!begun.ok) {
      hold.release();
      return begun;
    }
    const { close } = begun.value;
    end = () => void close();
    return ok({
      ...begun.value,
      async close() {
        await close();
        hold.release();
      },
    });
  }

  async function watchHeld(
    { queueIds, signal, onEvent }: WatchOptions,
    store: JobStore,
  ): Promise<Result<Watch>> {
    const found = await queuesToWatch(
      queueIds?.map((id) => checkId('queue', id)),
      {
        api: queueApi,
        clock,
        ...(signal && { signal }),
        waiting: (failure) => onEvent({ kind: 'waiting', failure }),
      },
    );
    if (!found.ok) return found;
    const wanted = found.value;
    const head = () => {
      try {
        const last = journal.head();
        return last && headText(last);
      } catch {
        return undefined; // the disk is away: a webhook goes out without it
      }
    };
    const disk = createPatientDisk({
      home: settings.home,
      store,
      alive: openLastAlive(settings.home, wall),
      journal,
      clock,
      tell: (why) => onEvent({ kind: 'disk', ...(why !== undefined && { why }) }),
    });
    const archivist = createArchivist({
      store: disk.store,
      clock,
      random,
      ...(region !== undefined && { region }),
      recordings: queueApi.recordings,
      ...(settings.webhook && {
        deliver: trail.deliver(createDelivery(settings.webhook, { fetch: send, clock })),
      }),
      head,
      async tell(event) {
        await record(event, disk.journal);
        onEvent(event);
      },
    });
    const watcher = startWatch({
      ...about,
      queueIds: wanted,
      feed: openFeed(),
      pacer,
      archivist,
      alive: disk.alive,
      journal: disk.journal,
      clock,
      ids,
      log,
      callsSince: trail.gap((queueId, from) => queueApi.calls(queueId, interval(from), 'all')),
      tell: onEvent,
    });
    // What cannot be read shows when somebody asks for metrics.
    void endings.prepare().catch(() => undefined);
    const gauges = (): Gauges => ({
      channelUp: watcher.channelUp,
      conversations: watcher.conversations,
      webhooksWaiting: archivist.waiting,
      webhooksSetAside: archivist.setAside,
      webhooksDelivered: archivist.delivered,
    });
    return {
      ok: true,
      value: {
        gauges,
        prometheus: () => prometheusText(metrics(), gauges()),
        async close() {
          watcher.close();
          disk.close();
          await archivist.stop();
          await journal.flush();
        },
      },
    };
  }

  /** What was handed on, and what is wrong with a recording, is part of the audit. */
  async function record(event: ArchiveEvent, journal: Journal): Promise<void> {
    if (event.kind === 'recording' || event.kind === 'delayed' || event.kind === 'unreadable') return;
    const failure = failureIn(event);
    const recordingId = 'recordingId' in event ? event.recordingId : undefined;
    await journal.append({
      ...about,
      id: ids.next(),
      at: new Date(wall()).toISOString(),
      actor: 'client',
      conversationId: event.conversationId,
      ...(recordingId !== undefined && { recordingId }),
      action: 'archive',
      trigger: 'platform',
      phase: event.kind === 'delivered' ? 'confirmed' : event.kind === 'flag' ? 'observed' : 'failed',
      ...(failure !== undefined && { failure }),
    });
  }

  const endings = selectionOf(journal.files, commandEnding);
  const metrics = () => metricsOf(endings());

  return {
    async status(id) {
      const conversationId = checkId('conversation', id);
      const permit = await pacer.admit(1);
      if (permit === undefined) throw new Error('A permit without a signal cannot be given up.');
      const feed = createFeedHub('read-back', clock).of(conversationId);
      const result = await statusOf({ ...callDeps(feed), api: createCallApi(permit, clock) }, conversationId);
      permit.done();
      return result;
    },
    pause: (id, options) => command('pause', id, options),
    resume: (id, options) => command('resume', id, options),
    start: (id, options) => command('start', id, options),
    stop: (id, options) => command('stop', id, options),
    queue,
    queues: () => queueApi.queues(),
    watch,
    metrics,
    prometheus: () => prometheusText(metrics()),
    get homeTrouble() {
      return journal.trouble;
    },
    close: () => journal.flush(),
  };
}

/** Every call of a run waits with it; Node warns of more than ten listeners. The caller's own signal stays as it is. */
function heardByMany(signal: AbortSignal): AbortSignal {
  const own = AbortSignal.any([signal]);
  setMaxListeners(0, own);
  return own;
}

function failureIn(event: ArchiveEvent): string | undefined {
  switch (event.kind) {
    case 'flag':
      return FLAG_CODES[event.flag];
    case 'set-aside':
      return 'REC-WEBHOOK';
    case 'no-metadata':
      return failureCode(event.failure);
    default:
      return undefined;
  }
}
