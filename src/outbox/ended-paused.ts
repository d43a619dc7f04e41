import type { Log } from '../app/ports.ts';
import type { AuditFacts } from '../domain/audit.ts';
import { journalConnection } from './database.ts';
import { NEWS_MS } from './ended-mark.ts';
import { newestEntries } from './recent-request.ts';

interface Asked {
  readonly userId: string;
  /** Epoch ms. */
  readonly wall: number;
}

/**
 * When the last call of this user ended, where that was in a pause that they had begun, and lately. Certain only: a pause of
 * which nothing tells whether it was still there at the end is none, and neither is one after which they had another call.
 */
export function endedPausedIn(facts: readonly AuditFacts[], { userId, wall }: Asked): number | undefined {
  const own = facts.filter((one) => one.userId === userId);
  const index = own.findLastIndex(({ action }) => action === 'ended-while-paused');
  const ended = own[index];
  if (!ended || Math.abs(wall - Date.parse(ended.at)) >= NEWS_MS) return undefined;
  const isOfIt = ({ conversationId }: AuditFacts) => conversationId === ended.conversationId;
  const isOver = own.slice(index).some((one) => !isOfIt(one));
  const last = own
    .slice(0, index)
    .findLast((one) => isOfIt(one) && one.phase === 'confirmed' && one.target === 'policy');
  return !isOver && last?.action === 'pause' ? Date.parse(ended.at) : undefined;
}

/** The same by the log of this browser. Rejects where that refuses. */
export async function endedPaused(asked: Asked, log: Log): Promise<number | undefined> {
  const connection = journalConnection(log);
  try {
    return endedPausedIn(await newestEntries(await connection.get()), asked);
  } finally {
    connection.close();
  }
}
