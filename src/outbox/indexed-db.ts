/**
 * Promises over IndexedDB, as far as the journal needs them. A promise of a request settles within the transaction, so
 * that the next request can follow in the same one; nothing else may be awaited in between.
 */

/** The answer of one request; rejects with what the browser says. */
export function answerOf<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.addEventListener('success', () => resolve(request.result));
    request.addEventListener('error', () => reject(asError(request.error)));
  });
}

/** Settles when all of the transaction is stored, as durably as it asked for, or none of it. */
export function doneOf(transaction: IDBTransaction): Promise<void> {
  return new Promise((resolve, reject) => {
    transaction.addEventListener('complete', () => resolve());
    const fail = () => reject(asError(transaction.error));
    transaction.addEventListener('error', fail);
    transaction.addEventListener('abort', fail);
  });
}

export interface OpenCallbacks {
  upgrade?(database: IDBDatabase, from: number): void;
  /** Another connection of an older version holds on. */
  blocked(): void;
  /** A newer version waits for this connection to close. */
  blocking(database: IDBDatabase): void;
  /** The browser has ended the connection. */
  terminated(): void;
}

/** Opens a database; without a version, the one that is there. */
export async function openDatabase(
  name: string,
  version: number | undefined,
  on: OpenCallbacks,
): Promise<IDBDatabase> {
  const request = indexedDB.open(name, version);
  request.addEventListener('upgradeneeded', (event) => on.upgrade?.(request.result, event.oldVersion));
  request.addEventListener('blocked', () => on.blocked());
  const database = await answerOf(request);
  database.addEventListener('versionchange', () => on.blocking(database));
  database.addEventListener('close', () => on.terminated());
  return database;
}

const asError = (error: DOMException | null): DOMException =>
  error ?? new DOMException('The transaction was aborted.', 'AbortError');
