import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { SEED } from '../../sandbox/control.ts';
import type { CallAnswer } from '../../sandbox/control.ts';
import { startSandbox } from '../../sandbox/server.ts';
import type { Sandbox } from '../../sandbox/server.ts';
import type { Api, Listener } from './sandbox-client.ts';
import { apiOf, callsTopic, listenTo } from './sandbox-client.ts';

const { ada } = SEED.users;
let sandbox: Sandbox;
let api: Api;
let call: CallAnswer;

beforeAll(async () => {
  sandbox = await startSandbox();
});
afterAll(() => sandbox.close());
beforeEach(async () => {
  await sandbox.control.reset();
  api = await apiOf(sandbox);
  call = await sandbox.control.call();
});

const pause = () => api('PATCH', `/conversations/calls/${call.conversationId}`, { recordingState: 'PAUSED' });
const paused = async () => (await sandbox.control.truth()).conversations[0]?.securePause;

describe('a fault of a request', () => {
  it('answers a status once, without effect, with the header text as it is', async () => {
    await sandbox.control.fault({ fault: 'status', endpoint: 'pause-own', status: 503, retryAfter: 'soon' });
    const answer = await pause();
    expect(answer).toMatchObject({ status: 503, body: { code: 'service.unavailable', status: 503 } });
    expect(answer.headers.get('retry-after')).toBe('soon');
    expect(answer.body.contextId).toBe(answer.headers.get('inin-correlation-id'));
    expect(await paused()).toBe(false);
    expect((await pause()).status).toBe(202);
  });

  it('names the permission of a 403, and takes words of one’s own', async () => {
    await sandbox.control.fault({ fault: 'status', endpoint: 'any', status: 403, permission: 'a:b:c' });
    expect((await pause()).body).toMatchObject({
      code: 'missing.permissions',
      messageParams: { permissions: 'a:b:c' },
    });
    await sandbox.control.fault({
      fault: 'status',
      endpoint: 'any',
      status: 429,
      code: 'own',
      message: 'Own.',
    });
    expect((await pause()).body).toMatchObject({ code: 'own', message: 'Own.' });
  });

  it('lasts as long as it is told to, or until cleared', async () => {
    await sandbox.control.fault({ fault: 'status', endpoint: 'me', status: 500, times: 2 });
    const statuses = [];
    for (let count = 0; count < 3; count += 1) statuses.push((await api('GET', '/users/me')).status);
    expect(statuses).toEqual([500, 500, 200]);
    await sandbox.control.fault({ fault: 'status', endpoint: 'any', status: 504, times: 0 });
    expect([(await pause()).status, (await pause()).status]).toEqual([504, 504]);
    await sandbox.control.fault({ clear: true });
    expect((await pause()).status).toBe(202);
  });

  it.each([
    ['before', false],
    ['after', true],
  ] as const)('loses the answer %s the effect', async (when, effect) => {
    await sandbox.control.fault({ fault: 'lost', endpoint: 'pause-own', when });
    await expect(pause()).rejects.toThrow('fetch failed');
    expect(await paused()).toBe(effect);
    const lines = await sandbox.control.requests();
    expect(lines.filter(({ endpoint }) => endpoint === 'pause-own')).toMatchObject([{ status: 'lost' }]);
  });

  it.each([
    ['now', true],
    ['late', false],
  ] as const)('is slow with the effect %s', async (effect, atOnce) => {
    await sandbox.control.fault({ fault: 'slow', endpoint: 'pause-own', delayMs: 60_000, effect });
    const answer = pause();
    await arrival('pause-own');
    expect(await paused()).toBe(atOnce);
    await sandbox.control.clock({ advanceMs: 60_000 });
    await sandbox.control.clock({ advanceMs: 1000 });
    expect((await answer).status).toBe(202);
    expect(await paused()).toBe(true);
  });

  it('accepts and does nothing', async () => {
    await sandbox.control.fault({ fault: 'ignored', endpoint: 'pause-own' });
    expect((await pause()).status).toBe(202);
    expect(await paused()).toBe(false);
  });

  it('replaces the body', async () => {
    await sandbox.control.fault({ fault: 'body', endpoint: 'me', body: '<html>', status: 200 });
    expect((await api('GET', '/users/me')).body).toBe('<html>');
    await sandbox.control.fault({ fault: 'body', endpoint: 'token-exchange', body: '[]' });
    const answer = await fetch(`${sandbox.platformUrl}/login/oauth/token`, { method: 'POST' });
    expect([answer.status, await answer.text()]).toEqual([400, '[]']);
  });

  it('cuts off whoever still waits at a reset', async () => {
    await sandbox.control.fault({ fault: 'slow', endpoint: 'me', delayMs: 60_000 });
    const answer = api('GET', '/users/me');
    await arrival('me');
    await sandbox.control.reset();
    await expect(answer).rejects.toThrow('fetch failed');
  });
});

/** Resolves once a request to this endpoint has arrived. */
async function arrival(endpoint: string): Promise<void> {
  const lines = await sandbox.control.requests();
  if (lines.some((line) => line.endpoint === endpoint)) return;
  await new Promise((resolve) => setImmediate(resolve));
  await arrival(endpoint);
}

describe('a fault of an event', () => {
  let listener: Listener;
  const hold = (act: 'hold' | 'unhold') => sandbox.control.act({ conversationId: call.conversationId, act });

  /** How many frames arrive until the answer to a ping. */
  async function frames(): Promise<number> {
    listener.send({ message: 'ping' });
    await listener.frame(({ eventBody }) => eventBody?.message === 'pong');
    return listener.frames.splice(0).length - 1;
  }

  beforeEach(async () => {
    // The doubles of what went before.
    await sandbox.control.clock({ advanceMs: 1000 });
    listener = await listenTo(api, [callsTopic(ada)]);
    await sandbox.control.switch({ duplicateEvents: false });
  });

  it('drops the event of one change', async () => {
    await sandbox.control.fault({ fault: 'event-dropped' });
    await hold('hold');
    expect(await frames()).toBe(0);
    await hold('unhold');
    expect(await frames()).toBe(1);
    listener.close();
  });

  it('doubles it', async () => {
    await sandbox.control.fault({ fault: 'event-doubled', conversationId: call.conversationId });
    await hold('hold');
    expect(await frames()).toBe(2);
    listener.close();
  });

  it('delays it', async () => {
    await sandbox.control.fault({ fault: 'event-late', delayMs: 5000 });
    await hold('hold');
    expect(await frames()).toBe(0);
    await sandbox.control.clock({ advanceMs: 5000 });
    expect(await frames()).toBe(1);
    listener.close();
  });

  it('replaces it by any text', async () => {
    await sandbox.control.fault({ fault: 'event-malformed', frame: '{"topicName":' });
    await hold('hold');
    expect(await listener.frame((frame) => typeof frame === 'string')).toBe('{"topicName":');
    listener.close();
  });

  it('leaves other conversations alone', async () => {
    await sandbox.control.fault({ fault: 'event-dropped', conversationId: 'another' });
    await hold('hold');
    expect(await frames()).toBe(1);
    listener.close();
  });

  it('repeats the current snapshot, or an older one, without a change', async () => {
    await hold('hold');
    await frames();
    await sandbox.control.act({ conversationId: call.conversationId, act: 'republish' });
    await sandbox.control.act({ conversationId: call.conversationId, act: 'republish', age: 1 });
    await listener.frame(() => listener.frames.length === 2);
    expect(listener.frames.map(({ eventBody }) => eventBody.participants[2].held)).toEqual([true, false]);
    listener.close();
  });
});
