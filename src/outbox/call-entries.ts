import type { Log } from '../app/ports.ts';
import type { AuditFacts } from '../domain/audit.ts';
import { HEAD, journalConnection, readEntries } from './database.ts';
import { intentLines, type LineStorage } from './intents.ts';

/** Far more than the calls of an hour leave. Older entries are in the log, and are not looked through. */
const LOOK_BACK = 2_000;

/** What the log of this browser has of one conversation, oldest first. Rejects where the browser refuses. */
export async function callEntries(
  conversationId: string,
  { storage, log }: { readonly storage: () => LineStorage; readonly log: Log },
): Promise<readonly AuditFacts[]> {
  // Lines first: one that goes meanwhile is an entry by then.
  const lines = intentLines(storage, log).all();
  const connection = journalConnection(log);
  try {
    const database = await connection.get();
    const head = await database.get('head', HEAD);
    if (!head) return lines.filter((facts) => facts.conversationId === conversationId);
    const { chain, seq } = head;
    const newest = await readEntries(database).getAll(
      IDBKeyRange.bound([chain, seq - LOOK_BACK], [chain, Infinity]),
    );
    const known = new Set(newest.map(({ id }) => id));
    return [...newest, ...lines.filter(({ id }) => !known.has(id))].filter(
      (facts) => facts.conversationId === conversationId,
    );
  } finally {
    connection.close();
  }
}
