import { isTold, type Told } from './call-attribute.ts';
import type { Head } from './chain.ts';
import { HEAD, type Database } from './database.ts';
import type { Place } from './sent.ts';

/** Far more than the calls of a day leave. */
const LOOK_BACK = 2_000;

export interface NextTold {
  /** Where the chain ended when this was looked up. */
  readonly head: Head;
  /** The first behind the place that is told on its call. */
  readonly entry?: Told;
  /** How many of the same call went before it. */
  readonly before: number;
  /** Why the agent has paused, if that was named by then. */
  readonly reason?: string;
  /** How many wait with it. */
  readonly waiting: number;
}

/** What comes next to be told on calls, of what was written down since then (epoch ms); `undefined` where nothing ever was. */
export async function nextTold(
  database: Database,
  place: Place | undefined,
  userId: string,
  since = 0,
): Promise<NextTold | undefined> {
  const transaction = database.transaction(['entries', 'head']);
  transaction.done.catch(() => undefined);
  const head = await transaction.objectStore('head').get(HEAD);
  if (head === undefined) return undefined;
  const { chain, seq } = head;
  const done = place?.chain === chain ? place.seq : 0;
  const entries = transaction.objectStore('entries');
  const range = (after: number) =>
    IDBKeyRange.bound([chain, Math.max(after, seq - LOOK_BACK)], [chain, Number.MAX_VALUE], true);
  const waiting = (await entries.getAll(range(done))).filter(
    (one): one is Told => isTold(one, userId) && Date.parse(one.at) >= since,
  );
  const [entry] = waiting;
  if (entry === undefined) return { head, before: 0, waiting: 0 };
  const older = await entries.getAll(range(entry.seq - LOOK_BACK));
  const before = older.filter(
    (one) => one.seq < entry.seq && one.conversationId === entry.conversationId && isTold(one, userId),
  );
  const story = await entries.index('wishId').getAll(entry.wishId ?? entry.id);
  const reason = story.findLast((one) => one.action === 'reason')?.reason;
  return {
    head,
    entry,
    before: before.length,
    waiting: waiting.length,
    ...(reason !== undefined && { reason }),
  };
}
