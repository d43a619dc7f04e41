import type { LogForm } from '../app/ports.ts';
import type { AuditEntry } from '../domain/audit.ts';
import { checkpointText } from './checkpoint.ts';
import { canonicalJson, type Head } from './chain.ts';
import { CSV_HEAD, csvRow } from './csv.ts';
import { CHECKPOINT, journalConnection } from './database.ts';

interface WholeLog {
  /** What was before these entries has been taken away. */
  readonly checkpoint: Head | undefined;
  readonly entries: readonly AuditEntry[];
}

/** All entries of this storage partition in their order. Rejects where the browser refuses. */
async function wholeLog(): Promise<WholeLog> {
  const connection = journalConnection({ note: () => {} });
  try {
    // In one transaction: another panel may be taking some away.
    const transaction = (await connection.get()).transaction(['entries', 'head']);
    const [checkpoint, entries] = await Promise.all([
      transaction.objectStore('head').get(CHECKPOINT),
      transaction.objectStore('entries').getAll(),
      transaction.done,
    ]);
    return { checkpoint, entries };
  } finally {
    connection.close();
  }
}

/** The lines of a file. */
export async function logLines(form: LogForm): Promise<readonly string[]> {
  const { checkpoint, entries } = await wholeLog();
  if (form === 'csv') return [CSV_HEAD, ...entries.map(csvRow)];
  const lines = entries.map((entry) => `${canonicalJson(entry)}\n`);
  return checkpoint ? [`${checkpointText(checkpoint)}\n`, ...lines] : lines;
}
