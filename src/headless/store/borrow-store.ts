import { existsSync } from 'node:fs';
import { createClock } from '../../platform/clock.ts';
import { HomeHeld, holdHome } from '../home/hold-home.ts';
import type { Database } from './database.ts';
import { embeddedFolder } from './embedded.ts';
import { openDatabase } from './open-database.ts';
import { checkOrganization } from './store-organization.ts';

export interface StorePlace {
  readonly home: string;
  /** Of a database server; absent: the embedded store of the home. */
  readonly url?: string;
}

export type Borrowed =
  | { readonly kind: 'open'; readonly database: Database; close(): Promise<void> }
  /** No service has ever run in this home. */
  | { readonly kind: 'none' }
  /** Another process has the home, and so its store. */
  | { readonly kind: 'held' }
  | { readonly kind: 'interrupted' };

/**
 * Opens the store for one command. The embedded one is open in one process only, so that the home is held meanwhile. Throws what
 * `openDatabase` throws, and `HomeRefused`.
 */
export async function borrowStore(
  { home, url }: StorePlace,
  signal: AbortSignal,
  waiting: (why: string) => void,
): Promise<Borrowed> {
  if (url !== undefined) {
    const database = await openDatabase({ url }, { onlyExisting: true });
    await checkOrganization(database, home).catch(async (error: unknown) => {
      await database.close();
      throw error;
    });
    return { kind: 'open', database, close: () => database.close() };
  }
  if (!existsSync(embeddedFolder(home))) return { kind: 'none' };
  try {
    const hold = await holdHome({
      home,
      clock: createClock(),
      signal,
      isBrief: true,
      hasStore: true,
      prepare: () => {},
      waiting: (why) => why !== undefined && waiting(why),
      lost: () => {},
    });
    if (hold === undefined) return { kind: 'interrupted' };
    const database = await openDatabase({ home, isHeld: hold.isHeld }, { onlyExisting: true }).catch(
      (error: unknown) => {
        hold.release();
        throw error;
      },
    );
    return {
      kind: 'open',
      database,
      async close() {
        await database.close();
        hold.release();
      },
    };
  } catch (error) {
    if (error instanceof HomeHeld) return { kind: 'held' };
    throw error;
  }
}
