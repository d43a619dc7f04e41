// npm run bench -- bulk: how well a run over a queue uses the rate limit, in simulated time against the simulated platform.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SEED, type Truth } from '../sandbox/control.ts';
import { createCore } from '../sandbox/genesys/core.ts';
import { createTiming, virtualSource, type Timing } from '../sandbox/genesys/timing.ts';
import type { Clock } from '../src/app/ports.ts';
import type { BulkOutcome } from '../src/headless/bulk/queue-run.ts';
import { createController } from '../src/headless/controller.ts';

export interface BulkFigures {
  readonly calls: number;
  readonly results: Readonly<Record<string, number>>;
  readonly seconds: number;
  readonly requests: number;
  readonly rateLimited: number;
  /** Calls with no result, with more than one, or with one that the platform's own record belies. */
  readonly untrue: number;
  readonly joined: number;
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

export interface BulkDay {
  readonly calls?: number;
  /** Requests a minute. */
  readonly limit?: number;
  readonly refusals?: number;
  /** A 429 in the middle of it, as when somebody else spends from the same client. */
  readonly refusedByLimit?: number;
  /** Calls that end after the run has begun, and such that begin then. */
  readonly ends?: number;
  readonly joins?: number;
}

export async function measureBulk({
  calls = 200,
  limit = 300,
  refusals = 10,
  refusedByLimit = 0,
  ends = 0,
  joins = 0,
}: BulkDay = {}): Promise<BulkFigures> {
  const timing: Timing = createTiming(virtualSource(Date.UTC(2026, 0, 5, 9)), 1);
  const core = createCore({
    timing: () => timing,
    socketOrigin: 'ws://localhost:9',
    redirectUri: 'http://localhost/',
  });
  const clock: Clock = {
    now: () => timing.now(),
    wall: () => timing.wallEpoch + timing.now(),
    steady: () => timing.now(),
    after: (ms, run) => timing.after(ms, run),
  };
  await core.control.switch({ requestsPerMinute: limit, analyticsLagMs: 0 });
  const ids: string[] = [];
  const begin = async () => ids.push((await core.control.call()).conversationId);
  while (ids.length < calls) await begin();
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
  const startedAt = timing.now();
  let lastResultAt = startedAt;
  /** What happens meanwhile begins with the first result: then all calls are known. */
  function meanwhile(): void {
    for (const conversationId of ids.slice(calls - ends))
      void core.control.act({ conversationId, act: 'customer-hangup' });
    if (refusedByLimit > 0)
      void core.control.fault({
        fault: 'status',
        endpoint: 'read-call',
        status: 429,
        retryAfter: '3',
        times: refusedByLimit,
      });
    timing.after(20_000, () => {
      for (let n = 0; n < joins; n += 1) void begin();
    });
  }

  const results: Record<string, number> = {};
  const told = new Map<string, BulkOutcome[]>();
  let joined = 0;
  let isOver = false;
  const run = controller
    .queue('pause', QUEUE, {
      onResult({ conversationId, outcome, joined: isJoiner }) {
        if (told.size === 0) meanwhile();
        results[outcome] = (results[outcome] ?? 0) + 1;
        told.set(conversationId, [...(told.get(conversationId) ?? []), outcome]);
        joined += Number(isJoiner);
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
  const { conversations } = await core.control.truth();
  rmSync(home, { recursive: true, force: true });
  core.close();
  return {
    ...rates(sent, limit),
    calls,
    results,
    rateLimited: limited,
    untrue: conversations.filter((each) => !isTrue(each, told.get(each.id) ?? [])).length,
    joined,
    seconds: (lastResultAt - startedAt) / 1_000,
  };
}

function isTrue(
  { ended, capturing, securePause }: Truth['conversations'][number],
  [outcome, ...more]: readonly BulkOutcome[],
): boolean {
  if (more.length > 0) return false;
  if (outcome === 'done') return ended || (securePause && !capturing);
  if (outcome === 'ended') return ended;
  return outcome === 'refused' && capturing;
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
  const figures = await measureBulk({ refusedByLimit: 1, ends: 15, joins: 10 });
  const { calls, results, joined, seconds, requests, rateLimited, share, shareOfLimit, untrue } = figures;
  console.log(
    `bulk: ${calls} calls and ${joined} that joined in ${seconds.toFixed(0)} simulated s, ${requests} requests, ` +
      `${rateLimited} times 429, ` +
      `${percent(share)} of the permitted rate (a fifth of the limit is kept free: ${percent(shareOfLimit)} of all), ` +
      `${Object.entries(results)
        .map(([outcome, count]) => `${count} ${outcome}`)
        .join(', ')}; ${untrue} results missing, doubled or untrue`,
  );
  return share >= 0.95 && rateLimited <= 1 && untrue === 0 && joined === 10 ? 0 : 1;
}
