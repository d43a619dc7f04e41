import type { LogForm } from '../app/ports.ts';
import type { AuditEntry } from '../domain/audit.ts';
import { canonicalJson } from './chain.ts';
import { CSV_HEAD, csvRow } from './csv.ts';
import { journalConnection, readEntries } from './database.ts';

/** All entries of this storage partition in their order. Rejects where the browser refuses. */
async function wholeLog(): Promise<readonly AuditEntry[]> {
  const connection = journalConnection({ note: () => {} });
  try {
    return await readEntries(await connection.get()).getAll();
  } finally {
    connection.close();
  }
}

/** The lines of a file. */
export async function logLines(form: LogForm): Promise<readonly string[]> {
  const entries = await wholeLog();
  return form === 'csv'
    ? [CSV_HEAD, ...entries.map(csvRow)]
    : entries.map((entry) => `${canonicalJson(entry)}\n`);
}
