import { StoreRefused, type Database } from './database.ts';
import { MIGRATIONS } from './migrations.ts';

/** Of the lock that one process holds while it changes tables; any number, as long as it is the same everywhere. */
const LOCK = 721_934_055;

/**
 * Brings the tables to what this build knows: forwards only, one process at a time, each step whole or not at all. Throws
 * {@link StoreRefused} where a newer build has already gone further.
 */
export const migrate = (database: Database): Promise<void> =>
  database.together(async (inside) => {
    // Another process may be at it, for as long as its tables take.
    await inside.query('set local lock_timeout to 0');
    await inside.query('select pg_advisory_xact_lock($1)', [LOCK]);
    await inside.query(
      'create schema if not exists recording_control; ' +
        'create table if not exists recording_control.migration ' +
        '(version integer primary key, at timestamptz not null default now())',
    );
    const [row] = await inside.query<{ version: number | null }>(
      'select max(version) as version from recording_control.migration',
    );
    const version = row?.version ?? 0;
    if (version > MIGRATIONS.length)
      throw new StoreRefused(
        `The database was written by a newer build of this service (its tables are at ${version}, this build knows ${MIGRATIONS.length}). Run that build, or restore a backup of before the upgrade.`,
      );
    for (const [at, sql] of MIGRATIONS.entries()) {
      if (at < version) continue;
      await inside.query(sql);
      await inside.query('insert into recording_control.migration (version) values ($1)', [at + 1]);
    }
  });
