import { canonicalJson } from './chain.ts';
import { journalConnection, readEntries } from './database.ts';

/** All entries of this storage partition in their order, each a line as `audit verify` reads it. Rejects where the browser refuses. */
export async function entryLines(): Promise<readonly string[]> {
  const connection = journalConnection({ note: () => {} });
  try {
    const entries = await readEntries(await connection.get()).getAll();
    return entries.map((entry) => `${canonicalJson(entry)}\n`);
  } finally {
    connection.close();
  }
}
