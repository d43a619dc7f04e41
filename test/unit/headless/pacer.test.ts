import { describe, expect, it } from 'vitest';
import type { ApiAnswer, ApiRequest } from '../../../src/genesys/http/transport.ts';
import { createPacer, type Lane } from '../../../src/headless/http/pacer.ts';
import { fakeClock, settle } from '../../support/fake-clock.ts';

const request = (path: string): ApiRequest => ({ method: 'GET', path: `/api/v2/${path}` });

function setUp(allowed = 100) {
  const clock = fakeClock();
  const sent: string[] = [];
  const held: (() => void)[] = [];
  let hold = false;
  let count = 0;
  const next: { status?: number; headers?: Record<string, string> }[] = [];
  const pacer = createPacer(async ({ path }) => {
    sent.push(path.slice('/api/v2/'.length));
    count += 1;
    const { status = 200, headers = {} } = next.shift() ?? {};
    const answer: ApiAnswer = {
      kind: 'answered',
      status,
      headers: {
        'inin-ratelimit-count': String(count),
        'inin-ratelimit-allowed': String(allowed),
        'inin-ratelimit-reset': '60',
        ...headers,
      },
      body: undefined,
    };
    if (hold) await new Promise<void>((resolve) => held.push(resolve));
    return answer;
  }, clock);
  return {
    clock,
    pacer,
    sent,
    next,
    hold: (on: boolean) => {
      hold = on;
      for (const release of held.splice(0)) release();
    },
    send: (lane: Lane, path: string) =>
      void pacer.admit(0).then((permit) => permit?.transport(lane)(request(path))),
  };
}

describe('the pacer', () => {
  it('learns the limit by one request before it sends several', async () => {
    const { pacer, sent, hold } = setUp();
    hold(true);
    void pacer.transport(request('a'));
    void pacer.transport(request('b'));
    await settle();
    expect(sent).toEqual(['a']);
    hold(false);
    await settle();
    expect(sent).toEqual(['a', 'b']);
  });

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

  it('admits only what can be ended within the plan', async () => {
    const { pacer, clock } = setUp(10);
    await pacer.transport(request('learn'));
    const first = await pacer.admit(4);
    let second = false;
    void pacer.admit(4).then(() => {
      second = true;
    });
    await settle();
    expect(second).toBe(false);
    first!.done();
    await settle();
    expect(second).toBe(true);
    await clock.pass(0);
  });

  it('goes on in the next window', async () => {
    const { pacer, clock, sent } = setUp(5);
    for (let n = 0; n < 6; n += 1) void pacer.transport(request(String(n)));
    await clock.pass(1_000);
    expect(sent).toHaveLength(4);
    await clock.pass(60_000);
    expect(sent).toHaveLength(6);
  });

  it('lets go of who no longer waits', async () => {
    const { pacer } = setUp(5);
    await pacer.transport(request('learn'));
    await pacer.admit(3);
    const abort = new AbortController();
    const waiting = pacer.admit(3, abort.signal);
    abort.abort();
    expect(await waiting).toBeUndefined();
  });
});
