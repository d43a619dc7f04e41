import type { Queries } from '../store/database.ts';
import { shareOut } from './share-out.ts';

export interface Leases {
  /** Of this worker, until it says so again. */
  readonly mine: ReadonlySet<string>;
  /** Still held, and meant for another: to be given back once nothing of them is watched. */
  readonly surplus: ReadonlySet<string>;
  /** Nobody has room for these. */
  readonly leftOut: readonly string[];
}

/** Of the lock that one worker holds while it reckons who watches what. */
const LOCK = 721_934_056;
/** A worker of which nothing was heard for so long is dead, and its queues are another's. */
const SILENT_SECONDS = 20;

interface WorkerRow {
  readonly id: string;
  readonly queues: readonly string[];
}

/**
 * Says that this worker lives and which queues it would watch, takes its share and keeps what it has. By the clock of the database,
 * to be called within a transaction.
 */
export async function renewLeases(
  inside: Queries,
  worker: string,
  wanted: readonly string[],
  mostOfOne: number,
): Promise<Leases> {
  await inside.query('select pg_advisory_xact_lock($1)', [LOCK]);
  await inside.query(
    `insert into recording_control.worker (id, until, queues)
     values ($1, now() + make_interval(secs => ${SILENT_SECONDS}), $2::text[])
     on conflict (id) do update set until = excluded.until, queues = excluded.queues`,
    [worker, [...wanted]],
  );
  await inside.query('delete from recording_control.worker where until < now()');
  await inside.query(
    'insert into recording_control.queue_lease (queue_id) select unnest($1::text[]) on conflict (queue_id) do nothing',
    [[...wanted]],
  );
  const workers = await inside.query<WorkerRow>('select id, queues from recording_control.worker');
  const rows = await inside.query<{ readonly queue_id: string; readonly worker: string }>(
    'select queue_id, worker from recording_control.queue_lease where worker is not null and until > now()',
  );
  const held = new Map(rows.map((row) => [row.queue_id, row.worker]));
  const shares = shareOut(
    workers.map(({ id, queues }) => ({ id, queues: new Set(queues) })),
    held,
    mostOfOne,
  );
  const has = [...held].filter(([, by]) => by === worker).map(([queue]) => queue);
  const takes = [...shares]
    .filter(([queue, by]) => by === worker && !held.has(queue))
    .map(([queue]) => queue);
  await inside.query(
    `update recording_control.queue_lease set worker = $1, until = now() + make_interval(secs => ${SILENT_SECONDS})
     where queue_id = any($2::text[])`,
    [worker, [...has, ...takes]],
  );
  const leftOut = wanted.filter((queue) => !shares.has(queue));
  const surplus = new Set(has.filter((queue) => shares.get(queue) !== worker));
  return { mine: new Set([...has, ...takes].filter((queue) => !surplus.has(queue))), surplus, leftOut };
}

/** Of these nothing is watched any more by this worker. */
export async function giveBackLeases(
  queries: Queries,
  worker: string,
  queues: ReadonlySet<string>,
): Promise<void> {
  await queries.query(
    'update recording_control.queue_lease set worker = null, until = null where worker = $1 and queue_id = any($2::text[])',
    [worker, [...queues]],
  );
}

/** Whoever holds the home is alone on its store: workers of before are dead. */
export async function forgetWorkers(queries: Queries): Promise<void> {
  await queries.query('delete from recording_control.worker');
  await queries.query('update recording_control.queue_lease set worker = null, until = null');
}

/** This worker ends: others need not wait until it was silent for long. */
export async function leaveStore(queries: Queries, worker: string): Promise<void> {
  await queries.query(
    'update recording_control.queue_lease set worker = null, until = null where worker = $1',
    [worker],
  );
  await queries.query('delete from recording_control.worker where id = $1', [worker]);
}
