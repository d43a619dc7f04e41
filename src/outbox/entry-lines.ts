import { canonicalJson } from './chain.ts';
import { connectionTo, DATABASE, readEntries } from './database.ts';

/** All entries of this storage partition in their order, each a line as `audit verify` reads it. Rejects where the browser refuses. */
export async function entryLines(): Promise<readonly string[]> {
  const connection = connectionTo(DATABASE, { note: () => {} });
  try {
    const entries = await readEntries(await connection.get()).getAll();
    return entries.map((entry) => `${canonicalJson(entry)}\n`);
  } finally {
    connection.close();
  }
}
