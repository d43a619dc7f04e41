import type PgBoss from 'pg-boss';
import type { Database, Queries } from '../store/database.ts';
import { JOBS_SCHEMA, statementsOf } from '../store/jobs.ts';
import { JOB_QUEUES, type JobQueue, type NewJob } from './jobs-of-calls.ts';

export interface HandedJob {
  readonly id: string;
  readonly data: object;
}

/** What the service asks of the job engine. */
export interface JobEngine {
  /** In the transaction of what they follow from. One that waits under the same key already stays as it is. */
  send(inside: Queries, jobs: readonly NewJob[]): Promise<void>;
  /** What is due: to be worked on by this process, until it is done or this process is silent about it. */
  take(queue: JobQueue, most: number): Promise<readonly HandedJob[]>;
  /** It is still worked on. */
  keep(queue: JobQueue, ids: readonly string[]): Promise<void>;
  /** In the transaction of what it has done. False: it was given to another process, because this one was silent. */
  done(inside: Queries, queue: JobQueue, id: string): Promise<boolean>;
  /** It is to be done again, soon. */
  giveBack(queue: JobQueue, ids: readonly string[]): Promise<void>;
  /** Those that a process has left that lives no more: nobody else works on this store. */
  giveBackLeft(): Promise<void>;
  /** How many wait or are worked on. */
  size(queue: JobQueue): Promise<number>;
  close(): Promise<void>;
}

/** A job of which nothing was heard for so long is given to another process. */
const SILENT_SECONDS = 20;
/** A mistake of ours is tried again ever more rarely, and never given up. */
const RETRIES = { retryLimit: 1_000_000, retryDelay: 5, retryBackoff: true };
/** Never thrown away undone: the engine would do so after two weeks, and a receiver or a service may be away for longer. */
const KEPT_UNTIL = '2999-01-01T00:00:00Z';

export async function createJobEngine(boss: PgBoss, database: Database): Promise<JobEngine> {
  for (const name of Object.values(JOB_QUEUES))
    await boss.createQueue(name, { name, policy: 'stately', expireInSeconds: SILENT_SECONDS, ...RETRIES });
  const giveBack = async (queue: JobQueue, ids: readonly string[]) => {
    if (ids.length > 0) await boss.fail(queue, [...ids]);
  };
  return {
    async send(inside, jobs) {
      if (jobs.length === 0) return;
      const rows = jobs.map(({ queue, data, key, afterMs }) => ({
        name: queue,
        data,
        singletonKey: key,
        // From now on by the clock of the database, which may be another one than ours.
        startAfter: (afterMs / 1_000).toFixed(3),
        keepUntil: KEPT_UNTIL,
      }));
      await boss.insert(rows, { db: statementsOf(inside) });
    },
    take: (queue, most) => boss.fetch<object>(queue, { batchSize: most }),
    async keep(queue, ids) {
      await database.query(
        `update ${JOBS_SCHEMA}.job set started_on = now() where name = $1 and id = any($2::uuid[]) and state = 'active'`,
        [queue, ids],
      );
    },
    async done(inside, queue, id) {
      // The types of the package leave out what it answers.
      const answer: unknown = await boss.complete(queue, id, {}, { db: statementsOf(inside) });
      return (answer as { readonly affected: number }).affected === 1;
    },
    giveBack,
    async giveBackLeft() {
      for (const queue of Object.values(JOB_QUEUES)) {
        const left = await database.query<{ id: string }>(
          `select id from ${JOBS_SCHEMA}.job where name = $1 and state = 'active'`,
          [queue],
        );
        await giveBack(
          queue,
          left.map(({ id }) => id),
        );
      }
    },
    size: async (queue) => Number(await boss.getQueueSize(queue, { before: 'completed' })),
    close: () => boss.stop({ graceful: false }),
  };
}
