import type { Queries } from '../store/database.ts';
import { createLastAlive, type LastAlive, type Noted } from '../watch/last-alive.ts';
import type { CallBook } from './call-book.ts';

interface Row {
  readonly queue_id: string;
  readonly heard_until: Date | null;
}

/** Until when each queue is known to have been listened to, by whichever process: but not those that another watches now. */
export async function readHeardUntil(queries: Queries, worker = ''): Promise<Noted> {
  const rows = await queries.query<Row>(
    `select queue_id, heard_until from recording_control.queue_lease
     where heard_until is not null and (worker is null or worker = $1 or until < now())`,
    [worker],
  );
  return {
    until: new Map(rows.map(({ queue_id, heard_until }) => [queue_id, heard_until?.getTime() ?? 0])),
    named: new Set(),
  };
}

/** Of queues of which nothing is known yet: what another watch has noted. Epoch ms. */
export async function addHeardUntil(inside: Queries, until: ReadonlyMap<string, number>): Promise<void> {
  await inside.query(
    `insert into recording_control.queue_lease as known (queue_id, heard_until)
     select queue_id, heard_until from jsonb_to_recordset($1::jsonb) as given (queue_id text, heard_until timestamptz)
     on conflict (queue_id) do update set heard_until = coalesce(known.heard_until, excluded.heard_until)`,
    [rowsOf(until)],
  );
}

const rowsOf = (until: Iterable<readonly [string, number]>): string =>
  JSON.stringify([...until].map(([queue_id, at]) => ({ queue_id, heard_until: new Date(at) })));

/** Written behind what was heard: a queue is known up to a moment only once what came before is stored. */
export function createStoredAlive(noted: Noted, book: Pick<CallBook, 'note'>, wall: () => number): LastAlive {
  const alive = createLastAlive(
    {
      read: () => noted,
      write(next, queueIds) {
        const of = new Set(queueIds);
        book.note((inside) => writeHeardUntil(inside, next, of));
      },
    },
    wall,
  );
  // Another worker may watch them: who is missing is looked for in the database.
  return { ...alive, missing: () => [] };
}

async function writeHeardUntil(inside: Queries, { until }: Noted, of: ReadonlySet<string>): Promise<void> {
  const rows = [...until].filter(([id]) => of.has(id));
  await inside.query(
    `insert into recording_control.queue_lease (queue_id, heard_until)
     select queue_id, heard_until from jsonb_to_recordset($1::jsonb) as given (queue_id text, heard_until timestamptz)
     on conflict (queue_id) do update set heard_until = excluded.heard_until, missing_told = false`,
    [rowsOf(rows)],
  );
}
