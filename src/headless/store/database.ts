/** What any number of statements see and change. */
export interface Queries {
  /**
   * One statement, `$1` for each value: rows as objects, `jsonb` as its value, `timestamptz` as a Date, numbers as numbers. Without
   * values it may be several statements, and the rows of all of them.
   *
   * Throws what the database answers, and {@link DatabaseAway} where it cannot be asked: then nobody knows whether it was done.
   */
  query<Row extends object = Record<string, unknown>>(
    sql: string,
    values?: readonly unknown[],
  ): Promise<readonly Row[]>;
}

/** The store of the service: PostgreSQL, whichever way it runs. */
export interface Database extends Queries {
  /** All of it or nothing. Others see it when it is over. Two never run at once in one process, whoever calls. */
  together<T>(work: (inside: Queries) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

/** The database is not there: it is restarted, unreachable, or closed our connection. It may be back in a moment. */
export class DatabaseAway extends Error {}

/** This store cannot be used, and waiting does not help: why, for people. */
export class StoreRefused extends Error {}

/** The database answers, and nobody has made a store in it. */
export class NoStore extends StoreRefused {}
