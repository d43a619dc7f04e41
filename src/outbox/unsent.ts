import type { Standing } from '../app/ports.ts';
import type { AuditEntry } from '../domain/audit.ts';
import type { Head } from './chain.ts';
import { HEAD, type Connection, type Database } from './database.ts';
import type { Place, Sent } from './sent.ts';

const behind = ({ chain }: Head, place: Place | undefined) =>
  IDBKeyRange.bound([chain, place?.chain === chain ? place.seq : 0], [chain, Number.MAX_VALUE], true);

/** Where the chain ends, and the first entry behind this place, if there is one. */
export async function nextUnsent(
  database: Database,
  place: Place | undefined,
): Promise<{ readonly head: Head; readonly entry: AuditEntry | undefined } | undefined> {
  const transaction = database.transaction(['entries', 'head']);
  transaction.done.catch(() => undefined);
  const head = await transaction.objectStore('head').get(HEAD);
  if (head === undefined) return undefined;
  const cursor = await transaction.objectStore('entries').openCursor(behind(head, place));
  return { head, entry: cursor?.value };
}

export async function standingOf(url: string, journal: Connection, sent: Sent): Promise<Standing> {
  const database = await journal.get();
  const place = await sent.placeOf(url);
  const next = await nextUnsent(database, place);
  if (next === undefined) return { waiting: 0, refused: 0 };
  const { head, entry } = next;
  const refused = await sent.refused(url, head.chain);
  return {
    waiting: await database.count('entries', behind(head, place)),
    ...(entry && { since: entry.at }),
    refused: refused.length,
    ...(place?.status !== undefined && { status: place.status }),
  };
}
