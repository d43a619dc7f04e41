import type { Clock, Random } from '../../app/ports.ts';
import type { ArchiveEvent } from '../archive/archive-event.ts';
import { afterDelivery, withWebhook } from '../archive/job-steps.ts';
import type { Webhook } from '../archive/job.ts';
import type { Deliver } from '../archive/webhook.ts';
import type { Database, Queries } from '../store/database.ts';
import type { JobEngine } from './job-engine.ts';
import { JobLost, type HeldJob } from './job-loop.ts';
import type { DeliverData } from './jobs-of-calls.ts';
import { readCall, writeCalls } from './write-calls.ts';

export interface DeliverDeps {
  readonly database: Database;
  readonly engine: Pick<JobEngine, 'send'>;
  readonly clock: Pick<Clock, 'wall'>;
  readonly random: Random;
  readonly deliver: Deliver;
  head(): string | undefined;
  /** Its entries in the audit log; `undefined`: they could not be written, and this process ends. */
  tell(event: ArchiveEvent): Promise<readonly string[] | undefined>;
  delivered(): void;
}

/**
 * One webhook of one recording. How it ended is stored first, so that nothing is sent twice; then it is told, also by the next
 * process; then nothing is left to do.
 */
export function createDeliverer(deps: DeliverDeps): (job: HeldJob<DeliverData>) => Promise<void> {
  const { database, engine, clock } = deps;

  const write = (
    inside: Queries,
    { conversationId, recordingId }: DeliverData,
    next: Partial<Webhook>,
  ): Promise<unknown> =>
    writeCalls(
      inside,
      engine,
      new Map([[conversationId, [(job) => job && withWebhook(job, recordingId, next)]]]),
      clock.wall(),
    );

  async function setAside(inside: Queries, about: DeliverData, { key, body }: Webhook, status: number) {
    await inside.query(
      `insert into recording_control.set_aside (key, conversation_id, recording_id, status, body)
       values ($1, $2, $3, $4, $5) on conflict (key) do nothing`,
      [key, about.conversationId, about.recordingId, status, body],
    );
  }

  async function tellOutcome(job: HeldJob<DeliverData>, webhook: Webhook): Promise<void> {
    const { key, state, status = 0 } = webhook;
    const about = { ...job.data, key };
    const entryIds = await deps.tell(
      state === 'set-aside' ? { kind: 'set-aside', ...about, status } : { kind: 'delivered', ...about },
    );
    if (entryIds === undefined) throw new JobLost('It is not on record.');
    await database.together(async (inside) => {
      await job.done(inside);
      await write(inside, job.data, { untold: false });
    });
  }

  async function send(job: HeldJob<DeliverData>, webhook: Webhook): Promise<void> {
    const answer = await deps.deliver(webhook, deps.head());
    const next = afterDelivery(webhook, answer, { now: clock.wall(), random: deps.random });
    await database.together(async (inside) => {
      if (answer.kind === 'later') await job.done(inside);
      if (answer.kind === 'refused') await setAside(inside, job.data, webhook, answer.status);
      await write(inside, job.data, next);
    });
    if (answer.kind === 'accepted') deps.delivered();
    if (answer.kind !== 'later') return tellOutcome(job, { ...webhook, ...next });
    const { status } = answer;
    await deps.tell({ kind: 'delayed', ...job.data, ...(status !== undefined && { status }) });
  }

  return async (job) => {
    const call = await readCall(database, job.data.conversationId);
    const webhook = call?.webhooks[job.data.recordingId];
    if (webhook?.untold) return tellOutcome(job, webhook);
    if (webhook?.state === 'waiting') return send(job, webhook);
    return database.together((inside) => job.done(inside));
  };
}
