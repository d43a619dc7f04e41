import { NoStore, StoreRefused, type Database, type Queries } from './database.ts';
import { openEmbedded } from './embedded.ts';
import { migrate } from './migrate.ts';
import { openPostgres } from './postgres.ts';

/** A server by its address, or the embedded one in a home that the caller holds: as long as `isHeld` says so. */
export type DatabasePlace = { readonly url: string } | { readonly home: string; isHeld?(): boolean };

export interface OpenOptions {
  /** Where there is none, none is made: the address may be another program's. */
  readonly onlyExisting?: true;
}

/**
 * Opens the store and brings its tables to what this build knows. Throws {@link StoreRefused} where it cannot be used, and
 * `DatabaseAway` where a server does not answer.
 */
export async function openDatabase(
  place: DatabasePlace,
  { onlyExisting }: OpenOptions = {},
): Promise<Database> {
  const database =
    'url' in place ? await openPostgres(place.url) : await openEmbedded(place.home, place.isHeld);
  try {
    if (onlyExisting) await checkStore(database);
    await migrate(database);
    return database;
  } catch (error) {
    await database.close();
    const { code } = error as { readonly code?: string };
    // What else a server answers to the first statements: wrong password, no such database, no right to make tables.
    if (code !== undefined && /^(28|3D|42501)/.test(code))
      throw new StoreRefused(`The database refuses: ${(error as Error).message}.`, { cause: error });
    throw error;
  }
}

async function checkStore(queries: Queries): Promise<void> {
  const [row] = await queries.query<{ readonly is_there: boolean }>(
    "select to_regclass('recording_control.migration') is not null as is_there",
  );
  if (!row?.is_there)
    throw new NoStore(
      'There is no store of the service in this database: `serve` makes it when it first runs. Nothing was made there; look at the address.',
    );
}
