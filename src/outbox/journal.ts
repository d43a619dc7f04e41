import type { Clock, Ids, Journal, Log } from '../app/ports.ts';
import type { AuditEntry, AuditFacts, Phase } from '../domain/audit.ts';
import { failureCode } from '../domain/failure.ts';
import { failed, ok, type Result } from '../domain/result.ts';
import { canonicalJson, emptyChain, seal, sha256Hex } from './chain.ts';
import { connectionTo, DATABASE, type Database } from './database.ts';
import { intentLines, type LineStorage } from './intents.ts';

export interface DurableJournal extends Journal {
  /** All entries in order as JSON Lines (canonical JSON, one per line, newline at the end). */
  exportEntries(): Promise<Result<string>>;
  close(): void;
}

export interface JournalOptions {
  readonly ids: Ids;
  readonly clock: Clock;
  readonly log: Log;
  readonly storage: () => LineStorage;
}

/** The key of the only record in the store `head`. */
const HEAD = 'head';

/**
 * A write that does not come back counts as refused. Long against a disk flush, short against a call; the line in local
 * storage stays, so nothing is lost by giving up.
 */
const PATIENCE_MS = 5_000;

const OUTCOMES: ReadonlySet<Phase> = new Set(['confirmed', 'unconfirmed', 'failed', 'superseded']);

/** The same id on whichever panel adopts, so that two adopting at once write one entry. A UUID of version 8 (RFC 9562). */
function adoptedId(id: string): string {
  const hex = sha256Hex(`${id}.adopted`);
  const variant = ((Number.parseInt(hex.slice(16, 17), 16) & 0x3) | 0x8).toString(16);
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `8${hex.slice(13, 16)}`,
    variant + hex.slice(17, 20),
    hex.slice(20, 32),
  ].join('-');
}

/** Nobody saw how the wish ended: its panel was gone. */
function outcomeUnknown(facts: AuditFacts, wall: number): AuditFacts {
  const { latencyMs: _latency, correlationId: _correlation, ...wish } = facts;
  return {
    ...wish,
    id: adoptedId(facts.id),
    at: new Date(wall).toISOString(),
    phase: 'unconfirmed',
    failure: failureCode({ kind: 'unknown-outcome' }),
  };
}

/** One transaction: the database serialises panels, so that there is one chain per storage partition without a gap. */
async function put(database: Database, facts: AuditFacts, ids: Ids): Promise<void> {
  const transaction = database.transaction(['entries', 'head'], 'readwrite', { durability: 'strict' });
  // Failing requests reject both their own promise and `done`; the first of them is the one reported.
  transaction.done.catch(() => undefined);
  const entries = transaction.objectStore('entries');
  const heads = transaction.objectStore('head');
  if ((await entries.index('id').getKey(facts.id)) === undefined) {
    const entry = seal(facts, (await heads.get(HEAD)) ?? emptyChain(ids.next()));
    await entries.add(entry);
    await heads.put({ chain: entry.chain, seq: entry.seq, hash: entry.hash }, HEAD);
  }
  await transaction.done;
}

const nameOf = (error: unknown): string => (error instanceof Error ? error.name : 'unknown');

export function createJournal({ ids, clock, log, storage }: JournalOptions): DurableJournal {
  const connection = connectionTo(DATABASE, log);
  const intents = intentLines(storage, log);

  /** Runs on the database, and once more on a new connection when the one at hand turns out to be dead. */
  const run = async <T>(work: (database: Database) => Promise<T>): Promise<T> => {
    const database = await connection.get();
    try {
      return await work(database);
    } catch (error) {
      log.note('journal-retry', { error: nameOf(error) });
      connection.discard(database);
      return await work(await connection.get());
    }
  };

  const store = async <T>(what: string, work: (database: Database) => Promise<T>): Promise<Result<T>> => {
    const attempt = run(work).then(ok, (error: unknown) => {
      log.note('journal-refused', { what, error: nameOf(error) });
      return failed({ kind: 'storage' });
    });
    let cancel = () => {};
    const tired = new Promise<Result<T>>((resolve) => {
      cancel = clock.after(PATIENCE_MS, () => resolve(failed({ kind: 'storage' })));
    });
    const result = await Promise.race([attempt, tired]);
    cancel();
    return result;
  };

  const append = async (facts: AuditFacts): Promise<Result<void>> => {
    const result = await store('append', async (database) => {
      await put(database, facts, ids);
      intents.remove(facts.id);
    });
    // Local storage is the second place: the next start finds the line there and appends it.
    if (!result.ok) intents.write(facts);
    return result;
  };

  const hasOutcome = async (database: Database, facts: AuditFacts): Promise<boolean> => {
    const known = await database.getAllFromIndex('entries', 'wishId', facts.wishId ?? facts.id);
    return known.some((entry) => OUTCOMES.has(entry.phase));
  };

  /** Answers the requests whose outcome is unknown. Lines go last: whoever dies half-way leaves them to the next. */
  const adopt = async (database: Database, lines: readonly AuditFacts[]): Promise<readonly AuditFacts[]> => {
    // All of them first: the outcome of a wish may itself be a line that the database refused at the time.
    for (const facts of lines) await put(database, facts, ids);
    const adopted: AuditFacts[] = [];
    for (const facts of lines.filter(({ phase }) => phase === 'requested')) {
      if (await hasOutcome(database, facts)) continue;
      await put(database, outcomeUnknown(facts, clock.wall()), ids);
      adopted.push(facts);
    }
    for (const { id } of lines) intents.remove(id);
    return adopted;
  };

  return {
    intent: (facts) => intents.write(facts),
    append,
    adoptLeftOvers(olderThanMs) {
      // A line from the future was written before the wall clock was set back: it is no younger for that.
      const lines = intents.all().filter(({ at }) => Math.abs(clock.wall() - Date.parse(at)) >= olderThanMs);
      if (lines.length === 0) return Promise.resolve(ok([]));
      return store('adopt', (database) => adopt(database, lines));
    },
    exportEntries: () =>
      store('export', async (database) => {
        const entries: AuditEntry[] = await database.getAll('entries');
        return entries.map((entry) => `${canonicalJson(entry)}\n`).join('');
      }),
    close: () => connection.close(),
  };
}
