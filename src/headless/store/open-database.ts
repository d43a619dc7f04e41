import { StoreRefused, type Database } from './database.ts';
import { openEmbedded } from './embedded.ts';
import { migrate } from './migrate.ts';
import { openPostgres } from './postgres.ts';

/** A server by its address, or the embedded one in a home that the caller holds: as long as `isHeld` says so. */
export type DatabasePlace = { readonly url: string } | { readonly home: string; isHeld?(): boolean };

/**
 * Opens the store and brings its tables to what this build knows. Throws {@link StoreRefused} where it cannot be used, and
 * `DatabaseAway` where a server does not answer.
 */
export async function openDatabase(place: DatabasePlace): Promise<Database> {
  const database =
    'url' in place ? await openPostgres(place.url) : await openEmbedded(place.home, place.isHeld);
  try {
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
