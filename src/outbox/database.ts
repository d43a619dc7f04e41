import { openDB, type DBSchema, type IDBPDatabase } from 'idb';
import type { Log } from '../app/ports.ts';
import type { AuditEntry } from '../domain/audit.ts';
import type { Head } from './chain.ts';

const DATABASE = 'rc1';
/** A step up takes every panel that is open; what can be kept elsewhere is (`sent.ts`). */
const VERSION = 1;

interface Schema extends DBSchema {
  /** Under `[chain, seq]`. The index `id` is unique, so that writing the same fact again finds it there. */
  entries: { key: [string, number]; value: AuditEntry; indexes: { id: string; wishId: string } };
  /** Under `HEAD`: where the chain of this partition ends. Under `CHECKPOINT`: where what is here of it begins. */
  head: { key: string; value: Head };
}

export const HEAD = 'head';
/** Beside it: the last of the entries that were taken away because they were old. */
export const CHECKPOINT = 'checkpoint';

export type Database = IDBPDatabase<Schema>;

/** Each step adds to the step before; none deletes or rewrites what is there. */
function migrate(database: Database, from: number): void {
  if (from < 1) {
    const entries = database.createObjectStore('entries', { keyPath: ['chain', 'seq'] });
    entries.createIndex('id', 'id', { unique: true });
    entries.createIndex('wishId', 'wishId');
    database.createObjectStore('head');
  }
}

/** The entries, to read. Whoever reads hears of a failure from the request; the transaction as such is awaited by nobody. */
export function readEntries(database: Database) {
  const { done, store } = database.transaction('entries');
  done.catch(() => undefined);
  return store;
}

/** A connection that is opened when needed and again whenever it was lost. */
export interface Connection<S extends DBSchema = Schema> {
  /** Rejects with what the browser says when storage is refused. */
  get(): Promise<IDBPDatabase<S>>;
  /** This database turned out to be dead: the next `get` opens another. */
  discard(database: IDBPDatabase<S>): void;
  close(): void;
}

export const journalConnection = (log: Log): Connection => connectionTo(DATABASE, VERSION, migrate, log);

export function connectionTo<S extends DBSchema>(
  name: string,
  version: number,
  upgrade: (database: IDBPDatabase<S>, from: number) => void,
  log: Log,
): Connection<S> {
  let open: Promise<IDBPDatabase<S>> | undefined;
  let current: IDBPDatabase<S> | undefined;

  const forget = (why: string) => {
    log.note('journal-connection-closed', { why });
    open = undefined;
    current = undefined;
  };

  const callbacks = {
    blocked: () => log.note('journal-upgrade-waits'),
    // A newer build in a sibling frame wants to upgrade. Holding on would leave it without a journal.
    blocking: (_from: number, _to: number | null, event: IDBVersionChangeEvent) => {
      (event.target as IDBDatabase).close();
      forget('upgrade');
    },
    terminated: () => forget('terminated'),
  };

  const connect = async (): Promise<IDBPDatabase<S>> => {
    try {
      return await openDB<S>(name, version, { ...callbacks, upgrade });
    } catch (error) {
      // A newer build has upgraded the database while this panel lives. Upgrades only add, so its stores still serve.
      if (error instanceof Error && error.name === 'VersionError') {
        return await openDB<S>(name, undefined, callbacks);
      }
      throw error;
    }
  };

  return {
    get() {
      if (open) return open;
      const attempt = connect();
      open = attempt;
      attempt.then(
        (database) => {
          if (open === attempt) current = database;
          else database.close();
        },
        () => {
          if (open === attempt) open = undefined;
        },
      );
      return attempt;
    },
    discard(database) {
      database.close();
      if (database === current) forget('discarded');
    },
    close() {
      current?.close();
      forget('closed');
    },
  };
}
