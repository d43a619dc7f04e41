import type { Clock, Journal } from '../../app/ports.ts';
import { QUEUES_OF_A_CHANNEL } from '../../genesys/feed/call-feed.ts';
import { pause } from '../patience.ts';
import type { FirstLook } from '../archive/first-look.ts';
import type { Database } from '../store/database.ts';
import type { WatchEvent } from '../watch/watch-event.ts';
import type { WatchDeps, Watcher } from '../watch/watcher.ts';
import type { CallBook } from './call-book.ts';
import { takeLeftCalls, takeLiveCalls } from './live-calls.ts';
import { createMissingQueues } from './missing-queues.ts';
import { giveBackLeases, leaveStore, renewLeases } from './queue-leases.ts';
import { createStoredAlive, readHeardUntil } from './stored-alive.ts';
import { createStoredArchivist, takeUp } from './stored-archivist.ts';

export type WatchedWith = Pick<WatchDeps, 'queueIds' | 'archivist' | 'alive' | 'tell'> & {
  readonly journal: Journal;
};

export interface WatchShareDeps {
  readonly database: Database;
  readonly book: CallBook;
  readonly journal: Journal;
  readonly clock: Pick<Clock, 'wall' | 'after'>;
  readonly firstLook: Pick<FirstLook, 'afterMs'>;
  /** The same as long as the home is the same. */
  readonly worker: string;
  /** All that this process would watch if it were alone. */
  readonly wanted: readonly string[];
  startWatch(given: WatchedWith): Watcher;
  tell(event: WatchEvent): void;
  /** The database refuses, and why; `undefined` when it does not. */
  tellStore(error: unknown): void;
}

export interface WatchShare {
  /** The channel is open, or others watch all there is. */
  readonly isHearing: boolean;
  readonly channelUp: boolean;
  readonly conversations: number;
  /** Nothing is watched any more when it returns; resolves when others may take it. `written`: resolves when all that was seen is. */
  close(written: () => Promise<void>): Promise<void>;
}

const RENEW_EVERY_MS = 5_000;

const isSame = (one: ReadonlySet<string>, other: ReadonlySet<string>): boolean =>
  one.size === other.size && [...one].every((each) => other.has(each));

/** Watches this worker's share of the queues, and another share when workers come and go. */
export function watchShare(deps: WatchShareDeps): WatchShare {
  const { database, book, clock, worker, wanted } = deps;
  const closing = new AbortController();
  let watcher: Watcher | undefined;
  /** Absent until it is known, and while it changes. */
  let watched: ReadonlySet<string> | undefined;
  let leftOut = '';
  const nameMissing = createMissingQueues(database, deps.tell);

  async function renew(): Promise<void> {
    const leases = await database.together((inside) =>
      renewLeases(inside, worker, wanted, QUEUES_OF_A_CHANNEL),
    );
    deps.tellStore(undefined);
    sayLeftOut(leases.leftOut);
    if (watched === undefined || !isSame(watched, leases.mine)) await change(leases.mine);
    if (leases.surplus.size > 0) await giveBackLeases(database, worker, leases.surplus);
    await takeLeft();
    await nameMissing();
  }

  /** What was seen of the queues of before is stored before anybody else takes them. */
  async function change(mine: ReadonlySet<string>): Promise<void> {
    watched = undefined;
    watcher?.close();
    watcher = undefined;
    await book.settled();
    const queueIds = wanted.filter((id) => mine.has(id));
    const left = await takeLiveCalls(database, worker, queueIds);
    const noted = await readHeardUntil(database, worker);
    if (closing.signal.aborted) return;
    book.forget();
    book.follow(left);
    watched = mine;
    if (queueIds.length === 0) return;
    watcher = deps.startWatch({
      queueIds,
      archivist: createStoredArchivist({ book, left, clock, firstLook: deps.firstLook }),
      alive: createStoredAlive(noted, book, () => clock.wall()),
      journal: deps.journal,
      tell: deps.tell,
    });
  }

  /** Of a worker that is dead, whose queue nobody else would watch: such a call is looked at until it is over. */
  async function takeLeft(): Promise<void> {
    if (watcher === undefined) return;
    const left = await takeLeftCalls(database, worker, [...(watched ?? [])]);
    if (closing.signal.aborted) return;
    book.follow(left);
    watcher.follow(takeUp(book, left));
  }

  function sayLeftOut(queueIds: readonly string[]): void {
    if (queueIds.length > 0 && queueIds.join() !== leftOut)
      deps.tell({ kind: 'too-many-queues', queueIds, limit: QUEUES_OF_A_CHANNEL });
    leftOut = queueIds.join();
  }

  async function keep(): Promise<void> {
    while (!closing.signal.aborted) {
      await renew().catch((error: unknown) => deps.tellStore(error));
      await pause(RENEW_EVERY_MS, clock, closing.signal);
    }
  }

  const keeping = keep();
  return {
    get isHearing() {
      return watcher?.channelUp ?? watched?.size === 0;
    },
    get channelUp() {
      return watcher?.channelUp ?? false;
    },
    get conversations() {
      return watcher?.conversations ?? 0;
    },
    async close(written) {
      watcher?.close();
      closing.abort();
      await written();
      await keeping;
      // What cannot be said now is understood when this worker is silent.
      await leaveStore(database, worker).catch(() => undefined);
    },
  };
}
