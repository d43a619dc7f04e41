import type { Clock, Ids, Journal, Log } from '../app/ports.ts';
import { isOutcome, type AuditFacts } from '../domain/audit.ts';
import { failed, ok, type Result } from '../domain/result.ts';
import { mayTakeEffect } from '../domain/safe-lost.ts';
import { emptyChain, seal } from './chain.ts';
import { HEAD, journalConnection, type Database } from './database.ts';
import { endedMark } from './ended-mark.ts';
import { intentLines, type LineStorage } from './intents.ts';
import { knownPauseIn } from './known-pause.ts';
import { hasNoOutcome, openRequests, outcomeOf, wishOf, type Found } from './orphans.ts';
import { newestEntries, recentRequestIn } from './recent-request.ts';

export interface DurableJournal extends Required<Journal> {
  /** The page goes, now: whoever survives is told of its wishes that have no outcome yet. */
  leave(): void;
  /** The same for a page that lives on without watching: what it wished is anybody's to look after, its own included. */
  abandon(): void;
  close(): void;
}

export interface JournalOptions {
  readonly ids: Ids;
  readonly clock: Clock;
  readonly log: Log;
  readonly storage: () => LineStorage;
  /** One panel at a time, so that ten survivors do not all look what became of one wish. */
  readonly oneAtATime?: <T>(run: () => Promise<T>) => Promise<T>;
  /** What time it is for Genesys, epoch ms; `undefined` while nobody knows. */
  readonly platformNow?: () => number | undefined;
  /** There is something new in the database. */
  readonly appended?: (() => void) | undefined;
}

/**
 * A write that does not come back counts as refused. Long against a disk flush, short against a call; the line in local
 * storage stays, so nothing is lost by giving up.
 */
const PATIENCE_MS = 5_000;
/** What was asked for is told before the first read that can prove a pause is sent (`SETTLE_MS`), or from the lines alone. */
const TELL_WITHIN_MS = 800;

/** A wish ends within half of this, also when the platform is slow: its panel must be gone. */
const ENDED_MS = 60_000;

/** One transaction: the database serialises panels, so that there is one chain per storage partition without a gap. */
async function put(database: Database, facts: AuditFacts, ids: Ids): Promise<void> {
  const transaction = database.transaction(['entries', 'head'], 'readwrite', { durability: 'strict' });
  // Failing requests reject both their own promise and this one; the first of them is the one reported.
  transaction.done.catch(() => undefined);
  const entries = transaction.objectStore('entries');
  const heads = transaction.objectStore('head');
  if ((await entries.index('id').getKey(facts.id)) === undefined) {
    const head = await heads.get(HEAD);
    const entry = seal(facts, head ?? emptyChain(ids.next()));
    await entries.add(entry);
    await heads.put({ chain: entry.chain, seq: entry.seq, hash: entry.hash }, HEAD);
  }
  await transaction.done;
}

const inOrder = (lines: readonly AuditFacts[]): readonly AuditFacts[] =>
  lines.toSorted((a, b) => Date.parse(a.at) - Date.parse(b.at));

const nameOf = (error: unknown): string => (error instanceof Error ? error.name : 'unknown');

export function createJournal({
  ids,
  clock,
  log,
  storage,
  oneAtATime = (run) => run(),
  platformNow = () => undefined,
  appended = () => {},
}: JournalOptions): DurableJournal {
  const connection = journalConnection(log);
  const intents = intentLines(storage, log);
  const ended = endedMark(storage);
  /** Wishes of this page that have no outcome yet. */
  const open = new Set<string>();
  /** All that were wished since this page began to watch. */
  const own = new Set<string>();

  function keepTrack(facts: AuditFacts): void {
    // Not for what comes later: an answer to an abandoned wish does not take it back.
    if (facts.phase === 'requested') {
      own.add(wishOf(facts));
      open.add(wishOf(facts));
    } else if (isOutcome(facts)) open.delete(wishOf(facts));
  }

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

  const store = async <T>(
    what: string,
    work: (database: Database) => Promise<T>,
    withinMs = PATIENCE_MS,
  ): Promise<Result<T>> => {
    const attempt = run(work).then(ok, (error: unknown) => {
      log.note('journal-refused', { what, error: nameOf(error) });
      return failed({ kind: 'storage' });
    });
    let cancel = () => {};
    const tired = new Promise<Result<T>>((resolve) => {
      cancel = clock.after(withinMs, () => resolve(failed({ kind: 'storage' })));
    });
    const result = await Promise.race([attempt, tired]);
    cancel();
    return result;
  };

  const append = async (facts: AuditFacts): Promise<Result<void>> => {
    keepTrack(facts);
    if (facts.action === 'ended-while-paused') ended.set(facts.conversationId);
    const result = await store('append', async (database) => {
      // A page that was frozen for long has been taken for gone, and its wish has got its ending.
      const isLate = isOutcome(facts) && !(await hasNoOutcome(database, facts));
      if (!isLate) await put(database, facts, ids);
      intents.remove(facts.id);
    });
    // Local storage is the second place: the next start finds the line there and appends it.
    if (!result.ok) intents.write(facts);
    else appended();
    return result;
  };

  const moment = () => {
    const now = platformNow();
    return {
      at: new Date(clock.wall()).toISOString(),
      ...(now !== undefined && { platformAt: new Date(now).toISOString() }),
    };
  };

  const ageOf = ({ at }: AuditFacts) => Math.abs(clock.wall() - Date.parse(at));

  /** Makes the lines durable and answers the requests that nobody will see the end of. */
  const collect = async (
    database: Database,
    lines: readonly AuditFacts[],
  ): Promise<readonly AuditFacts[]> => {
    // All of them first: the outcome of a wish may itself be a line that the database refused at the time.
    for (const facts of lines) await put(database, facts, ids);
    const left = new Set(intents.left());
    // A line alone does not say that its page is gone: where the database refuses, those of living panels stay too.
    const isOrphan = (facts: AuditFacts) => left.has(wishOf(facts)) || ageOf(facts) >= ENDED_MS;
    const ended = new Set(intents.all().filter(isOutcome).map(wishOf));
    const requests = await openRequests(database);
    return requests.filter(
      (facts) => isOrphan(facts) && !open.has(wishOf(facts)) && !ended.has(wishOf(facts)),
    );
  };

  const adopt = async (olderThanMs: number, judge: (facts: AuditFacts) => Promise<Found>) => {
    // The outcome of what looks open may wait where it cannot be read now.
    if (!intents.isReadable()) return failed({ kind: 'storage' });
    const left = new Set(intents.left());
    // A line from the future was written before the wall clock was set back: it is no younger for that.
    const isDue = (facts: AuditFacts) => ageOf(facts) >= olderThanMs || left.has(wishOf(facts));
    // An outcome is never too young: without it the request that is taken along would look as if nobody had ended it.
    const lines = intents.all().filter((facts) => isDue(facts) || isOutcome(facts));
    const orphans = await store('adopt', (database) => collect(database, lines));
    if (!orphans.ok) return orphans;
    // Lines go last: whoever dies half-way leaves them to the next.
    for (const facts of orphans.value) {
      const outcome = outcomeOf(facts, await judge(facts), moment());
      // After a sleep the page of an old wish may live after all, and have ended it while we looked.
      const written = await store('adopt', async (database) => {
        if (await hasNoOutcome(database, facts)) await put(database, outcome, ids);
      });
      if (!written.ok) return written;
    }
    for (const facts of lines) intents.remove(facts.id);
    for (const wishId of left) intents.forget(wishId);
    appended();
    return orphans;
  };

  const leave = () => {
    for (const wishId of open) intents.leave(wishId);
  };

  return {
    intent(facts) {
      keepTrack(facts);
      return intents.write(facts);
    },
    append,
    adoptLeftOvers: (olderThanMs, judge = async () => 'unconfirmed') =>
      oneAtATime(() => adopt(olderThanMs, judge)),
    async recentRequest(conversationId, userId) {
      // A newer request may wait where nothing can be read.
      if (!intents.isReadable()) return failed({ kind: 'storage' });
      const asked = { conversationId, userId, isOwnPage: (wishId: string) => own.has(wishId) };
      // Lines first: one that goes meanwhile is an entry by then.
      const lines = intents.all();
      const among = (entries: readonly AuditFacts[]) =>
        recentRequestIn([...entries, ...lines], { ...asked, wall: clock.wall() });
      const pauseIn = (entries: readonly AuditFacts[]) =>
        knownPauseIn([...entries, ...inOrder(lines)], asked, clock.wall());
      let pause = pauseIn([]);
      const found = await store(
        'recent-request',
        async (database) => {
          const entries = await newestEntries(database);
          pause = pauseIn(entries);
          return among(entries);
        },
        TELL_WITHIN_MS,
      );
      const told = found.ok ? undefined : among([]);
      return told && mayTakeEffect(told) ? ok(told) : { ...found, pause };
    },
    leave,
    abandon() {
      leave();
      open.clear();
      own.clear();
    },
    close: () => connection.close(),
  };
}
