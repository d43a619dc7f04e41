// npm run bench -- bulk: how well a run over a queue uses the rate limit, in simulated time against the simulated platform.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SEED } from '../sandbox/control.ts';
import { createCore } from '../sandbox/genesys/core.ts';
import { createTiming, virtualSource, type Timing } from '../sandbox/genesys/timing.ts';
import type { Clock } from '../src/app/ports.ts';
import { createController } from '../src/headless/controller.ts';

export interface BulkFigures {
  readonly calls: number;
  readonly results: Readonly<Record<string, number>>;
  readonly seconds: number;
  readonly requests: number;
  readonly rateLimited: number;
  /** Requests per minute in full windows, of the four fifths that the plan may use. */
  readonly share: number;
  /** Of the whole limit. */
  readonly shareOfLimit: number;
}

const QUEUE = SEED.queues.payments;
const ANSWER_MS = 60;
const STEP_MS = 5;
/** Lets everything that hangs on an answer happen before time goes on. */
const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

/** `surprise`: how many requests somebody else has made with the same token in the first window. */
export async function measureBulk({
  calls = 200,
  limit = 300,
  surprise = 0,
  refusals = 10,
} = {}): Promise<BulkFigures> {
  const timing: Timing = createTiming(virtualSource(Date.UTC(2026, 0, 5, 9)), 1);
  const core = createCore({
    timing: () => timing,
    socketOrigin: 'ws://localhost:9',
    redirectUri: 'http://localhost/',
  });
  const clock: Clock = {
    now: () => timing.now(),
    wall: () => timing.wallEpoch + timing.now(),
    after: (ms, run) => timing.after(ms, run),
  };
  await core.control.switch({ requestsPerMinute: limit, analyticsLagMs: 0 });
  for (let n = 0; n < calls; n += 1) await core.control.call();
  timing.advance(5_000);
  if (refusals > 0)
    await core.control.fault({ fault: 'status', endpoint: 'pause-others', status: 403, times: refusals });

  const home = mkdtempSync(join(tmpdir(), 'recording-control-bench-'));
  const sent: number[] = [];
  let limited = 0;
  const send: typeof fetch = async (input, init) => {
    const url = new URL(String(input));
    const isApi = url.pathname.startsWith('/api/');
    if (isApi) sent.push(timing.now());
    const answer = await core.handle({
      method: init?.method ?? 'GET',
      path: url.pathname,
      query: url.searchParams,
      headers: Object.fromEntries(new Headers(init?.headers)),
      body: typeof init?.body === 'string' ? init.body : '',
    });
    await new Promise<void>((resolve) => timing.after(ANSWER_MS, resolve));
    if (answer === 'lost') throw new TypeError('fetch failed');
    if (answer.status === 429) limited += 1;
    // A body is not allowed with some statuses.
    return new Response(answer.body === '' ? null : answer.body, answer);
  };
  const controller = createController(
    {
      loginUrl: 'http://localhost:9/login',
      apiUrl: 'http://localhost:9/api',
      clientId: SEED.clients.credentials,
      clientSecret: SEED.secrets.credentials,
      home,
    },
    { clock, fetch: send, random: () => 0.5 },
  );
  // Somebody else spends from the same token; the headers tell.
  if (surprise > 0) {
    let left = surprise;
    const spend = () => {
      for (let n = 0; n < 20 && left > 0; n += 1, left -= 1) void controller.queues();
      if (left > 0) timing.after(200, spend);
    };
    timing.after(1_000, spend);
  }

  const startedAt = timing.now();
  let lastResultAt = startedAt;
  const results: Record<string, number> = {};
  let isOver = false;
  const run = controller
    .queue('pause', QUEUE, {
      onResult({ outcome }) {
        results[outcome] = (results[outcome] ?? 0) + 1;
        lastResultAt = timing.now();
      },
    })
    .finally(() => {
      isOver = true;
    });
  const goesOn = () => !isOver;
  while (goesOn()) {
    await turn();
    timing.advance(STEP_MS);
  }
  await run;
  await controller.close();
  rmSync(home, { recursive: true, force: true });
  core.close();
  return {
    ...rates(sent, limit),
    calls,
    results,
    rateLimited: limited,
    seconds: (lastResultAt - startedAt) / 1_000,
  };
}

/** The last window is not full because the work is done: it tells nothing about the pace. */
function rates(sent: readonly number[], limit: number) {
  const windows: number[] = [];
  let beginsAt = -Infinity;
  for (const at of sent) {
    if (at >= beginsAt + 60_000) {
      beginsAt = at;
      windows.push(0);
    }
    windows[windows.length - 1] = (windows.at(-1) ?? 0) + 1;
  }
  const full = windows.slice(0, -1);
  const perMinute = full.reduce((sum, count) => sum + count, 0) / Math.max(1, full.length);
  return {
    requests: sent.length,
    share: perMinute / Math.floor(limit * 0.8),
    shareOfLimit: perMinute / limit,
  };
}

const percent = (share: number) => `${(share * 100).toFixed(1)} %`;

export async function bulk(): Promise<number> {
  const figures = await measureBulk();
  const { calls, results, seconds, requests, rateLimited, share, shareOfLimit } = figures;
  console.log(
    `bulk: ${calls} calls in ${seconds.toFixed(0)} simulated s, ${requests} requests, ${rateLimited} times 429, ` +
      `${percent(share)} of the permitted rate (a fifth of the limit is kept free: ${percent(shareOfLimit)} of all), ` +
      Object.entries(results)
        .map(([outcome, count]) => `${count} ${outcome}`)
        .join(', '),
  );
  return share >= 0.95 && rateLimited <= 1 ? 0 : 1;
}
