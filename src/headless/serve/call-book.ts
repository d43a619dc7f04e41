import type { Clock } from '../../app/ports.ts';
import { backoff } from '../../domain/backoff.ts';
import type { Job } from '../archive/job.ts';
import { pause } from '../patience.ts';
import type { Database, Queries } from '../store/database.ts';
import type { JobEngine } from './job-engine.ts';
import { writeCalls, type Step, type StoredCall } from './write-calls.ts';

export interface CallBookDeps {
  readonly database: Pick<Database, 'together'>;
  readonly engine: Pick<JobEngine, 'send'>;
  readonly clock: Pick<Clock, 'wall' | 'after'>;
  /** Who follows the calls that are written. */
  readonly worker: string;
  /** The database refuses, and why; `undefined` when everything is written. */
  tell(error: unknown): void;
}

/** What this process knows of live calls, written behind: in the order in which it came, and for as long as it takes. */
export interface CallBook {
  /** Takes a call a step further. What is stored may be further already: there the same step is taken once more. */
  change(conversationId: string, step: Step): void;
  /** It follows no call any more. When nothing waits to be written. */
  forget(): void;
  /** What is stored of live calls that this process follows from now on. */
  follow(live: readonly Job[]): void;
  /** Written when all that was changed before is written; the newest only. */
  note(write: (inside: Queries) => Promise<void>): void;
  /** Resolves when nothing waits to be written. */
  settled(): Promise<void>;
  /** Tries what is left once more; resolves when it is written, or refused. */
  close(): Promise<void>;
}

/** Of one transaction: after a long outage many calls wait. */
const AT_ONCE = 500;
const againMs = backoff(500, 5_000);

export function createCallBook({ database, engine, clock, worker, tell }: CallBookDeps): CallBook {
  /** Live calls as far as this process knows them. */
  const known = new Map<string, Job>();
  const waiting = new Map<string, readonly Step[]>();
  const closing = new AbortController();
  let noted: ((inside: Queries) => Promise<void>) | undefined;
  let writing: Promise<void> | undefined;

  function write(): void {
    // What is changed in the same task is written together.
    writing ??= Promise.resolve().then(writeAll);
  }

  async function writeAll(): Promise<void> {
    let refusals = 0;
    while (waiting.size > 0 || noted !== undefined) {
      const batch = new Map([...waiting].slice(0, AT_ONCE));
      const note = batch.size === waiting.size ? noted : undefined;
      try {
        written(batch, await store(batch, note));
        if (note === noted) noted = undefined;
        refusals = 0;
        tell(undefined);
      } catch (error) {
        tell(error);
        if (closing.signal.aborted) break;
        await pause(againMs(refusals), clock, closing.signal);
        refusals += 1;
      }
    }
    // In the task that found nothing more: what is changed from here on is written anew.
    writing = undefined;
  }

  const store = (batch: ReadonlyMap<string, readonly Step[]>, note: typeof noted) =>
    database.together(async (inside) => {
      const after =
        batch.size > 0
          ? await writeCalls(inside, engine, batch, clock.wall(), worker)
          : new Map<string, StoredCall>();
      await note?.(inside);
      return after;
    });

  function written(
    batch: ReadonlyMap<string, readonly Step[]>,
    after: ReadonlyMap<string, StoredCall>,
  ): void {
    for (const [id, { length }] of batch) {
      const left = (waiting.get(id) ?? []).slice(length);
      if (left.length === 0) waiting.delete(id);
      else waiting.set(id, left);
      const stored = after.get(id);
      const job = left.reduce((before, step) => step(before, false) ?? before, stored?.job);
      if (job?.phase === 'live') known.set(id, job);
      else known.delete(id);
    }
  }

  return {
    change(conversationId, step) {
      const next = step(known.get(conversationId), false);
      if (next === undefined) return;
      known.set(conversationId, next);
      waiting.set(conversationId, [...(waiting.get(conversationId) ?? []), step]);
      write();
    },
    forget: () => known.clear(),
    follow(live) {
      // Of one that it follows already it may know more.
      for (const job of live) if (!known.has(job.conversationId)) known.set(job.conversationId, job);
    },
    settled: async () => writing,
    note(run) {
      noted = run;
      write();
    },
    async close() {
      closing.abort();
      await writing;
      if (waiting.size === 0 && noted === undefined) return;
      write();
      await writing;
    },
  };
}
