import type { DBSchema } from 'idb';
import type { Log } from '../app/ports.ts';
import { connectionTo } from './database.ts';

/** How far a destination is. */
export interface Place {
  readonly chain: string;
  /** Every entry up to this one is accepted, or refused and written down as such. */
  readonly seq: number;
  /** Attempts in a row that came to nothing. */
  readonly failures: number;
  /** No attempt before; epoch ms. */
  readonly nextAt: number;
  /** What the last of those attempts was answered, where it was. */
  readonly status?: number;
  /** When one that is refused was last offered again and refused; epoch ms. */
  readonly offeredAt?: number;
  /** The one that was last offered again, taken or not: the next in the chain is next. */
  readonly offeredSeq?: number;
}

interface Schema extends DBSchema {
  /** Under the destination's URL. */
  places: { key: string; value: Place };
  /** Entries that it will not take: the answer, under URL, chain and seq. */
  refused: { key: [string, string, number]; value: number };
}

/**
 * What each destination has been sent. In a database of its own: what is noted here never stands in the way of an entry that is
 * written down, and no panel that is open has to let go of the journal for it. If it is lost everything is sent once more,
 * under the same keys.
 */
export interface Sent {
  placeOf(url: string): Promise<Place | undefined>;
  /**
   * The entry that was next from this place is accepted, or refused. Never goes back: another panel may have come further. Does
   * nothing where what was noted is lost since the place was read: what was refused before is to be offered again.
   */
  pass(
    url: string,
    from: Place,
    entry: { readonly chain: string; readonly seq: number },
    refusal?: { readonly status: number; readonly at: number },
  ): Promise<void>;
  /** Does nothing, as `pass`, where what was noted is lost. */
  putOff(url: string, place: Place): Promise<void>;
  /** In the order of the chain, with their answers. */
  refused(url: string, chain: string): Promise<readonly { readonly seq: number; readonly status: number }[]>;
  /** A refused one was taken after all. */
  clear(url: string, chain: string, seq: number): Promise<void>;
  close(): void;
}

/** What is there is behind what was read: a browser may throw a database away while a page stands still in the middle of a step. */
const isLost = (there: Place | undefined, read: Place) =>
  (there?.chain === read.chain ? there.seq : 0) < read.seq;

export function openSent(log: Log): Sent {
  const connection = connectionTo<Schema>(
    'rc1.sent',
    1,
    (database) => {
      database.createObjectStore('places');
      database.createObjectStore('refused');
    },
    log,
  );
  async function writing() {
    const transaction = (await connection.get()).transaction(['places', 'refused'], 'readwrite');
    // A request that fails rejects as well, and is the one that is heard.
    transaction.done.catch(() => undefined);
    return transaction;
  }
  const ofChain = (url: string, chain: string) =>
    IDBKeyRange.bound([url, chain, 0], [url, chain, Number.MAX_VALUE]);

  return {
    placeOf: async (url) => (await connection.get()).get('places', url),
    async pass(url, from, { chain, seq }, refusal) {
      const transaction = await writing();
      const places = transaction.objectStore('places');
      const place = await places.get(url);
      if (!isLost(place, from) && (place?.chain !== chain || place.seq < seq)) {
        const offeredAt = refusal?.at ?? place?.offeredAt;
        const offeredSeq = place?.chain === chain ? place.offeredSeq : undefined;
        const next = {
          chain,
          seq,
          failures: 0,
          nextAt: 0,
          ...(offeredAt !== undefined && { offeredAt }),
          ...(offeredSeq !== undefined && { offeredSeq }),
        };
        await places.put(next, url);
        if (refusal) await transaction.objectStore('refused').put(refusal.status, [url, chain, seq]);
      }
      await transaction.done;
    },
    async putOff(url, place) {
      const transaction = await writing();
      const places = transaction.objectStore('places');
      const there = await places.get(url);
      const isBehind = there?.chain === place.chain && there.seq > place.seq;
      if (!isBehind && !isLost(there, place)) await places.put(place, url);
      await transaction.done;
    },
    async refused(url, chain) {
      const { store, done } = (await connection.get()).transaction('refused');
      const range = ofChain(url, chain);
      const [keys, statuses] = await Promise.all([store.getAllKeys(range), store.getAll(range), done]);
      return keys.map(([, , seq], index) => ({ seq, status: statuses[index] ?? 0 }));
    },
    async clear(url, chain, seq) {
      await (await connection.get()).delete('refused', [url, chain, seq]);
    },
    close: () => connection.close(),
  };
}
