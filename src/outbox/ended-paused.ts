import type { Log } from '../app/ports.ts';
import type { AuditFacts } from '../domain/audit.ts';
import { HEAD, journalConnection, readEntries } from './database.ts';

/** What ended longer ago is no news for whoever takes the next call. */
const NEWS_MS = 30 * 60_000;
/** Far more entries than half an hour of calls leaves. */
const LOOK_BACK = 2_000;

interface Asked {
  readonly userId: string;
  /** Epoch ms. */
  readonly wall: number;
}

/**
 * The end of the last call of this user, where that was in a pause that they had begun, and lately. Certain only: a pause of
 * which nothing tells whether it was still there at the end is none, and neither is one after which they had another call.
 */
export function endedPausedIn(facts: readonly AuditFacts[], { userId, wall }: Asked): AuditFacts | undefined {
  const own = facts.filter((one) => one.userId === userId);
  const index = own.findLastIndex(({ action }) => action === 'ended-while-paused');
  const ended = own[index];
  if (!ended || Math.abs(wall - Date.parse(ended.at)) >= NEWS_MS) return undefined;
  const isOfIt = ({ conversationId }: AuditFacts) => conversationId === ended.conversationId;
  const isOver = own.slice(index).some((one) => !isOfIt(one));
  const last = own
    .slice(0, index)
    .findLast((one) => isOfIt(one) && one.phase === 'confirmed' && one.target === 'policy');
  return !isOver && last?.action === 'pause' ? ended : undefined;
}

/** The same by the log of this browser. Rejects where that refuses. */
export async function endedPaused(asked: Asked, log: Log): Promise<AuditFacts | undefined> {
  const connection = journalConnection(log);
  try {
    const database = await connection.get();
    const { chain = '', seq = 0 } = (await database.get('head', HEAD)) ?? {};
    const newest = IDBKeyRange.bound([chain, seq - LOOK_BACK], [chain, Infinity]);
    return endedPausedIn(await readEntries(database).getAll(newest), asked);
  } finally {
    connection.close();
  }
}
