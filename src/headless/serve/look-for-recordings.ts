import type { Clock } from '../../app/ports.ts';
import type { Result } from '../../domain/result.ts';
import type { QueueApi } from '../../genesys/queue-api.ts';
import type { RecordingFacts } from '../../genesys/wire/recording-metadata.ts';
import type { ArchiveEvent } from '../archive/archive-event.ts';
import type { FirstLook } from '../archive/first-look.ts';
import { afterLook, afterProof, newWebhook } from '../archive/job-steps.ts';
import type { Job } from '../archive/job.ts';
import { judge } from '../archive/poll.ts';
import { proveJob } from '../archive/prove-job.ts';
import { recordVerdicts } from '../incidents/record-verdicts.ts';
import type { Database } from '../store/database.ts';
import type { JobEngine } from './job-engine.ts';
import { JobLost, type HeldJob } from './job-loop.ts';
import type { LookData } from './jobs-of-calls.ts';
import { hasReceiver, tellIncident } from './store-receiver.ts';
import { readCall, writeCalls } from './write-calls.ts';

export interface LookDeps {
  readonly database: Database;
  readonly engine: Pick<JobEngine, 'send'>;
  readonly clock: Pick<Clock, 'wall'>;
  readonly firstLook: Pick<FirstLook, 'found'>;
  readonly region?: string;
  recordings(conversationId: string): Promise<Result<readonly RecordingFacts[]>>;
  readonly annotations: QueueApi['annotations'];
  /** Its entries in the audit log; `undefined`: they could not be written, and this process ends. */
  tell(event: ArchiveEvent): Promise<readonly string[] | undefined>;
  /** Webhooks wait to be sent. */
  planned(): void;
}

/**
 * One look for the recordings of a call that has ended: what is there, what is wrong with it, and whether its pauses were left
 * out. All of it is on record before the call is stored as looked at, and that in one step with what follows from it.
 */
export function createLook(deps: LookDeps): (job: HeldJob<LookData>) => Promise<void> {
  const { database, engine, clock, firstLook } = deps;

  /** Told twice, by a process that ends meanwhile and by the next one, is better than never. */
  async function tell(event: ArchiveEvent): Promise<readonly string[]> {
    const entryIds = await deps.tell(event);
    if (entryIds === undefined) throw new JobLost('It is not on record.');
    return entryIds;
  }

  return async (held) => {
    const { conversationId, endedAt } = held.data;
    const known = await readCall(database, conversationId);
    const isDue = known?.phase === 'ended' && known.endedAt === endedAt && known.nextPollAt !== undefined;
    if (!isDue) return database.together((inside) => held.done(inside));
    const answer = await deps.recordings(conversationId);
    const now = clock.wall();
    const looked: Job = { ...known, endedAt: Math.min(endedAt, now) };
    const judged = judge(looked, answer, now);
    const isLast = judged.nextPollAt === undefined;
    if (judged.news.length > 0 && Object.keys(known.webhooks).length === 0)
      firstLook.found(known.polls === 0, now - endedAt);
    const proven = answer.ok ? await proveJob(looked, answer.value, deps.annotations, isLast) : undefined;
    for (const each of judged.flags) await tell({ kind: 'flag', conversationId, ...each });
    if (judged.refusal) await tell({ kind: 'no-metadata', conversationId, failure: judged.refusal });
    const proofs = proven?.proofs ?? [];
    const ofCall = { conversationId, ...(looked.queueId !== undefined && { queueId: looked.queueId }) };
    const entryIds = proofs.length > 0 ? await tell({ kind: 'proof', ...ofCall, proofs, madeAt: now }) : [];
    const opened = await database.together(async (inside) => {
      await held.done(inside);
      const isSent = await hasReceiver(inside);
      const about = { now, ...(deps.region !== undefined && { region: deps.region }), isSent };
      const webhooks = Object.fromEntries(
        judged.news.map((facts) => [facts.recordingId, newWebhook(looked, facts, about)]),
      );
      const step = (job = looked): Job => {
        const next = afterLook(job, looked, judged, webhooks);
        return proven ? afterProof(next, proven, now) : next;
      };
      await writeCalls(inside, engine, new Map([[conversationId, [step]]]), now);
      if (proofs.length === 0) return [];
      const incidents = await recordVerdicts(inside, { ...ofCall, proofs, entryIds, at: now });
      if (isSent)
        await engine.send(
          inside,
          incidents.map(({ id }) => tellIncident(id)),
        );
      return incidents;
    });
    for (const { id, code } of opened)
      await deps.tell({ kind: 'incident-opened', conversationId, incidentId: id, code });
    deps.planned();
    for (const facts of judged.news) await deps.tell({ kind: 'recording', conversationId, facts });
  };
}
