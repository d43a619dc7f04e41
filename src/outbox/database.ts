import { openDB, type DBSchema, type IDBPDatabase } from 'idb';
import type { Log } from '../app/ports.ts';
import type { AuditEntry } from '../domain/audit.ts';
import type { Head } from './chain.ts';

export const DATABASE = 'rc1';
const VERSION = 1;

interface Schema extends DBSchema {
  /** Under `[chain, seq]`. The index `id` is unique, so that writing the same fact again finds it there. */
  entries: { key: [string, number]; value: AuditEntry; indexes: { id: string; wishId: string } };
  /** One record: where the chain of this partition ends. */
  head: { key: string; value: Head };
}

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
export interface Connection {
  /** Rejects with what the browser says when storage is refused. */
  get(): Promise<Database>;
  /** This database turned out to be dead: the next `get` opens another. */
  discard(database: Database): void;
  close(): void;
}

export function connectionTo(name: string, log: Log): Connection {
  let open: Promise<Database> | undefined;
  let current: Database | undefined;

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

  const connect = async (): Promise<Database> => {
    try {
      return await openDB<Schema>(name, VERSION, { ...callbacks, upgrade: migrate });
    } catch (error) {
      // A newer build has upgraded the database while this panel lives. Upgrades only add, so its stores still serve.
      if (error instanceof Error && error.name === 'VersionError') {
        return await openDB<Schema>(name, undefined, callbacks);
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
