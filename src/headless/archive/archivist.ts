import type { Cancel, Clock, Random } from '../../app/ports.ts';
import type { Result } from '../../domain/result.ts';
import type { QueueApi } from '../../genesys/queue-api.ts';
import type { RecordingFacts } from '../../genesys/wire/recording-metadata.ts';
import { isSendDue } from '../../outbox/delivery.ts';
import { createAgenda } from './agenda.ts';
import type { ArchiveEvent } from './archive-event.ts';
import type { Job, SeenPause, Webhook } from './job.ts';
import {
  afterDelivery,
  afterEnd,
  afterLook,
  afterProof,
  afterSight,
  afterSighting,
  isJobDone,
  newWebhook,
  withWebhook,
} from './job-steps.ts';
import type { JobStore } from './job-store.ts';
import { isLookDue, judge } from './poll.ts';
import { dueAtOnce, proveJob } from './prove-job.ts';
import { withoutOpen } from './seen-pauses.ts';
import type { Deliver } from './webhook.ts';

export interface ArchivistDeps {
  readonly store: JobStore;
  readonly clock: Pick<Clock, 'wall' | 'after'>;
  readonly random: Random;
  readonly region?: string;
  recordings(conversationId: string): Promise<Result<readonly RecordingFacts[]>>;
  readonly annotations: QueueApi['annotations'];
  /** Absent: recordings are looked up and told, and nothing is sent. */
  readonly deliver?: Deliver;
  head(): string | undefined;
  /** Resolves when what must be on record is. */
  tell(event: ArchiveEvent): Promise<void>;
}

/** How a call came to be known. */
export interface Sighting {
  readonly queueId?: string;
  /** A recorder captures, or did. */
  readonly recorded?: boolean;
  /** It lives, or lives again: it was transferred through a queue, or dialled once more. */
  readonly live?: boolean;
  /** An event said that it was paused, and another one that it was no more, before a read could prove it. */
  readonly pause?: SeenPause;
  /** Attributes of its participants that tell of pauses. */
  readonly marks?: Readonly<Record<string, string>>;
  /** Agents who are on the call, or were. */
  readonly agents?: readonly string[];
  /** Nobody saw it live, so that nobody knows whether it was recorded. */
  readonly unseen?: boolean;
}

/** Epoch ms. `until`: when it was found to be over, or to have begun. `seenUntil`: it was seen to go on, if not until then. */
export interface LastSeen {
  readonly until: number;
  readonly seenUntil?: number;
  readonly end?: SeenPause['end'];
  /** The agent who is on the call, where that is known. */
  readonly userId?: string;
}

export interface Archivist {
  /** Answers the conversations that were live when the last process ended. */
  start(): readonly string[];
  heard(conversationId: string, about: Sighting): void;
  /** Whether a secure pause of a live call is proven; `last`: since or until when, if not now. */
  paused(conversationId: string, isPaused: boolean, last?: LastSeen): void;
  ended(conversationId: string): void;
  readonly waiting: number;
  readonly delivered: number;
  readonly setAside: number;
  /** Takes nothing new on; resolves when what is under way has come to its end on the disk. */
  stop(): Promise<void>;
}

const AT_ONCE = 4;

/** From the end of a call to the webhook of each of its recordings. Every step is on the disk before the next begins. */
export function createArchivist(deps: ArchivistDeps): Archivist {
  const { store, clock, random } = deps;
  const jobs = new Map<string, Job>();
  const agenda = createAgenda();
  const underWay = new Map<string, Promise<void>>();
  let delivered = 0;
  let stopped = false;
  let cancel: Cancel = () => {};

  function know(job: Job): void {
    jobs.set(job.conversationId, job);
    agenda.set(job);
  }
  function save(job: Job): void {
    store.save(job);
    know(job);
  }

  const webhooksOf = (job: Job | undefined) => Object.entries(job?.webhooks ?? {});

  /** One moment for all of it: a clock that goes on while the jobs are gone through would find none of them due. */
  function schedule(): void {
    cancel();
    if (stopped) return;
    const now = clock.wall();
    const { due, nextAt } = agenda.at(now, (conversationId) => underWay.has(conversationId));
    for (const conversationId of due.slice(0, AT_ONCE - underWay.size)) {
      const run = work(conversationId).finally(() => {
        underWay.delete(conversationId);
        schedule();
      });
      underWay.set(conversationId, run);
    }
    if (underWay.size < AT_ONCE && nextAt < Infinity) cancel = clock.after(nextAt - now, schedule);
  }

  async function work(conversationId: string): Promise<void> {
    const job = jobs.get(conversationId);
    if (job === undefined) return;
    await tellOutcomes(conversationId);
    if (isLookDue(job, clock.wall())) await poll(job);
    for (const [recordingId, webhook] of webhooksOf(jobs.get(conversationId) ?? job)) {
      if (stopped) return;
      if (webhook.state === 'waiting' && isSendDue(webhook.nextAt, clock.wall())) {
        await send(conversationId, recordingId, webhook);
        await tellOutcomes(conversationId);
      }
    }
    finishIfDone(conversationId);
  }

  async function poll({ conversationId }: Job): Promise<void> {
    const answer = await deps.recordings(conversationId);
    const known = jobs.get(conversationId);
    if (known === undefined) return;
    const now = clock.wall();
    const endedAt = Math.min(known.endedAt ?? now, now);
    const job: Job = { ...known, endedAt };
    const judged = judge(job, answer, now);
    const { news, flags, nextPollAt, refusal } = judged;
    // On record before they are remembered as told: told twice is better than never.
    for (const each of flags) await deps.tell({ kind: 'flag', conversationId, ...each });
    if (refusal) await deps.tell({ kind: 'no-metadata', conversationId, failure: refusal });
    const about = {
      now,
      ...(deps.region !== undefined && { region: deps.region }),
      isSent: deps.deliver !== undefined,
    };
    const webhooks = news.map((facts) => [facts.recordingId, newWebhook(job, facts, about)] as const);
    save(afterLook(jobs.get(conversationId) ?? job, job, judged, Object.fromEntries(webhooks)));
    for (const facts of news) await deps.tell({ kind: 'recording', conversationId, facts });
    if (answer.ok) await proveNow(conversationId, answer.value, nextPollAt === undefined);
  }

  async function proveNow(
    conversationId: string,
    recordings: readonly RecordingFacts[],
    isLast: boolean,
  ): Promise<void> {
    const job = jobs.get(conversationId);
    const proven =
      job?.phase === 'ended' ? await proveJob(job, recordings, deps.annotations, isLast) : undefined;
    if (proven === undefined || stopped) return;
    // On record before it is remembered as told.
    if (proven.proofs.length > 0) await deps.tell({ kind: 'proof', conversationId, proofs: proven.proofs });
    const now = jobs.get(conversationId);
    if (now === undefined) return;
    save(afterProof(now, proven, clock.wall()));
  }

  function change(conversationId: string, recordingId: string, next: Partial<Webhook>): void {
    const job = jobs.get(conversationId);
    const changed = job && withWebhook(job, recordingId, next);
    if (changed) save(changed);
  }

  async function send(conversationId: string, recordingId: string, webhook: Webhook): Promise<void> {
    if (deps.deliver === undefined) return;
    const answer = await deps.deliver(webhook, deps.head());
    const next = afterDelivery(webhook, answer, { now: clock.wall(), random });
    // Where a person finds it, before it is remembered as told.
    if (answer.kind === 'refused')
      store.setAside({ ...webhook, ...next }, `The receiver answered ${answer.status}.`);
    change(conversationId, recordingId, next);
    if (answer.kind === 'accepted') delivered += 1;
    if (answer.kind !== 'later') return;
    const { status } = answer;
    await deps.tell({
      kind: 'delayed',
      conversationId,
      recordingId,
      ...(status !== undefined && { status }),
    });
  }

  /** The outcome is on the disk first, so that nothing is sent twice; then it is told, also by the next process. */
  async function tellOutcomes(conversationId: string): Promise<void> {
    for (const [recordingId, webhook] of webhooksOf(jobs.get(conversationId))) {
      if (!webhook.untold) continue;
      const { key, state, status = 0 } = webhook;
      const about = { conversationId, recordingId, key };
      await deps.tell(
        state === 'set-aside' ? { kind: 'set-aside', ...about, status } : { kind: 'delivered', ...about },
      );
      change(conversationId, recordingId, { untold: false });
    }
  }

  function finishIfDone(conversationId: string): void {
    const job = jobs.get(conversationId);
    if (job === undefined || !isJobDone(job)) return;
    store.finish(job);
    jobs.delete(conversationId);
    agenda.delete(conversationId);
  }

  return {
    start() {
      const { jobs: left, unreadable } = store.load();
      for (const job of left) know(dueAtOnce(withoutOpen(job), clock.wall()));
      for (const each of unreadable) void deps.tell({ kind: 'unreadable', ...each });
      schedule();
      return [...jobs.values()].filter(({ phase }) => phase === 'live').map((job) => job.conversationId);
    },
    heard(conversationId, about) {
      const job = jobs.get(conversationId);
      if (job === undefined && !about.live && store.isFinished(conversationId)) return;
      const next = afterSighting(job, conversationId, about);
      if (next) save(next);
    },
    paused(conversationId, isPaused, last = { until: clock.wall() }) {
      const job = jobs.get(conversationId);
      const next = job && afterSight(job, isPaused, last);
      if (next) save(next);
    },
    ended(conversationId) {
      const job = jobs.get(conversationId);
      const next = job && afterEnd(job, clock.wall());
      if (next === undefined) return;
      save(next);
      schedule();
    },
    get waiting() {
      return agenda.waiting;
    },
    get delivered() {
      return delivered;
    },
    get setAside() {
      return store.setAsideCount();
    },
    async stop() {
      stopped = true;
      cancel();
      await Promise.allSettled(underWay.values());
    },
  };
}
