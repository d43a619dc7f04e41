import type { Job } from '../archive/job.ts';
import type { Queries } from '../store/database.ts';

/** Of calls: those of this worker's queues, and those whose queue nobody watches. */
const IS_OURS = `
  queue_id = any($2::text[]) or not exists (
    select 1 from recording_control.queue_lease as lease
    where lease.queue_id = known.queue_id and lease.worker is not null and lease.until > now()
  )`;
/** Nobody else who lives follows them. */
const IS_LEFT = `
  not exists (
    select 1 from recording_control.worker as other
    where other.id = known.worker and other.id <> $1 and other.until > now()
  )`;

/** Held in the order in which calls are written, so that no two wait for each other. */
async function take(queries: Queries, which: string, values: readonly unknown[]): Promise<readonly Job[]> {
  const rows = await queries.query<{ readonly job: Job }>(
    `with mine as (
       select conversation_id from recording_control.call as known
       where phase = 'live' and (${which}) order by conversation_id for update
     )
     update recording_control.call as known set worker = $1 from mine
     where known.conversation_id = mine.conversation_id returning job`,
    values,
  );
  return rows.map(({ job }) => job);
}

/** Live calls that this worker follows from now on: those of its queues, whoever has them, and those that are left to nobody. */
export const takeLiveCalls = (
  queries: Queries,
  worker: string,
  queueIds: readonly string[],
): Promise<readonly Job[]> =>
  take(queries, `queue_id = any($2::text[]) or (${IS_OURS}) and ${IS_LEFT}`, [worker, [...queueIds]]);

/** Only what another has left since. */
export const takeLeftCalls = (
  queries: Queries,
  worker: string,
  queueIds: readonly string[],
): Promise<readonly Job[]> =>
  take(queries, `worker is distinct from $1 and (${IS_OURS}) and ${IS_LEFT}`, [worker, [...queueIds]]);
