import type { Cancel, Clock, Random } from '../../app/ports.ts';
import type { Result } from '../../domain/result.ts';
import type { RecordingFacts } from '../../genesys/wire/recording-metadata.ts';
import { bodyOf, flagsOf, isAvailable, isUnderWay, keyOf, type Flag, type Job, type Webhook } from './job.ts';
import type { JobStore } from './job-store.ts';
import type { Deliver } from './webhook.ts';

/** What the archivist tells while it works. */
export type ArchiveEvent =
  | { readonly kind: 'recording'; readonly conversationId: string; readonly facts: RecordingFacts }
  | {
      readonly kind: 'flag';
      readonly conversationId: string;
      readonly recordingId?: string;
      readonly flag: Flag;
    }
  | {
      readonly kind: 'delivered';
      readonly conversationId: string;
      readonly recordingId: string;
      readonly key: string;
    }
  | {
      readonly kind: 'delayed';
      readonly conversationId: string;
      readonly recordingId: string;
      readonly status?: number;
    }
  | {
      readonly kind: 'set-aside';
      readonly conversationId: string;
      readonly recordingId: string;
      readonly key: string;
      readonly status: number;
    };

export interface ArchivistDeps {
  readonly store: JobStore;
  readonly clock: Pick<Clock, 'wall' | 'after'>;
  readonly random: Random;
  readonly region?: string;
  recordings(conversationId: string): Promise<Result<readonly RecordingFacts[]>>;
  /** Absent: recordings are looked up and told, and nothing is sent. */
  readonly deliver?: Deliver;
  head(): string | undefined;
  /** Resolves when what must be on record is. */
  tell(event: ArchiveEvent): Promise<void>;
}

export interface Archivist {
  /** Answers the conversations that were live when the last process ended. */
  start(): readonly string[];
  heard(conversationId: string, about: { readonly queueId?: string; readonly recorded?: boolean }): void;
  ended(conversationId: string): void;
  readonly waiting: number;
  readonly delivered: number;
  readonly setAside: number;
  /** Takes nothing new on; resolves when what is under way has come to its end on the disk. */
  stop(): Promise<void>;
}

const SECOND = 1_000;
/** After the end of a call: soon at first, then ever more rarely. */
const POLLS_MS = [1, 2, 4, 8, 15, 30, 60, 120, 300, 600].map((seconds) => seconds * SECOND);
/** A recording that has not come by then needs a person. */
const GIVE_UP_MS = 48 * 3_600 * SECOND;
/** Nothing was seen to record: a recording may come all the same, but not much later. */
const GIVE_UP_UNRECORDED_MS = 900 * SECOND;
/** A screen recording comes after the voice: one more look this long after the call, also when all seems to be there. */
const LAST_LOOK_MS = 600 * SECOND;
const RETRY_MS = SECOND;
const RETRY_CAP_MS = 300 * SECOND;
const AT_ONCE = 4;

/** From the end of a call to the webhook of each of its recordings. Every step is on the disk before the next begins. */
export function createArchivist(deps: ArchivistDeps): Archivist {
  const { store, clock, random } = deps;
  const jobs = new Map<string, Job>();
  const underWay = new Map<string, Promise<void>>();
  let delivered = 0;
  let stopped = false;
  let cancel: Cancel = () => {};

  function save(job: Job): void {
    store.save(job);
    jobs.set(job.conversationId, job);
  }

  const webhooksOf = (job: Job) => Object.entries(job.webhooks);
  const dueOf = (job: Job) =>
    Math.min(
      job.nextPollAt ?? Infinity,
      ...webhooksOf(job).map(([, { state, nextAt }]) => (state === 'waiting' ? nextAt : Infinity)),
    );

  function schedule(): void {
    cancel();
    if (stopped) return;
    const idle = [...jobs.values()].filter(({ conversationId }) => !underWay.has(conversationId));
    const now = clock.wall();
    for (const job of idle.toSorted((a, b) => dueOf(a) - dueOf(b))) {
      if (underWay.size >= AT_ONCE || dueOf(job) > now) break;
      const { conversationId } = job;
      const run = work(conversationId).finally(() => {
        underWay.delete(conversationId);
        schedule();
      });
      underWay.set(conversationId, run);
    }
    if (underWay.size >= AT_ONCE) return;
    const next = Math.min(Infinity, ...idle.map(dueOf).filter((due) => due > now));
    if (next < Infinity) cancel = clock.after(next - now, schedule);
  }

  async function work(conversationId: string): Promise<void> {
    const job = jobs.get(conversationId);
    if (job === undefined) return;
    if (job.nextPollAt !== undefined && job.nextPollAt <= clock.wall()) await poll(job);
    for (const [recordingId, webhook] of webhooksOf(jobs.get(conversationId) ?? job)) {
      if (stopped) return;
      if (webhook.state === 'waiting' && webhook.nextAt <= clock.wall()) {
        await send(conversationId, recordingId, webhook);
      }
    }
    finishIfDone(conversationId);
  }

  async function poll({ conversationId }: Job): Promise<void> {
    const answer = await deps.recordings(conversationId);
    const job = jobs.get(conversationId);
    if (job === undefined) return;
    const now = clock.wall();
    const age = now - (job.endedAt ?? now);
    const isPurged = !answer.ok && answer.failure.kind === 'not-found';
    const found = answer.ok ? answer.value : [];
    const polls = job.polls + 1;
    const isComplete = answer.ok && found.length > 0 && !found.some(isUnderWay);
    const giveUp = age >= (job.recorded || found.length > 0 ? GIVE_UP_MS : GIVE_UP_UNRECORDED_MS);
    const again = POLLS_MS[Math.min(polls, POLLS_MS.length - 1)] ?? RETRY_CAP_MS;
    const isOver = isPurged || giveUp || (isComplete && age >= LAST_LOOK_MS);
    const waitMs = isComplete ? Math.max(LAST_LOOK_MS - age, SECOND) : again;
    const { nextPollAt: _due, ...rest } = job;
    const flags: { readonly flag: Flag; readonly recordingId?: string }[] = found.flatMap((facts) =>
      flagsOf(facts).map((flag) => ({ flag, recordingId: facts.recordingId })),
    );
    if (isOver && found.length === 0 && job.recorded) flags.push({ flag: 'no-recording' });
    const fresh = flags.filter((each) => !job.flagged.includes(nameOf(each)));
    const news = found.filter((facts) => isAvailable(facts) && !(facts.recordingId in job.webhooks));
    // Flags are on record before they are remembered as told: told twice is better than never.
    for (const each of fresh) await deps.tell({ kind: 'flag', conversationId, ...each });
    save({
      ...rest,
      polls,
      ...(!isOver && { nextPollAt: now + waitMs }),
      flagged: [...job.flagged, ...fresh.map(nameOf)],
      webhooks: {
        ...job.webhooks,
        ...Object.fromEntries(news.map((facts) => [facts.recordingId, webhookOf(job, facts, now)])),
      },
    });
    for (const facts of news) await deps.tell({ kind: 'recording', conversationId, facts });
  }

  function webhookOf(job: Job, facts: RecordingFacts, now: number): Webhook {
    const about = {
      at: new Date(now).toISOString(),
      ...(deps.region !== undefined && { region: deps.region }),
    };
    return {
      key: keyOf(facts.recordingId),
      body: JSON.stringify(bodyOf(job, facts, about)),
      state: deps.deliver ? 'waiting' : 'delivered',
      attempts: 0,
      nextAt: now,
    };
  }

  async function send(conversationId: string, recordingId: string, webhook: Webhook): Promise<void> {
    if (deps.deliver === undefined) return;
    const answer = await deps.deliver(webhook, deps.head());
    const change = (next: Partial<Webhook>) => {
      const job = jobs.get(conversationId);
      if (job) save({ ...job, webhooks: { ...job.webhooks, [recordingId]: { ...webhook, ...next } } });
    };
    const attempts = webhook.attempts + 1;
    switch (answer.kind) {
      case 'accepted':
        change({ state: 'delivered', attempts });
        delivered += 1;
        return deps.tell({ kind: 'delivered', conversationId, recordingId, key: webhook.key });
      case 'refused':
        store.setAside({ ...webhook, attempts }, `The receiver answered ${answer.status}.`);
        change({ state: 'set-aside', attempts });
        return deps.tell({
          kind: 'set-aside',
          conversationId,
          recordingId,
          key: webhook.key,
          status: answer.status,
        });
      case 'later': {
        const ceiling = Math.min(RETRY_CAP_MS, RETRY_MS * 2 ** Math.min(webhook.attempts, 20));
        const waitMs = Math.max(answer.retryAfterMs ?? 0, ceiling / 2 + (random() * ceiling) / 2);
        change({ attempts, nextAt: clock.wall() + waitMs });
        const { status } = answer;
        return deps.tell({
          kind: 'delayed',
          conversationId,
          recordingId,
          ...(status !== undefined && { status }),
        });
      }
    }
  }

  function finishIfDone(conversationId: string): void {
    const job = jobs.get(conversationId);
    if (job === undefined || job.phase === 'live' || job.nextPollAt !== undefined) return;
    if (webhooksOf(job).some(([, { state }]) => state === 'waiting')) return;
    store.finish(job);
    jobs.delete(conversationId);
  }

  return {
    start() {
      for (const job of store.load()) jobs.set(job.conversationId, job);
      schedule();
      return [...jobs.values()].filter(({ phase }) => phase === 'live').map((job) => job.conversationId);
    },
    heard(conversationId, { queueId, recorded = false }) {
      const job = jobs.get(conversationId);
      if (job === undefined) {
        if (store.isFinished(conversationId)) return;
        save({
          v: 1,
          conversationId,
          ...(queueId !== undefined && { queueId }),
          recorded,
          phase: 'live',
          polls: 0,
          webhooks: {},
          flagged: [],
        });
      } else if (recorded && !job.recorded) {
        save({ ...job, recorded });
      }
    },
    ended(conversationId) {
      const job = jobs.get(conversationId);
      if (job === undefined || job.phase === 'ended') return;
      const endedAt = clock.wall();
      save({ ...job, phase: 'ended', endedAt, nextPollAt: endedAt + (POLLS_MS[0] ?? SECOND) });
      schedule();
    },
    get waiting() {
      return [...jobs.values()].flatMap(webhooksOf).filter(([, { state }]) => state === 'waiting').length;
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

const nameOf = ({ flag, recordingId = '' }: { readonly flag: Flag; readonly recordingId?: string }): string =>
  `${recordingId} ${flag}`;
