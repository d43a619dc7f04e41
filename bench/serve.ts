// npm run bench -- serve: calls that are paused, proved and handed on by workers of the service on one PostgreSQL, in real time
// against the sandbox with the platform's limit of 300 requests a minute and token. `RC_CALLS` and `RC_WORKERS` change its size;
// RC_KILL=1 ends one worker by force half-way.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SEED } from '../sandbox/control.ts';
import { startSandbox, type Sandbox } from '../sandbox/server.ts';
import type { Queries } from '../src/headless/store/database.ts';
import { openDatabase } from '../src/headless/store/open-database.ts';
import { startPostgres } from '../test/support/real-postgres.ts';
import { startWorker, type Worker } from './serve/worker.ts';

const numberOf = (name: string, otherwise: number): number => Number(process.env[name] ?? otherwise);
const CALLS = numberOf('RC_CALLS', 500);
const WORKERS = numberOf('RC_WORKERS', 2);
const KILLS = process.env['RC_KILL'] === '1';
/** So many are live at once. */
const LIVE = 20;
/** Aims of docs/scale.md. */
const REQUESTS_A_CALL = 4;
const GROWTH = 1.1;

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
async function until(is: () => Promise<boolean>): Promise<void> {
  while (!(await is())) await pause(200);
}

const countOf = async (queries: Queries, sql: string): Promise<number> =>
  Number((await queries.query<{ readonly count: string }>(`select count(*) ${sql}`))[0]?.count);

/** One wave of calls: all of them recorded, paused and resumed, then over. */
async function wave(
  { control }: Sandbox,
  size: number,
  isSeen: (paused: number) => Promise<boolean>,
): Promise<void> {
  const ids: string[] = [];
  for (let n = 0; n < size; n += 1) {
    const queueId = n % 2 ? SEED.queues.payments : SEED.queues.support;
    ids.push((await control.call({ queueId })).conversationId);
  }
  await pause(1_000);
  for (const conversationId of ids) await control.act({ conversationId, act: 'pause' });
  await pause(3_000);
  for (const conversationId of ids) await control.act({ conversationId, act: 'resume' });
  await until(() => isSeen(size));
  for (const conversationId of ids) await control.act({ conversationId, act: 'customer-hangup' });
}

/** Bytes of memory that the processes hold. */
const memoryOf = (workers: readonly Worker[]): number =>
  workers.reduce((sum, { pid }) => {
    try {
      return (
        sum + Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) * 1_024
      );
    } catch {
      return sum; // ended, or no Linux
    }
  }, 0);

const mean = (numbers: readonly number[]): number =>
  numbers.reduce((sum, one) => sum + one, 0) / numbers.length;

/** Answers the exit code: 1 where a call is lost or done twice, or an aim is missed. */
export async function serve(): Promise<number> {
  const sandbox = await startSandbox();
  const postgres = await startPostgres();
  const home = mkdtempSync(join(tmpdir(), 'recording-control-bench-'));
  const url = await postgres.url();
  const workers = Array.from({ length: WORKERS }, (_, index) =>
    startWorker({ home: join(home, `worker-${index}`), database: url, platform: sandbox.platformUrl }),
  );
  const database = await openDatabase({ url });
  const pauses = () =>
    countOf(database, `from recording_control.call where jsonb_path_exists(job, '$.pauses[*].to')`);
  const verdicts = () => countOf(database, 'from recording_control.verdict');
  const leases = () =>
    countOf(
      database,
      'from (select distinct worker from recording_control.queue_lease where until > now()) as one',
    );
  await until(async () => (await leases()) === WORKERS);

  const began = Date.now();
  const atFirst = (await sandbox.control.requests()).length;
  const memory: number[] = [];
  let alive = workers;
  let isKilled = !KILLS;
  for (let done = 0; done < CALLS; done += LIVE) {
    const size = Math.min(LIVE, CALLS - done);
    const before = await pauses();
    await wave(sandbox, size, async (wanted) => (await pauses()) >= before + wanted);
    memory.push(memoryOf(alive));
    if (!isKilled && done >= CALLS / 2) {
      isKilled = true;
      await alive.at(-1)?.kill();
      alive = alive.slice(0, -1);
    }
  }
  await until(async () => (await verdicts()) >= CALLS);
  const deliveries = async () =>
    (
      (await (await fetch(`${sandbox.platformUrl}/_sandbox/webhooks`)).json()) as {
        key: string;
        accepted: boolean;
        repeated: boolean;
      }[]
    ).filter(({ accepted }) => accepted);
  await until(async () => new Set((await deliveries()).map(({ key }) => key)).size >= CALLS);
  const seconds = (Date.now() - began) / 1_000;
  memory.push(memoryOf(alive));

  const all = (await sandbox.control.requests())
    .slice(atFirst)
    .filter(({ path }) => path.startsWith('/api/'));
  const limited = all.filter(({ status }) => status === 429).length;
  const taken = await deliveries();
  const firsts = taken.filter(({ repeated }) => !repeated).length;
  const found = await verdicts();
  const byKind = await database
    .query<{ readonly kind: string; readonly count: string }>(
      'select verdict as kind, count(*) from recording_control.verdict group by verdict order by verdict',
    )
    .catch(() => []);
  await database.close();
  for (const worker of alive) await worker.stop();
  await postgres.close();
  await sandbox.close();
  rmSync(home, { recursive: true, force: true });

  const tenth = Math.max(1, Math.floor(memory.length / 10));
  const growth = mean(memory.slice(-tenth)) / mean(memory.slice(0, tenth));
  const perCall = all.length / CALLS;
  const byEndpoint = new Map<string, number>();
  for (const { method, endpoint, path } of all) {
    const name = `${method} ${endpoint ?? path.replace(/[0-9a-f-]{36}/g, '…')}`;
    byEndpoint.set(name, (byEndpoint.get(name) ?? 0) + 1);
  }
  console.log(
    `serve: ${CALLS} calls, ${WORKERS} workers${KILLS ? ', one of them killed half-way' : ''}: ${seconds.toFixed(0)} s, ` +
      `${perCall.toFixed(2)} requests a call, ${limited} of them refused for the limit, ${((CALLS / seconds) * 3_600).toFixed(0)} calls an hour`,
  );
  for (const [name, count] of [...byEndpoint].toSorted((a, b) => b[1] - a[1]))
    console.log(`  ${(count / CALLS).toFixed(2)} a call  ${name}`);
  console.log(`  verdicts: ${found} (${byKind.map(({ kind, count }) => `${kind} ${count}`).join(', ')})`);
  console.log(`  webhooks taken: ${firsts}, repeated under their key: ${taken.length - firsts}`);
  console.log(
    `  memory of the workers that are left: × ${growth.toFixed(2)} from the first tenth to the last`,
  );
  const isWhole = found === CALLS && firsts === CALLS;
  if (!isWhole) console.log('serve: a call is lost, or done twice');
  return isWhole && perCall <= REQUESTS_A_CALL && (KILLS || growth <= GROWTH) ? 0 : 1;
}
