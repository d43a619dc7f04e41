import type { Queries } from '../store/database.ts';
import { JOBS_SCHEMA } from '../store/jobs.ts';
import type { EraseAnswer, EraseOrder } from './incident-desk.ts';
import { leaveErased, wasErased } from './taken-out.ts';
import type { DeskFacts, Written } from './take-step.ts';

/**
 * Takes out all that the store has of one conversation. To be called within a transaction. The audit log keeps its entries, which
 * hold ids, times and codes, and gets one that says what was taken out; without it nobody could tell this from a theft. A row that
 * leads to no call says the same to the other homes of the store.
 */
export async function eraseConversation(
  inside: Queries,
  { conversationId, by }: EraseOrder,
  { append, ids, wall }: Written,
): Promise<EraseAnswer> {
  const [call] = await inside.query<{ phase: string }>(
    'select phase from recording_control.call where conversation_id = $1 for update',
    [conversationId],
  );
  if (call !== undefined && call.phase !== 'done') return { kind: 'under-way' };
  const gone = async (table: string) =>
    (
      await inside.query(
        `delete from recording_control.${table} where conversation_id = $1 returning conversation_id`,
        [conversationId],
      )
    ).length;
  const found = await inside.query<{ id: string }>(
    'select id from recording_control.incident where conversation_id = $1',
    [conversationId],
  );
  const isRepeated = await wasErased(inside, conversationId);
  await takeJobsOut(
    inside,
    conversationId,
    found.map(({ id }) => id),
  );
  await gone('set_aside');
  await gone('early_entry');
  const counts = {
    calls: await gone('call'),
    verdicts: await gone('verdict'),
    incidents: await gone('incident'),
  };
  // Once more is written down too: this home's log may be another one than that of the first time.
  if (!isRepeated && counts.calls + counts.verdicts + counts.incidents === 0)
    return { kind: 'done', ...counts };
  const facts: DeskFacts = {
    id: ids.next(),
    at: new Date(wall()).toISOString(),
    conversationId,
    action: 'erase',
    phase: 'confirmed',
    ...(by !== undefined && { by }),
  };
  // Thrown back: what cannot be told is not done.
  if (!(await append(facts))) throw new NotLogged();
  await leaveErased(inside, facts);
  return { kind: 'done', ...counts };
}

/** What is planned or was done for the call; the engine keeps that for some days. */
async function takeJobsOut(
  inside: Queries,
  conversationId: string,
  incidentIds: readonly string[],
): Promise<void> {
  for (const table of [`${JOBS_SCHEMA}.job`, `${JOBS_SCHEMA}.archive`]) {
    const [there] = await inside.query<{ name: string | null }>('select to_regclass($1)::text as name', [
      table,
    ]);
    // It makes its tables when a service first runs.
    if (!there?.name) continue;
    await inside.query(
      `delete from ${table} where data->>'conversationId' = $1 or data->>'incidentId' = any($2::text[])`,
      [conversationId, incidentIds],
    );
  }
}

/** The audit log could not be written: the transaction is to be undone. */
export class NotLogged extends Error {}
