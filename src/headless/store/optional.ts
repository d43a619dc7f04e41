import { StoreRefused } from './database.ts';

/** What only the service needs, with the versions that it is tested with (`package.json`). */
export const SERVICE_PACKAGES = ['pg-boss@10.4.2', '@electric-sql/pglite@0.5.17', 'pg@8.23.1'] as const;

/**
 * Loads a package that only the service needs: whoever installs the command does not get it. Throws {@link StoreRefused} with
 * the command that installs it.
 */
export async function optional<T>(load: () => Promise<T>): Promise<T> {
  try {
    return await load();
  } catch (error) {
    if ((error as { readonly code?: unknown }).code !== 'ERR_MODULE_NOT_FOUND') throw error;
    throw new StoreRefused(
      `The service keeps what it learns in a database, and the packages for that are not installed. Install them beside this command: npm install --save-exact ${SERVICE_PACKAGES.join(' ')}`,
      { cause: error },
    );
  }
}
