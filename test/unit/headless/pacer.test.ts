import { setMaxListeners } from 'node:events';
import { describe, expect, it } from 'vitest';
import type { ApiRequest } from '../../../src/genesys/http/transport.ts';
import { createPacer, type Lane, type Pacer } from '../../../src/headless/http/pacer.ts';
import type { RateKnowledge } from '../../../src/headless/http/rate-window.ts';
import { fakeClock, settle } from '../../support/fake-clock.ts';
import { MINUTES, rateLimitedPlatform, type Minutes } from '../../support/rate-limited-platform.ts';

const request = (path: string): ApiRequest => ({ method: 'GET', path: `/api/v2/${path}` });

function setUp(known: RateKnowledge = {}) {
  const waits: string[] = [];
  const clock = fakeClock();
  const sent: string[] = [];
  const next: { status?: number; headers?: Record<string, string> }[] = [];
  const pacer = createPacer(
    async ({ path }) => {
      sent.push(path.slice('/api/v2/'.length));
      const { status = 200, headers = {} } = next.shift() ?? {};
      return { kind: 'answered', status, headers, body: undefined };
    },
    clock,
    known,
    (ms, why) => void waits.push(`${why} ${ms}`),
  );
  return { clock, pacer, sent, next, waits };
}

describe('the pacer', () => {
  it('sends commands first and confirmations second', async () => {
    const { pacer, sent, next, clock } = setUp();
    const permit = (await pacer.admit(3))!;
    next.push({ status: 429, headers: { 'retry-after': '5' } });
    await permit.transport('look')(request('learn'));
    for (const lane of ['look', 'confirm', 'command'] as const) void permit.transport(lane)(request(lane));
    await settle();
    expect(sent).toEqual(['learn']);
    await clock.pass(5_000);
    expect(sent).toEqual(['learn', 'command', 'confirm', 'look']);
  });

  it('sends nothing that nobody wants any more when its turn comes', async () => {
    const { pacer, sent, next, clock } = setUp();
    const permit = (await pacer.admit(3))!;
    next.push({ status: 429, headers: { 'retry-after': '5' } });
    await permit.transport('look')(request('learn'));
    let isWanted = true;
    const unwanted = permit.transport('command')({ ...request('unwanted'), isWanted: () => isWanted });
    void permit.transport('command')({ ...request('wanted'), isWanted: () => true });
    isWanted = false;
    await clock.pass(5_000);
    expect(await unwanted).toEqual({ kind: 'offline' });
    expect(sent).toEqual(['learn', 'wanted']);
  });

  it('admits only what can be ended within the plan', async () => {
    const { pacer } = setUp({ limit: 10 });
    await pacer.transport(request('one'));
    const first = await pacer.admit(5);
    let second = false;
    void pacer.admit(5).then(() => {
      second = true;
    });
    await settle();
    expect(second).toBe(false);
    first!.done();
    await settle();
    expect(second).toBe(true);
  });

  it.each([1, 20])('tells that it waits, and sends on, where the limit is %i', async (limit) => {
    const { pacer, clock, sent, waits } = setUp({ limit });
    for (let n = 0; n <= limit; n += 1) void pacer.transport(request(String(n)));
    await settle();
    const atOnce = sent.length;
    expect(waits.at(-1)).toBe('limit 60000');
    await clock.pass(60_000);
    expect(sent.length).toBeGreaterThan(atOnce);
  });

  it('tells that it waits because it was refused, also where nobody said for how long', async () => {
    const { pacer, next, waits } = setUp();
    next.push({ status: 429 });
    await pacer.transport(request('one'));
    void pacer.transport(request('two'));
    expect(waits.at(-1)).toBe('refused 1000');
  });

  it('goes on when a minute has passed since an answer', async () => {
    const { pacer, clock, sent } = setUp({ limit: 40 });
    for (let n = 0; n < 50; n += 1) void pacer.transport(request(String(n)));
    await clock.pass(59_999);
    expect(sent).toHaveLength(38);
    await clock.pass(1);
    expect(sent).toHaveLength(50);
  });

  it('lets go of who no longer waits', async () => {
    const { pacer } = setUp({ limit: 5 });
    await pacer.admit(4);
    const abort = new AbortController();
    const waiting = pacer.admit(3, abort.signal);
    abort.abort();
    expect(await waiting).toBeUndefined();
  });

  it('never sends what still waits when its permit is given back', async () => {
    const { pacer, sent, next, clock } = setUp();
    const permit = (await pacer.admit(3))!;
    next.push({ status: 429, headers: { 'retry-after': '5' } });
    await permit.transport('look')(request('look'));
    const command = permit.transport('command')(request('command'));
    await clock.pass(2_000);
    expect(permit.wasDelayed).toBe(true);
    permit.done();
    expect(await command).toEqual({ kind: 'offline' });
    await clock.pass(60_000);
    expect(sent).toEqual(['look']);
  });

  it('spreads a run evenly where others spend from the same limit', async () => {
    const { pacer, sent, next, clock } = setUp({ limit: 300 });
    const refusal = { status: 429, headers: { 'retry-after': '1' } };
    next.push(refusal);
    await pacer.transport(request('first'));
    await clock.pass(1_000);
    for (let n = 0; n < 12; n += 1) await pacer.transport(request('taken'));
    next.push(refusal);
    await pacer.transport(request('second'));
    // What was taken leaves the count.
    await clock.pass(61_000);
    for (let n = 0; n < 11; n += 1) void pacer.transport(request('spread'));
    await clock.pass(30_000);
    // 95 % of twelve a minute: one every five and a half seconds.
    expect(sent.filter((path) => path === 'spread')).toHaveLength(6);
  });

  it('lets a Pause by hand leave in the calling task, whatever else waits, is planned or was refused', async () => {
    const { pacer, sent, next } = setUp({ limit: 20 });
    for (let n = 0; n < 30; n += 1) void pacer.transport(request('bulk'));
    await settle();
    expect(sent).toHaveLength(19);
    void pacer.urgent().transport('command')(request('pause'));
    expect(sent.at(-1)).toBe('pause');

    next.push({ status: 429, headers: { 'retry-after': '50' } });
    void pacer.urgent().transport('command')(request('refused'));
    await settle();
    void pacer.urgent().transport('command')(request('pause again'));
    expect(sent.at(-1)).toBe('pause again');
  });

  it('answers the look of a Pause at once while nothing may be asked, so that its command leaves', async () => {
    const { pacer, sent, next } = setUp();
    next.push({ status: 429, headers: { 'retry-after': '50' } });
    await pacer.transport(request('refused'));
    const look = await pacer.urgent().transport('look')(request('look'));
    expect(look).toMatchObject({ status: 429, headers: { 'retry-after': '50' } });
    expect(sent).toEqual(['refused']);
  });

  it('reads back what a Pause did in the twentieth that no plan may use', async () => {
    const { pacer, sent } = setUp({ limit: 40 });
    for (let n = 0; n < 60; n += 1) void pacer.transport(request('bulk'));
    await settle();
    const pause = pacer.urgent();
    void pause.transport('command')(request('pause'));
    void pause.transport('confirm')(request('proof'));
    void pause.transport('confirm')(request('too much'));
    await settle();
    expect(sent.slice(38)).toEqual(['pause', 'proof']);
  });
});

/** Five minutes of a run over a queue that has always more to do: what it got. */
async function fiveMinutes(minutes: Minutes, limit: number, known: RateKnowledge, othersSpend = 0) {
  const clock = fakeClock();
  // The platform's minutes begin somewhere in between.
  clock.advance(23_456);
  const platform = rateLimitedPlatform(clock, { minutes, limit });
  const pacer: Pacer = createPacer(platform.transport, clock, known);
  const lanes: readonly Lane[] = ['look', 'command', 'confirm'];
  const abort = new AbortController();
  setMaxListeners(0, abort.signal);
  const one = async (): Promise<void> => {
    for (;;) {
      const permit = await pacer.admit(4, abort.signal);
      if (permit === undefined) return;
      for (const lane of lanes) await permit.transport(lane)(request(lane));
      permit.done();
    }
  };
  for (let n = 0; n < 24; n += 1) void one();
  for (let passed = 0; passed < 300_000; passed += 250) {
    if (passed % 60_000 === 0) platform.spend(othersSpend);
    await clock.pass(250);
  }
  abort.abort();
  return { perMinute: platform.taken.length / 5, refused: platform.refused.length };
}

describe.each(MINUTES)('a run of five minutes against a platform that counts %s', (minutes) => {
  it.each([180, 600])('meets no 429 when it was told the limit of %i', async (limit) => {
    const { perMinute, refused } = await fiveMinutes(minutes, limit, { limit });
    expect(refused).toBe(0);
    expect(perMinute / (limit * 0.95)).toBeGreaterThanOrEqual(0.95);
  });

  it.each([180, 600])('finds the limit of %i by itself', async (limit) => {
    const { perMinute, refused } = await fiveMinutes(minutes, limit, { looks: true });
    expect(perMinute / (limit * 0.95)).toBeGreaterThanOrEqual(0.9);
    // Four at a time, and seldom.
    expect(refused).toBeLessThanOrEqual(20);
  });
});

describe('a limit that others spend from', () => {
  it.each([{ limit: 300 }, { looks: true }])('%j: the run takes what is left', async (known) => {
    const { perMinute, refused } = await fiveMinutes('by the clock', 300, known, 200);
    expect(perMinute).toBeGreaterThanOrEqual(80);
    // The first time as many as are under way, then four at a time.
    expect(refused).toBeLessThanOrEqual(24 + 16);
  });
});
