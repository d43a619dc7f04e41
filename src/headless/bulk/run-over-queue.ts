import { setMaxListeners } from 'node:events';
import type { Target, WishAction } from '../../domain/audit.ts';
import type { Result } from '../../domain/result.ts';
import type { Snapshot } from '../../domain/snapshot.ts';
import { createRest } from '../../genesys/http/rest.ts';
import { createQueueApi } from '../../genesys/queue-api.ts';
import { readRateLimit } from '../../genesys/rate-limit.ts';
import { forAllAgents } from '../all-agents.ts';
import { createCallApi } from '../control/call-api.ts';
import { controlCall } from '../control/control-call.ts';
import { lookAtCall } from '../control/look-at-call.ts';
import { checkAction, checkId, checkTarget } from '../control/prerequisites.ts';
import { createFeedHub } from '../feed-hub.ts';
import { ownPauses } from '../home/own-pauses.ts';
import type { WaitReason } from '../http/long-waits.ts';
import type { Pacer } from '../http/pacer.ts';
import { unlessAborted, withPatience } from '../patience.ts';
import type { Party } from '../party.ts';
import type { Wiring } from '../wiring.ts';
import type { BulkResult } from './bulk-result.ts';
import { runQueue, type BulkProgress, type QueueRunEnd } from './queue-run.ts';

export interface CommandOptions {
  readonly target?: Target;
  /** Abort with the reason `now` to wait for no answer either. */
  readonly signal?: AbortSignal;
}

export interface QueueOptions extends CommandOptions {
  readonly dryRun?: boolean;
  /** Of resume: also calls whose pause this home did not make. */
  readonly allPauses?: boolean;
  /** Of resume: what somebody was shown by a dry run and has agreed to. It is as old as that, and for no other call. */
  readonly agreed?: { readonly askedAt: number; readonly conversationIds: readonly string[] };
  onResult?(result: BulkResult): void;
  onProgress?(progress: BulkProgress): void;
  /** For so long the run waits: Genesys takes no requests, or those of this minute are used up. */
  onWait?(waitMs: number, why: WaitReason): void;
}

/** `interval` is compared with the day on which a call began. */
const LISTED_DAYS_MS = 2 * 86_400_000;
const LIST_WAITS_MS = [500, 1_000, 1_500];
/** A run does not wait longer for the queue's topic: the reads count, events only come on top. */
const LISTEN_MS = 5_000;

export type QueueRun = (action: WishAction, queueId: string, options: QueueOptions) => Promise<QueueRunEnd>;

/** Runs over the calls of a queue. */
export function createQueueRun(wiring: Wiring): QueueRun {
  const { clock, wall, waits, partyFor, rest, queueApi, journal, recorded, openFeed, callDeps, interval } =
    wiring;
  const bulk = new Map<Party, Pacer>();
  /**
   * Runs over queues have a token of their own: the platform counts by token, so that what they use up, and the limit that
   * they look for, meets nobody's Pause (docs/decisions/007-rate-limits.md).
   */
  async function bulkPacer(party: Party, signal: AbortSignal | undefined): Promise<Pacer> {
    const before = bulk.get(party);
    if (before !== undefined) return before;
    const told = await unlessAborted(readRateLimit(rest), signal);
    const limit = told?.ok ? told.value : undefined;
    const opened =
      bulk.get(party) ??
      party.connect({ limit, looks: limit === undefined, beside: () => party.pacer.held }, waits.note);
    bulk.set(party, opened);
    return opened;
  }

  async function queueRun(action: WishAction, id: string, options: QueueOptions): Promise<QueueRunEnd> {
    const askedAt = options.agreed?.askedAt ?? wall();
    const queueId = checkId('queue', id);
    const target = checkTarget(checkAction(action), options.target);
    const feed = openFeed();
    let heard: (snapshot: Snapshot) => void = () => {};
    let opened = () => {};
    let isHeard: (is: boolean) => void = () => {};
    const hub = createFeedHub('read-back', clock, {
      heard(told) {
        const snapshot = forAllAgents(told);
        recorded.seen(snapshot, wall());
        heard(snapshot);
      },
      opened() {
        isHeard(true);
        opened();
      },
      lost() {
        isHeard(false);
        opened();
      },
      refused: (topics) => isHeard(topics.length === 0),
      signedOut() {
        isHeard(false);
        opened();
      },
    });
    const signal = options.signal && heardByMany(options.signal);
    // The list of calls is what all else rests on: what may pass is waited for.
    const patient = <T>(ask: () => Promise<Result<T>>) =>
      withPatience(ask, { clock, signal, waitMs: (before) => LIST_WAITS_MS[before] });
    const known = await patient(() => queueApi.queue(queueId));
    if (signal?.aborted) return { askedAt, results: [], interrupted: true, left: 0 };
    if (!known.ok && known.failure.kind !== 'denied')
      return { askedAt, results: [], interrupted: false, left: 0, failure: known.failure };
    const own =
      action === 'resume' && options.allPauses !== true ? await ownPauses(journal.files) : undefined;
    const agreed = options.agreed && new Set(options.agreed.conversationIds);
    const party = partyFor(action);
    const actor = await party.actor(false);
    const paced = await bulkPacer(party, signal);
    const { calls } = createQueueApi(createRest(paced.transport, clock));
    try {
      return await runQueue(
        {
          pacer: paced,
          clock,
          ...(own && { own }),
          ...(signal && { signal }),
          list: () => patient(() => calls(queueId, interval(wall() - LISTED_DAYS_MS), 'live')),
          listen(listener, tellHeard) {
            heard = listener;
            isHeard = tellHeard;
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
            controlCall(
              {
                ...callDeps(callFeed, signal),
                actor,
                api: createCallApi(permit, clock, actor, recorded.seen),
              },
              order,
            ),
          isOvertaken: ({ conversationId, target: of, askedAt: at }) =>
            journal.mayTakeEffect.isOvertaken(conversationId, of, at),
          look: (permit, order) =>
            lookAtCall(
              {
                api: createCallApi(permit, clock, undefined, recorded.seen),
                clock,
                ...(options.dryRun && { mayTakeEffect: journal.mayTakeEffect }),
                ...(signal && { signal }),
              },
              order,
            ),
          result: (result) => options.onResult?.(result),
          progress: (progress) => options.onProgress?.(progress),
        },
        { queueId, action, target, dryRun: options.dryRun ?? false, askedAt, ...(agreed && { agreed }) },
      );
    } finally {
      feed.close();
      void recorded.settle();
      await journal.flush();
    }
  }

  return async (action, id, options) => {
    const stop = waits.listen((waitMs, why) => options.onWait?.(waitMs, why));
    return queueRun(action, id, options).finally(stop);
  };
}

/** Every call of a run waits with it; Node warns of more than ten listeners. The caller's own signal stays as it is. */
function heardByMany(signal: AbortSignal): AbortSignal {
  const own = AbortSignal.any([signal]);
  setMaxListeners(0, own);
  return own;
}
