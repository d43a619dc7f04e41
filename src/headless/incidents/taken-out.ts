import type { AuditEntry } from '../../domain/audit.ts';
import { sha256Hex } from '../../outbox/chain.ts';
import type { Queries } from '../store/database.ts';
import type { CompareDeps } from './compare-store.ts';
import { CLOCKS_MS, unnamedRows, type BookEnd } from './unnamed-rows.ts';

/** What stays in the store of a call that was erased. It leads to nobody who does not have the id already. */
const keyOf = (conversationId: string): string => sha256Hex(`erased:${conversationId}`);

/** Leaves behind that a call was erased: a home whose log has entries of it cannot tell that from a theft otherwise. */
export async function leaveErased(
  inside: Queries,
  { conversationId, id, at }: Pick<AuditEntry, 'conversationId' | 'id' | 'at'>,
): Promise<void> {
  await inside.query('insert into recording_control.taken_out (what, entry_id, at) values ($1, $2, $3)', [
    keyOf(conversationId),
    id,
    new Date(at),
  ]);
}

export const wasErased = async (queries: Queries, conversationId: string): Promise<boolean> =>
  (await erasedUntil(queries, [conversationId])).size > 0;

/** Of some calls those that were erased: entries until then need no rows. Epoch ms, by call. */
export async function erasedUntil(
  queries: Queries,
  conversationIds: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  const calls = new Map(conversationIds.map((id) => [keyOf(id), id]));
  const rows = await queries.query<{ what: string; at: Date }>(
    'select what, max(at) as at from recording_control.taken_out where what = any($1) group by what',
    [[...calls.keys()]],
  );
  return new Map(rows.map(({ what, at }) => [calls.get(what) ?? '', at.getTime() + CLOCKS_MS]));
}

/** Of some incidents those that were closed and are old: the entries that closed them, by incident. */
export async function closingsOf(
  queries: Queries,
  incidentIds: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const rows = await queries.query<{ what: string; entry_id: string }>(
    'select what, entry_id from recording_control.taken_out where what = any($1)',
    [incidentIds],
  );
  return new Map(rows.map(({ what, entry_id }) => [what, entry_id]));
}

/** Compares what was taken out on purpose with the entries that say so. */
export interface TakenOutBook {
  /** Any entry, in the order of the log. */
  take(entry: AuditEntry): void;
  end(deps: Pick<CompareDeps, 'isOnly'>): Promise<Omit<BookEnd, 'same' | 'forgotten'>>;
}

export function createTakenOutBook(queries: Queries, begins: number): TakenOutBook {
  const reasons = new Set<string>();
  return {
    take({ action, phase, id }) {
      if (action === 'erase' || (action === 'incident' && phase === 'confirmed')) reasons.add(id);
    },
    async end({ isOnly }) {
      const unnamed = await unnamedRows(queries, 'taken_out', 'at', begins);
      const rows = await queries.query<{ at: Date }>(
        'select at from recording_control.taken_out where entry_id = any($1)',
        [[...reasons]],
      );
      for (const { at } of rows) unnamed.named(at);
      return unnamed.end('erasure', isOnly);
    },
  };
}
