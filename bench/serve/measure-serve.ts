import { readFileSync } from 'node:fs';
import { SEED, type WebhookDelivery } from '../../sandbox/control.ts';
import type { Sandbox } from '../../sandbox/server.ts';
import { openDatabase } from '../../src/headless/store/open-database.ts';
import type { Worker } from './worker.ts';

export interface ServeRun {
  readonly sandbox: Sandbox;
  /** Address of PostgreSQL. */
  readonly database: string;
  readonly workers: readonly Worker[];
  readonly calls: number;
  /** Of the calls, the first ones, during which memory is not looked at: a worker grows in its first minutes, whatever comes. */
  readonly warmUp: number;
  /** So many are live at once. */
  readonly live: number;
  /** Of the calls, from 0 to 1: as many are paused once. */
  readonly pausedShare: number;
  /** How long each pause lasts. */
  readonly pauseMs: number;
  /** One worker is ended by force half-way. */
  readonly kills: boolean;
}

export interface ServeFigures {
  readonly seconds: number;
  /** By operation. */
  readonly requests: ReadonlyMap<string, number>;
  /** Of these, answered 429. */
  readonly limited: number;
  /** By kind. */
  readonly verdicts: ReadonlyMap<string, number>;
  /** Taken as new by the receiver, and once more under a key that it had. */
  readonly webhooks: number;
  readonly repeated: number;
  /** kB of all workers in the first tenth of the calls after the warm-up, and in the last one. */
  readonly memory: readonly [first: number, last: number];
}

/** What has not come so long after the last that came is lost. */
const PATIENCE_MS = 3 * 60_000;
const SEEN_WITHIN_MS = 10_000;

const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
/** Waits until so many are there, or no more come. */
async function untilThere(counted: () => Promise<number>, wanted: number): Promise<void> {
  let most = -1;
  let since = Date.now();
  for (let found = -1; found < wanted && Date.now() < since + PATIENCE_MS;) {
    await wait(1_000);
    found = await counted();
    if (found > most) [most, since] = [found, Date.now()];
  }
}

async function until(is: () => Promise<boolean>, patienceMs = PATIENCE_MS): Promise<void> {
  for (const end = Date.now() + patienceMs; Date.now() < end && !(await is());) await wait(200);
}

/** How many of the first calls are paused. */
export const pausedOf = (calls: number, share: number): number => Math.floor(calls * share);

/** One wave of calls: all of them recorded, some paused and resumed, then over. */
async function wave(
  { sandbox: { control }, pauseMs }: ServeRun,
  size: number,
  paused: number,
  areSeen: () => Promise<boolean>,
): Promise<void> {
  const ids: string[] = [];
  for (let n = 0; n < size; n += 1) {
    const queueId = n % 2 ? SEED.queues.payments : SEED.queues.support;
    ids.push((await control.call({ queueId })).conversationId);
  }
  await wait(1_000);
  for (const conversationId of ids.slice(0, paused)) await control.act({ conversationId, act: 'pause' });
  await wait(pauseMs);
  for (const conversationId of ids.slice(0, paused)) await control.act({ conversationId, act: 'resume' });
  // After a death nobody is there to see them for a while, and no agent waits for that.
  await until(areSeen, SEEN_WITHIN_MS);
  for (const conversationId of ids) await control.act({ conversationId, act: 'customer-hangup' });
}

/** kB that the processes hold; of one that has ended, and where there is no Linux, none. */
const memoryOf = (workers: readonly Worker[]): number =>
  workers.reduce((sum, { pid }) => {
    try {
      return sum + Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0);
    } catch {
      return sum;
    }
  }, 0);

const mean = (numbers: readonly number[]): number =>
  numbers.reduce((sum, one) => sum + one, 0) / numbers.length;

function countsOf<T>(items: readonly T[], nameOf: (item: T) => string): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const item of items) counts.set(nameOf(item), (counts.get(nameOf(item)) ?? 0) + 1);
  return counts;
}

/** Runs all calls, and waits until each is done or lost. */
export async function measureServe(run: ServeRun): Promise<ServeFigures> {
  const { sandbox, database, workers, calls, warmUp, live, pausedShare, kills } = run;
  const store = await openDatabase({ url: database });
  const countOf = async (sql: string) =>
    Number((await store.query<{ readonly count: string }>(`select count(*) ${sql}`))[0]?.count);
  const pauses = () => countOf(`from recording_control.call where jsonb_path_exists(job, '$.pauses[*].to')`);
  const taken = async () => {
    const answer = await fetch(`${sandbox.platformUrl}/_sandbox/webhooks`);
    return ((await answer.json()) as WebhookDelivery[]).filter(({ accepted }) => accepted);
  };
  try {
    await until(
      async () =>
        (await countOf(
          'from (select distinct worker from recording_control.queue_lease where until > now()) as one',
        )) === workers.length,
    );
    const began = Date.now();
    const atFirst = (await sandbox.control.requests()).length;
    const memory: number[] = [];
    let alive = workers;
    for (let done = 0; done < calls; done += live) {
      const size = Math.min(live, calls - done);
      const paused = pausedOf(done + size, pausedShare) - pausedOf(done, pausedShare);
      const before = await pauses();
      await wave(run, size, paused, async () => (await pauses()) >= before + paused);
      if (done >= warmUp) memory.push(memoryOf(alive));
      if (!kills || alive.length < workers.length || done + size < calls / 2) continue;
      await workers.at(-1)?.kill();
      alive = workers.slice(0, -1);
    }
    await untilThere(() => countOf('from recording_control.verdict'), pausedOf(calls, pausedShare));
    await untilThere(async () => new Set((await taken()).map(({ key }) => key)).size, calls);
    const seconds = (Date.now() - began) / 1_000;
    memory.push(memoryOf(alive));

    const lines = (await sandbox.control.requests())
      .slice(atFirst)
      .filter(({ path }) => path.startsWith('/api/'));
    const deliveries = await taken();
    const repeated = deliveries.filter((one) => one.repeated).length;
    const verdicts = await store.query<{ readonly verdict: string }>(
      'select verdict from recording_control.verdict',
    );
    const tenth = Math.max(1, Math.floor(memory.length / 10));
    return {
      seconds,
      requests: countsOf(lines, ({ method, endpoint }) => `${method} ${endpoint ?? '(other)'}`),
      limited: lines.filter(({ status }) => status === 429).length,
      verdicts: countsOf(verdicts, ({ verdict }) => verdict),
      webhooks: deliveries.length - repeated,
      repeated,
      memory: [mean(memory.slice(0, tenth)), mean(memory.slice(-tenth))],
    };
  } finally {
    await store.close();
  }
}
