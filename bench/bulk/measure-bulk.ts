import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SEED, type Switches, type Truth } from '../../sandbox/control.ts';
import type { BulkOutcome } from '../../src/headless/bulk/bulk-result.ts';
import { createController, type Controller } from '../../src/headless/controller.ts';
import type { OrderResult } from '../../src/headless/control/control-call.ts';
import { virtualPlatform, type Sent, type VirtualPlatform } from './virtual-platform.ts';

export interface BulkDay {
  readonly calls?: number;
  /** Requests a minute. */
  readonly limit?: number;
  /** Whose requests are counted together; `others` are counted with it by `organization` only. */
  readonly limitBy?: Switches['rateLimitBy'];
  /** The client may read what the limit is. */
  readonly told?: boolean;
  /** The run is broken off after so long. */
  readonly forMinutes?: number;
  /** Single calls of another queue that are paused meanwhile, by the same program. */
  readonly pauses?: number;
  /** Requests a minute that another client spends. */
  readonly others?: number;
  readonly refusals?: number;
  /** A 429 in the middle of it. */
  readonly refusedByLimit?: number;
  /** Calls that end after the run has begun, and such that begin then. */
  readonly ends?: number;
  readonly joins?: number;
}

export interface BulkFigures {
  readonly limit: number;
  readonly calls: number;
  readonly results: Readonly<Record<string, number>>;
  readonly seconds: number;
  /** Requests of the run that the platform took, a minute. */
  readonly perMinute: number;
  /** Of what the run may use: the limit without the twentieth that is reserved for Pause. */
  readonly share: number;
  readonly shareOfLimit: number;
  readonly rateLimited: number;
  /** Calls with no result (unless the run was broken off), with several, or with one that the platform's own record belies. */
  readonly untrue: number;
  readonly joined: number;
  readonly pauses: {
    readonly asked: number;
    readonly confirmed: number;
    /** Requests of theirs that met a 429. */
    readonly refused: number;
    /** From the call of `pause` to its command, ms, at the most. A look goes before. */
    readonly slowestMs: number;
  };
}

const QUEUE = SEED.queues.payments;
const RESERVED = 0.05;

export async function measureBulk(day: BulkDay = {}): Promise<BulkFigures> {
  const { calls = 200, limit = 300, told = true, ends = 0, forMinutes, pauses = 0 } = day;
  const platform = virtualPlatform();
  const home = mkdtempSync(join(tmpdir(), 'recording-control-bench-'));
  const { ids, apart } = await prepare(platform, { ...day, calls, limit, told, pauses });
  const controller = controllerOf(platform, home);
  const abort = new AbortController();
  const outcomes = new Map<string, BulkOutcome[]>();
  const paused: Promise<OrderResult>[] = [];
  const pausedAt = new Map<string, number>();
  let joined = 0;
  let lastResultAt = 0;

  /** What happens meanwhile begins with the first result: then all calls are known. */
  function meanwhile(): void {
    const { clock, control } = platform;
    for (const conversationId of ids.slice(calls - ends))
      void control.act({ conversationId, act: 'customer-hangup' });
    if (day.refusedByLimit) void control.fault(refusedOnce(day.refusedByLimit));
    clock.after(20_000, () => {
      for (let n = 0; n < (day.joins ?? 0); n += 1) void control.call();
    });
    if (forMinutes !== undefined) clock.after(forMinutes * 60_000, () => abort.abort());
    for (const [n, id] of apart.entries())
      clock.after(((n + 0.5) * (forMinutes ?? 1) * 60_000) / apart.length, () => {
        pausedAt.set(id, clock.now());
        paused.push(controller.pause(id));
      });
    if (day.others) spendElsewhere(platform, day.others, abort.signal);
  }

  const startedAt = platform.clock.now();
  await platform.during(
    controller.queue('pause', QUEUE, {
      signal: abort.signal,
      onResult({ conversationId, outcome, joined: isJoiner, again }) {
        if (outcomes.size === 0) meanwhile();
        // Another agent is on it since: the newer result replaces the older one.
        const before = again || outcome === 'records-again' ? [] : (outcomes.get(conversationId) ?? []);
        outcomes.set(conversationId, [...before, outcome]);
        joined += Number(isJoiner);
        lastResultAt = platform.clock.now();
      },
    }),
  );
  abort.abort();
  const pauseResults = await platform.during(Promise.all(paused));
  await controller.close();
  const { conversations } = await platform.control.truth();
  platform.close();
  rmSync(home, { recursive: true, force: true });
  return {
    limit,
    calls,
    ...ratesOf(platform.sent, limit, (forMinutes ?? Infinity) * 60_000),
    results: countsOf([...outcomes.values()].flat()),
    untrue: conversations.filter((each) => !isTrue(each, outcomes.get(each.id), forMinutes !== undefined))
      .length,
    joined,
    seconds: (lastResultAt - startedAt) / 1_000,
    pauses: pausesOf(platform.sent, pausedAt, pauseResults),
  };
}

async function prepare(
  platform: VirtualPlatform,
  {
    calls,
    limit,
    told,
    limitBy = 'token',
    pauses,
    refusals = 0,
  }: Required<Pick<BulkDay, 'calls' | 'limit' | 'told' | 'pauses'>> & BulkDay,
): Promise<{ ids: string[]; apart: string[] }> {
  const { control } = platform;
  await control.switch({ requestsPerMinute: limit, rateLimitBy: limitBy, analyticsLagMs: 0 });
  const ids: string[] = [];
  const apart: string[] = [];
  while (ids.length < calls) ids.push((await control.call()).conversationId);
  while (apart.length < pauses)
    apart.push((await control.call({ queueId: SEED.queues.support })).conversationId);
  await platform.pass(5_000);
  if (!told) await control.fault({ fault: 'status', endpoint: 'limits', status: 403, times: 0 });
  if (refusals > 0)
    await control.fault({ fault: 'status', endpoint: 'pause-others', status: 403, times: refusals });
  return { ids, apart };
}

const refusedOnce = (times: number) =>
  ({ fault: 'status', endpoint: 'read-call', status: 429, retryAfter: '3', times }) as const;

const PLATFORM = { loginUrl: 'http://localhost:9/login', apiUrl: 'http://localhost:9/api' };

const controllerOf = ({ clock, send }: VirtualPlatform, home: string): Controller =>
  createController(
    {
      ...PLATFORM,
      clientId: SEED.clients.credentials,
      clientSecret: SEED.secrets.credentials,
      home,
    },
    { clock, fetch: send, random: () => 0.5 },
  );

/** Another client of the organisation, at an even pace. */
function spendElsewhere({ clock, send }: VirtualPlatform, perMinute: number, signal: AbortSignal): void {
  const authorization = `Basic ${Buffer.from(`${SEED.clients.installer}:${SEED.secrets.installer}`).toString('base64')}`;
  void send(`${PLATFORM.loginUrl}/oauth/token`, {
    method: 'POST',
    headers: { authorization, 'content-type': 'application/x-www-form-urlencoded' },
    body: 'grant_type=client_credentials',
  }).then(async (answer) => {
    const { access_token: token } = (await answer.json()) as { access_token: string };
    const headers = { authorization: `Bearer ${token}` };
    const one = () => {
      if (signal.aborted) return;
      void send(`${PLATFORM.apiUrl}/api/v2/tokens/me`, { headers });
      clock.after(60_000 / perMinute, one);
    };
    one();
  });
}

const isBulk = ({ path }: Sent) => /\/conversations\/(calls\/)?[\w-]{36}/.test(path);

function ratesOf(sent: readonly Sent[], limit: number, forMs: number) {
  // The run has a token of its own: it is the one that most requests about calls came with.
  const aboutCalls = sent.filter(isBulk);
  const runs = [...new Set(aboutCalls.map(({ by }) => by))].map((token) =>
    aboutCalls.filter(({ by }) => by === token),
  );
  const run = runs.toSorted((a, b) => b.length - a.length)[0] ?? [];
  const from = run[0]?.at ?? 0;
  const lastMs = Math.min((run.at(-1)?.at ?? from) - from, forMs);
  const taken = run.filter(({ at, status }) => at < from + forMs && status !== 429).length;
  const perMinute = taken / Math.max(1, lastMs / 60_000);
  return {
    perMinute,
    share: perMinute / (limit * (1 - RESERVED)),
    shareOfLimit: perMinute / limit,
    rateLimited: run.filter(({ status }) => status === 429).length,
  };
}

function pausesOf(
  sent: readonly Sent[],
  pausedAt: ReadonlyMap<string, number>,
  results: readonly OrderResult[],
): BulkFigures['pauses'] {
  const theirs = [...pausedAt].map(([id, at]) => ({
    at,
    sent: sent.filter(({ path }) => path.includes(id)),
  }));
  const delays = theirs.map(
    ({ at, sent: own }) => (own.find(({ method }) => method === 'PUT')?.at ?? Infinity) - at,
  );
  return {
    asked: pausedAt.size,
    confirmed: results.filter(({ outcome }) => outcome === 'confirmed').length,
    refused: theirs.flatMap(({ sent: own }) => own).filter(({ status }) => status === 429).length,
    slowestMs: Math.max(0, ...delays),
  };
}

function countsOf(outcomes: readonly BulkOutcome[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const outcome of outcomes) counts[outcome] = (counts[outcome] ?? 0) + 1;
  return counts;
}

function isTrue(
  { ended, capturing, securePause, queueId }: Truth['conversations'][number],
  [outcome, ...more]: readonly BulkOutcome[] = [],
  isBrokenOff: boolean,
): boolean {
  if (more.length > 0) return false;
  if (outcome === undefined) return isBrokenOff || queueId !== QUEUE;
  if (outcome === 'done') return ended || (securePause && !capturing);
  if (outcome === 'ended') return ended;
  if (outcome === 'records-again') return capturing;
  if (outcome === 'unconfirmed') return isBrokenOff;
  return outcome === 'refused' && capturing;
}
