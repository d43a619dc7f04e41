import type { Job } from '../archive/job.ts';
import { withTold } from '../archive/seen-pauses.ts';
import { asStored, storedText } from './as-stored.ts';
import type { Queries } from '../store/database.ts';

type Told = NonNullable<Job['told']>[string];

// What panels have sent of calls that nobody here has heard of yet: a call may have begun while its worker was dead.

/** Rows. So many are a day's pauses of calls that nobody hears of; anybody can send more of calls that there are none. */
const MOST = 20_000;

/** Also by itself: those of calls that there are none would stay. */
export const forgetEarly = async (queries: Queries): Promise<void> =>
  void (await queries.query(
    "delete from recording_control.early_entry where at < now() - interval '48 hours'",
  ));

/** Answers how many older ones had to go for it. */
export async function keepEarly(
  inside: Queries,
  conversationId: string,
  key: string,
  told: Told,
): Promise<number> {
  await forgetEarly(inside);
  await inside.query(
    `insert into recording_control.early_entry (conversation_id, key, told) values ($1, $2, $3)
     on conflict do nothing`,
    [conversationId, storedText(key), JSON.stringify(told, asStored)],
  );
  const gone = await inside.query(
    `delete from recording_control.early_entry where ctid = any(array(
       select ctid from recording_control.early_entry order by at desc offset $1)) returning 1 as gone`,
    [MOST],
  );
  return gone.length;
}

/** Answers what makes such a call, once it is heard of, one that knows what was sent of it. */
export async function earlyOf(
  inside: Queries,
  conversationIds: readonly string[],
): Promise<(job: Job) => Job> {
  if (conversationIds.length === 0) return (job) => job;
  const rows = await inside.query<{
    readonly conversation_id: string;
    readonly key: string;
    readonly told: Told;
  }>(
    `select conversation_id, key, told from recording_control.early_entry
     where conversation_id = any($1::text[]) order by at, key`,
    [conversationIds],
  );
  return (job) =>
    rows
      .filter((row) => row.conversation_id === job.conversationId)
      .reduce((known, { key, told }) => withTold(known, key, told), job);
}

export async function dropEarly(inside: Queries, conversationIds: readonly string[]): Promise<void> {
  if (conversationIds.length === 0) return;
  await inside.query('delete from recording_control.early_entry where conversation_id = any($1::text[])', [
    conversationIds,
  ]);
}
