import type { Clock } from '../../app/ports.ts';
import { HomeRefused } from '../home/hold-home.ts';
import { NotOurs } from '../home/files.ts';
import type { IncidentDesk } from '../incidents/incident-desk.ts';
import { pause } from '../patience.ts';
import { StoreRefused, type Database } from '../store/database.ts';
import { openJobs } from '../store/jobs.ts';
import { storeIdOf } from '../store/store-id.ts';
import { openDatabase, type DatabasePlace } from '../store/open-database.ts';
import { forgetWorkers } from './queue-leases.ts';
import { createJobEngine, type JobEngine } from './job-engine.ts';

export interface Store {
  readonly database: Database;
  readonly engine: JobEngine;
  readonly storeId: string;
  readonly desk: IncidentDesk;
  close(): Promise<void>;
}

export interface OpenStoreDeps {
  readonly clock: Pick<Clock, 'after'>;
  readonly signal?: AbortSignal | undefined;
  /** The database cannot be used, and why; `undefined` when it can. */
  tell(error: unknown): void;
  /** What is done with it before anything else. */
  prepare(database: Database, engine: JobEngine): Promise<void>;
  openDesk(database: Database): Promise<IncidentDesk>;
  /** What goes wrong in the upkeep of the jobs, which is tried again by itself. */
  jobsFailed(error: Error): void;
}

const AGAIN_MS = 5_000;

/**
 * Database and job engine. One that is away is waited for; nothing when the signal ended the waiting. Throws {@link StoreRefused}
 * or {@link HomeRefused} where waiting does not help.
 */
export async function openStore(place: DatabasePlace, deps: OpenStoreDeps): Promise<Store | undefined> {
  for (;;) {
    if (deps.signal?.aborted) return undefined;
    try {
      const store = await openOnce(place, deps);
      deps.tell(undefined);
      return store;
    } catch (error) {
      if (error instanceof StoreRefused) throw error;
      if (error instanceof NotOurs) throw new HomeRefused(error.message);
      deps.tell(error);
      await pause(AGAIN_MS, deps.clock, deps.signal);
    }
  }
}

async function openOnce(
  place: DatabasePlace,
  { jobsFailed, openDesk, prepare }: OpenStoreDeps,
): Promise<Store> {
  const database = await openDatabase(place);
  try {
    const boss = await openJobs(database, jobsFailed);
    const engine = await createJobEngine(boss, database);
    // Whoever holds the home is alone on it: what was under way is nobody's any more.
    if ('home' in place) {
      await engine.giveBackLeft();
      await forgetWorkers(database);
    }
    await prepare(database, engine);
    return {
      database,
      engine,
      storeId: await storeIdOf(database),
      desk: await openDesk(database),
      async close() {
        await engine.close();
        await database.close();
      },
    };
  } catch (error) {
    await database.close();
    throw error;
  }
}

/** Why the database cannot be used, for people. */
export const storeSentence = (error: unknown): string =>
  `The database cannot be used (${error instanceof Error ? error.message : String(error)}). What is to be stored is kept, and tried again.`;
