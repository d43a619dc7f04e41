import { join } from 'node:path';
import { readOwnFile, replaceFile } from '../home/files.ts';
import { StoreRefused, type Queries } from './database.ts';

const APART = 'Give each organisation a database of its own (--database, or DATABASE_URL).';

/** The store is of this organisation from now on. Throws {@link StoreRefused} where it is another's, and changes nothing. */
export async function claimStore(queries: Queries, organizationId: string): Promise<void> {
  const [row] = await queries.query<{ readonly organization_id: string }>(
    `update recording_control.store set organization_id = coalesce(organization_id, $1) returning organization_id`,
    [organizationId],
  );
  if (row?.organization_id === organizationId) return;
  throw new StoreRefused(
    `The database is that of another organisation of Genesys: it was first used for ${row?.organization_id}, and this client is of ${organizationId}. ${APART}`,
  );
}

/** Throws {@link StoreRefused} where home and store are known to be of two organisations. */
export async function checkOrganization(queries: Queries, home: string): Promise<void> {
  const ofHome = organizationOf(home);
  if (ofHome === undefined) return;
  const [row] = await queries.query<{ readonly organization_id: string | null }>(
    'select organization_id from recording_control.store',
  );
  const ofStore = row?.organization_id ?? ofHome;
  if (ofStore !== ofHome)
    throw new StoreRefused(
      `The database is that of the organisation ${ofStore} of Genesys, and the home ${home} is that of ${ofHome}. ${APART}`,
    );
}

const fileIn = (home: string): string => join(home, 'organization');

/** The organisation for which `serve` ran in this home last; `undefined`: none is known. */
function organizationOf(home: string): string | undefined {
  try {
    return readOwnFile(fileIn(home))?.trim() || undefined;
  } catch {
    return undefined;
  }
}

export const noteOrganization = (home: string, organizationId: string): void => {
  if (organizationOf(home) !== organizationId) replaceFile(fileIn(home), organizationId);
};
