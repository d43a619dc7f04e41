// npm run bench -- serve: calls that are paused, proved and handed on by workers of the service on one PostgreSQL, in real time
// against the sandbox with the platform's limit of 300 requests a minute and token. docs/scale.md tells what changes it.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startSandbox } from '../sandbox/server.ts';
import { setup as build } from '../test/support/build-headless.ts';
import { startPostgres } from '../test/support/real-postgres.ts';
import { measureServe, pausedOf, type ServeFigures } from './serve/measure-serve.ts';
import { startWorker } from './serve/worker.ts';

const numberOf = (name: string, otherwise: number): number => Number(process.env[name] ?? otherwise);
const CALLS = numberOf('RC_CALLS', 500);
const WARM_UP = numberOf('RC_WARM_UP', Math.floor(CALLS / 6));
const WORKERS = numberOf('RC_WORKERS', 2);
const LIVE = numberOf('RC_LIVE', 20);
const PAUSED_SHARE = numberOf('RC_PAUSED', 1);
/** Requests a minute and token, by the platform's documents. */
const LIMIT = 300;
/** A short one is missed where the limit makes reads late. */
const PAUSE_MS = numberOf('RC_PAUSE_MS', 20_000);
const PAUSED = pausedOf(CALLS, PAUSED_SHARE);
const KILLS = process.env['RC_KILL'] === '1';
/** Aims of docs/scale.md. */
const REQUESTS_A_CALL = 4;
const GROWTH = 1.1;

function tell({ seconds, requests, limited, verdicts, webhooks, repeated, memory }: ServeFigures): boolean {
  const sum = (counts: Iterable<number>) => [...counts].reduce((total, count) => total + count, 0);
  const perCall = sum(requests.values()) / CALLS;
  const found = sum(verdicts.values());
  console.log(
    `serve: ${CALLS} calls, ${PAUSED} of them paused, ${WORKERS} workers${KILLS ? ', one of them killed half-way' : ''}: ${seconds.toFixed(0)} s, ` +
      `${perCall.toFixed(2)} requests a call, ${limited} of them refused for the limit, ${((CALLS / seconds) * 3_600).toFixed(0)} calls an hour`,
  );
  for (const [name, count] of [...requests].toSorted((a, b) => b[1] - a[1]))
    console.log(`  ${(count / CALLS).toFixed(2)} a call  ${name}`);
  const kinds = [...verdicts].map(([kind, count]) => `${kind} ${count}`).join(', ');
  console.log(`  verdicts: ${found} (${kinds})`);
  console.log(`  webhooks taken: ${webhooks}, repeated under their key: ${repeated}`);
  const allowed = (LIMIT * WORKERS * seconds) / 60;
  console.log(
    `  of the requests that the limit allows in that time ${((100 * sum(requests.values())) / allowed).toFixed(0)} % were used`,
  );
  const [first, last] = memory;
  const growth = last / first;
  const megabytes = (kilobytes: number) => (kilobytes / 1_024).toFixed(0);
  console.log(
    `  memory of the workers that are left, without the first ${WARM_UP} calls: × ${growth.toFixed(2)} from the first tenth ` +
      `(${megabytes(first)} MB) to the last (${megabytes(last)} MB)`,
  );
  const isWhole = found === PAUSED && webhooks === CALLS;
  if (!isWhole) console.log('serve: a pause without a verdict, or a recording that was not handed on once');
  return isWhole && perCall <= REQUESTS_A_CALL && (KILLS || growth <= GROWTH);
}

/** Answers the exit code: 1 where a pause has no verdict, a recording was not handed on once, or an aim is missed. */
export async function serve(): Promise<number> {
  await build();
  const home = mkdtempSync(join(tmpdir(), 'recording-control-bench-'));
  const sandbox = await startSandbox();
  const postgres = await startPostgres();
  const database = await postgres.url();
  const workers = Array.from({ length: WORKERS }, (_, index) =>
    startWorker({ home: join(home, `worker-${index}`), database, platform: sandbox.platformUrl }),
  );
  try {
    return tell(
      await measureServe({
        sandbox,
        database,
        workers,
        calls: CALLS,
        warmUp: WARM_UP,
        live: LIVE,
        pausedShare: PAUSED_SHARE,
        pauseMs: PAUSE_MS,
        kills: KILLS,
      }),
    )
      ? 0
      : 1;
  } finally {
    await Promise.all(workers.map((worker) => worker.stop()));
    await postgres.close();
    await sandbox.close();
    rmSync(home, { recursive: true, force: true });
  }
}
