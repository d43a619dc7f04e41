import { isJobDone } from '../archive/job-steps.ts';
import type { Job } from '../archive/job.ts';
import type { Queries } from '../store/database.ts';
import { asStored } from './as-stored.ts';
import { dropEarly, earlyOf } from './early-entries.ts';
import type { JobEngine } from './job-engine.ts';
import { jobsOf, type NewJob } from './jobs-of-calls.ts';

/** What a call becomes: `undefined` where nothing changes. `isDone`: nothing was left to do for it. */
export type Step = (job: Job | undefined, isDone: boolean) => Job | undefined;

export interface StoredCall {
  readonly job: Job;
  readonly isDone: boolean;
}

interface Row {
  readonly conversation_id: string;
  readonly phase: string;
  readonly job: Job | null;
}

/**
 * Takes the calls some steps further, and plans what follows from that. Every other process that wants to do so with one of
 * them waits until this transaction is over. Answers what they are now; a call that is nowhere is absent. `worker`: who follows them from now on.
 */
export async function writeCalls(
  inside: Queries,
  engine: Pick<JobEngine, 'send'>,
  steps: ReadonlyMap<string, readonly Step[]>,
  now: number,
  worker?: string,
): Promise<ReadonlyMap<string, StoredCall>> {
  const ids = [...steps.keys()].toSorted();
  // Held from here on, also those that are new: in the same order whoever writes, so that no two wait for each other.
  const rows = await inside.query<Row>(
    `insert into recording_control.call as known (conversation_id, phase, job)
     select id, 'live', 'null'::jsonb from unnest($1::text[]) with ordinality as given (id, n) order by n
     on conflict (conversation_id) do update set queue_id = known.queue_id
     returning conversation_id, phase, job`,
    [ids],
  );
  const after = new Map<string, StoredCall>();
  const changed: Job[] = [];
  const planned: NewJob[] = [];
  const unknown = rows.filter(({ job }) => job === null).map(({ conversation_id: id }) => id);
  const withEarly = await earlyOf(inside, unknown);
  for (const { conversation_id: id, phase, job } of rows) {
    let call: StoredCall | undefined = job === null ? undefined : { job, isDone: phase === 'done' };
    for (const step of steps.get(id) ?? []) {
      const next = step(call?.job, call?.isDone ?? false);
      if (next) call = { job: next, isDone: isJobDone(next) };
    }
    if (call === undefined) continue;
    if (job === null) call = { ...call, job: withEarly(call.job) };
    after.set(id, call);
    if (call.job === job) continue;
    changed.push(call.job);
    planned.push(...jobsOf(job ?? undefined, call.job, now));
  }
  await writeRows(inside, changed, worker);
  await dropEarly(
    inside,
    unknown.filter((id) => after.has(id)),
  );
  if (after.size < ids.length)
    await inside.query(
      `delete from recording_control.call where conversation_id = any($1::text[]) and job = 'null'::jsonb`,
      [ids.filter((id) => !after.has(id))],
    );
  await engine.send(inside, planned);
  return after;
}

async function writeRows(inside: Queries, jobs: readonly Job[], worker?: string): Promise<void> {
  if (jobs.length === 0) return;
  const rows = jobs.map((job) => ({
    conversation_id: job.conversationId,
    queue_id: job.queueId ?? null,
    phase: isJobDone(job) ? 'done' : job.phase,
    job,
  }));
  await inside.query(
    `update recording_control.call as known
     set queue_id = given.queue_id, phase = given.phase, job = given.job, worker = coalesce($2, known.worker), changed_at = now()
     from jsonb_to_recordset($1::jsonb) as given (conversation_id text, queue_id text, phase text, job jsonb)
     where known.conversation_id = given.conversation_id`,
    [JSON.stringify(rows, asStored), worker ?? null],
  );
}

export async function readCall(queries: Queries, conversationId: string): Promise<Job | undefined> {
  const [row] = await queries.query<Pick<Row, 'job'>>(
    'select job from recording_control.call where conversation_id = $1',
    [conversationId],
  );
  return row?.job ?? undefined;
}
