import type { Queries } from './database.ts';

/**
 * Which store this is: entries of the audit log name the store that has them too, so that a log of before, or of another store,
 * is not compared with this one.
 */
export async function storeIdOf(queries: Queries): Promise<string> {
  const [row] = await queries.query<{ id: string }>('select id from recording_control.store');
  if (row === undefined) throw new Error('The store has no id.');
  return row.id;
}
