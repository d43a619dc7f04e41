import { HomeRefused } from '../home/hold-home.ts';
import { borrowStore, type StorePlace } from '../store/borrow-store.ts';
import { DatabaseAway, NoStore, StoreRefused, type Database } from '../store/database.ts';
import { askServe, NobodyServes, ServeRefused } from './ask-serve.ts';
import { deskOfHome } from './desk-of-home.ts';
import type { IncidentDesk } from './incident-desk.ts';
import { readServeFile } from './serve-file.ts';

export interface DeskPlace extends StorePlace {
  readonly fetch: typeof fetch;
  readonly signal: AbortSignal;
  readonly retentionDays: number;
  waiting(why: string): void;
}

/** `refused`: why, for people; `isEmpty` where the database of a server answers and holds no store. */
export type AtDesk<T> =
  | { readonly kind: 'done'; readonly value: T }
  | { readonly kind: 'refused'; readonly why: string; readonly isEmpty?: true }
  | { readonly kind: 'interrupted' };

const refused = (why: string): AtDesk<never> => ({ kind: 'refused', why });

/**
 * Does something at the desk of a store: of a server directly, of the embedded one in this process while nobody else holds the
 * home, else of the `serve` that holds it.
 */
export const withDesk = <T>(place: DeskPlace, use: (desk: IncidentDesk) => Promise<T>): Promise<AtDesk<T>> =>
  inWords(
    async () =>
      (place.url === undefined ? await atServe(place, use) : undefined) ??
      (await atStore(place, async (database) => use(await deskOf(place, database)))),
  );

/** The same with the store itself, where it can be opened here. */
export const withStore = <T>(place: DeskPlace, use: (database: Database) => Promise<T>): Promise<AtDesk<T>> =>
  inWords(() => atStore(place, use));

async function inWords<T>(work: () => Promise<AtDesk<T>>): Promise<AtDesk<T>> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof DatabaseAway) return refused('The database does not answer. Ask again in a moment.');
    if (error instanceof NoStore) return { kind: 'refused', why: error.message, isEmpty: true };
    const isTold = [StoreRefused, ServeRefused, HomeRefused].some((kind) => error instanceof kind);
    if (isTold) return refused((error as Error).message);
    throw error;
  }
}

async function atServe<T>(
  { home, fetch: send }: DeskPlace,
  use: (desk: IncidentDesk) => Promise<T>,
): Promise<AtDesk<T> | undefined> {
  const address = readServeFile(home);
  if (address === undefined) return undefined;
  try {
    return { kind: 'done', value: await use(askServe(address, send)) };
  } catch (error) {
    if (error instanceof NobodyServes) return undefined;
    throw error;
  }
}

async function atStore<T>(place: DeskPlace, use: (database: Database) => Promise<T>): Promise<AtDesk<T>> {
  const { home } = place;
  const borrowed = await borrowStore(place, place.signal, place.waiting);
  switch (borrowed.kind) {
    case 'none':
      return refused(
        `There is no store in the home ${home}: \`serve\` makes it when it first runs. Of a database server give the address (--database, or DATABASE_URL).`,
      );
    case 'held':
      return refused(
        `The home ${home} is used by a process that keeps no incidents or does not answer yet, such as a \`watch\`. Ask again in a moment, or end it.`,
      );
    case 'interrupted':
      return borrowed;
    case 'open':
      try {
        return { kind: 'done', value: await use(borrowed.database) };
      } finally {
        await borrowed.close();
      }
  }
}

const deskOf = ({ home, url, signal, retentionDays }: DeskPlace, database: Database): Promise<IncidentDesk> =>
  deskOfHome({
    home,
    database,
    ids: { next: () => crypto.randomUUID() },
    wall: () => Date.now(),
    about: { app: __APP_VERSION__ },
    isOnly: url === undefined,
    retentionDays,
    signal,
  });
