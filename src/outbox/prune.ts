import type { AuditEntry } from '../domain/audit.ts';
import type { Head } from './chain.ts';
import { CHECKPOINT, type Connection, type Database } from './database.ts';
import type { Sent } from './sent.ts';

/** In one transaction, so that an entry that is to be written waits for no more than that. */
const AT_ONCE = 200;

/** When it was written: by Genesys' clock where that was known, because this computer's may have been wrong. Epoch ms. */
const writtenAt = ({ platformAt, at }: Pick<AuditEntry, 'at' | 'platformAt'>): number =>
  Date.parse(platformAt ?? at);

/** The last entry that this destination has, all before it included; what it refuses it has not. */
export async function acknowledged(url: string, chain: string, sent: Sent): Promise<number> {
  const place = await sent.placeOf(url);
  if (place?.chain !== chain) return 0;
  const [refused] = await sent.refused(url, chain);
  return refused ? Math.min(place.seq, refused.seq - 1) : place.seq;
}

export interface PruneOptions {
  readonly journal: Connection;
  /** What was written before is old; epoch ms. */
  readonly before: number;
  /** Of this chain no entry behind this one goes, however old it is. */
  upTo(chain: string): Promise<number>;
}

/**
 * Takes away the old entries at the beginning of the chain, up to the first that is young or not acknowledged, and leaves the
 * last of them as a checkpoint: what follows still verifies. Both in one transaction: who dies half-way leaves a whole log.
 */
export async function prune(options: PruneOptions): Promise<void> {
  const database = await options.journal.get();
  const first = await database.transaction('entries').store.openKeyCursor();
  if (!first) return;
  const [chain] = first.key;
  const last = await options.upTo(chain);
  while ((await pruneSome(database, chain, last, options.before)) === AT_ONCE);
}

/** Answers how many it was. */
async function pruneSome(database: Database, chain: string, last: number, before: number): Promise<number> {
  const transaction = database.transaction(['entries', 'head'], 'readwrite', { durability: 'strict' });
  transaction.done.catch(() => undefined);
  try {
    const range = IDBKeyRange.bound([chain, 0], [chain, last]);
    let checkpoint: Head | undefined;
    let count = 0;
    let cursor = await transaction.objectStore('entries').openCursor(range);
    for (; cursor && count < AT_ONCE && writtenAt(cursor.value) < before; count += 1) {
      const { seq, hash } = cursor.value;
      checkpoint = { chain, seq, hash };
      await cursor.delete();
      cursor = await cursor.continue();
    }
    if (checkpoint) await transaction.objectStore('head').put(checkpoint, CHECKPOINT);
    await transaction.done;
    return count;
  } catch (error) {
    // What throws at once ends no transaction: what was taken away until then would be, without its checkpoint.
    attempt(() => transaction.abort());
    throw error;
  }
}

function attempt(run: () => void): void {
  try {
    run();
  } catch {
    // It has ended by itself.
  }
}
