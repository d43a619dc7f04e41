// @vitest-environment sdk
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { SEED, type EndpointName } from '../../sandbox/control.ts';
import { startSandbox, type Sandbox } from '../../sandbox/server.ts';
import type { Failure } from '../../src/domain/failure.ts';
import { ownLeg } from '../../src/domain/snapshot.ts';
import { adapters } from './adapters.ts';
import { tokenOf } from './sandbox-client.ts';

let sandbox: Sandbox;
let world: ReturnType<typeof adapters>;

beforeAll(async () => {
  sandbox = await startSandbox();
});
afterAll(() => sandbox.close());
beforeEach(async () => {
  await sandbox.control.reset();
  await sandbox.control.switch({ readLagMs: 0 });
  world = adapters(sandbox);
  world.client.setToken(await tokenOf(sandbox));
});

const truthOf = async (id: string) =>
  (await sandbox.control.truth()).conversations.find((conversation) => conversation.id === id)!;

describe('RecordingApi against the platform', () => {
  it('tells who is signed in, and what they may do', async () => {
    const me = await world.api.me();
    expect(me).toMatchObject({ ok: true, value: { userId: SEED.users.ada, orgId: SEED.orgId } });
    expect(me.ok && me.value.permissions.has('conversation:recording:pause')).toBe(true);
    expect(me.ok && me.value.permissions.has('conversation:recording:pauseOthers')).toBe(false);
  });

  it('lists and reads calls', async () => {
    const { conversationId, agentParticipantId } = await sandbox.control.call();
    const calls = await world.api.myCalls();
    expect(calls.ok && calls.value.map((call) => call.conversationId)).toEqual([conversationId]);
    const read = await world.api.readCall(conversationId);
    if (!read.ok) throw new Error(JSON.stringify(read.failure));
    expect(read.value.medium).toBe('call');
    expect(ownLeg(read.value, SEED.users.ada)).toMatchObject({
      participantId: agentParticipantId,
      queueId: SEED.queues.payments,
      connected: true,
      recordingState: 'active',
    });
  });

  it.each(['email', 'message', 'callback', 'video', 'screen'] as const)(
    'tells that a conversation by %s is no call, and whether it goes on',
    async (medium) => {
      const { conversationId } = await sandbox.control.call({ medium });
      expect(await world.api.readCall(conversationId)).toMatchObject({ failure: { kind: 'not-found' } });
      const other = await world.api.readOther(conversationId);
      if (!other.ok) throw new Error(JSON.stringify(other.failure));
      expect(other.value).toMatchObject({ conversationId, medium });
      expect(ownLeg(other.value, SEED.users.ada)).toBeDefined();
    },
  );

  it('finds no other conversation than the own', async () => {
    const { conversationId } = await sandbox.control.call({ medium: 'email', agentId: SEED.users.ben });
    expect(await world.api.readOther(conversationId)).toEqual({ ok: false, failure: { kind: 'not-found' } });
  });

  it('pauses and resumes the own call', async () => {
    const { conversationId } = await sandbox.control.call();
    expect(await world.api.setRecording(conversationId, 'paused', 'own')).toEqual({
      ok: true,
      value: { isScreenWatched: false },
    });
    expect(await truthOf(conversationId)).toMatchObject({ capturing: false, securePause: true });
    const read = await world.api.readCall(conversationId);
    expect(read.ok && ownLeg(read.value, SEED.users.ada)).toMatchObject({
      recordingState: 'paused',
      securePause: true,
    });
    expect(await world.api.setRecording(conversationId, 'active', 'own')).toMatchObject({ ok: true });
    expect(await truthOf(conversationId)).toMatchObject({ capturing: true, securePause: false });
  });

  it('is told with its Pause that somebody watches the screen, and that nobody does any more', async () => {
    await sandbox.control.switch({ readLagMs: 0 });
    const { conversationId } = await sandbox.control.call();
    await sandbox.control.act({ conversationId, act: 'watch-screen' });
    const pause = () => world.api.setRecording(conversationId, 'paused', 'own');
    expect(await pause()).toEqual({ ok: true, value: { isScreenWatched: true } });
    expect(await world.api.setRecording(conversationId, 'active', 'own')).toEqual({
      ok: true,
      value: undefined,
    });
    await sandbox.control.act({ conversationId, act: 'leave-screen' });
    expect(await pause()).toEqual({ ok: true, value: { isScreenWatched: false } });
  });

  it('pauses the call of another agent with the permission', async () => {
    const { conversationId } = await sandbox.control.call();
    world.client.setToken(await tokenOf(sandbox, SEED.users.sol));
    expect(await world.api.setRecording(conversationId, 'paused', 'others')).toMatchObject({ ok: true });
    expect(await truthOf(conversationId)).toMatchObject({ capturing: false });
  });

  it('names the permission that is missing', async () => {
    const { conversationId } = await sandbox.control.call();
    const answer = await world.api.setRecording(conversationId, 'paused', 'others');
    expect(answer).toMatchObject({
      ok: false,
      failure: { kind: 'denied', permission: 'conversation:recording:pauseOthers' },
    });
    expect(await truthOf(conversationId)).toMatchObject({ capturing: true });
  });

  it('does not find a call that is nobody’s', async () => {
    expect(await world.api.readCall('00000000-0000-4000-8000-000000000000')).toMatchObject({
      failure: { kind: 'not-found' },
    });
  });

  it('answers signed-out without a valid token', async () => {
    world.client.setToken('stale');
    expect(await world.api.me()).toMatchObject({ failure: { kind: 'signed-out' } });
  });
});

type Method = (id: string) => Promise<{ ok: boolean; failure?: Failure }>;

const METHODS: [EndpointName, Method][] = [
  ['me', () => world.api.me()],
  ['list-calls', () => world.api.myCalls()],
  ['read-call', (id) => world.api.readCall(id)],
  ['pause-own', (id) => world.api.setRecording(id, 'paused', 'own')],
  ['pause-others', (id) => world.api.setRecording(id, 'paused', 'others')],
];

describe.each(METHODS)('the failures of %s', (endpoint, method) => {
  let id: string;
  beforeEach(async () => {
    id = (await sandbox.control.call()).conversationId;
    if (endpoint === 'pause-others') world.client.setToken(await tokenOf(sandbox, SEED.users.sol));
  });

  it.each([
    [400, { kind: 'bad-request' }],
    [401, { kind: 'signed-out' }],
    [403, { kind: 'denied' }],
    [404, { kind: 'not-found' }],
    [409, { kind: 'conflict' }],
    [500, { kind: 'outage', status: 500 }],
    [503, { kind: 'outage', status: 503 }],
  ])('status %i', async (status, failure) => {
    await sandbox.control.fault({ fault: 'status', endpoint, status });
    expect(await method(id)).toMatchObject({ ok: false, failure });
  });

  it.each([
    ['seconds', () => '7'],
    ['a date', () => new Date(world.clock.wall() + 7_000).toUTCString()],
  ])('status 429 with Retry-After as %s', async (_form, retryAfter) => {
    await sandbox.control.fault({ fault: 'status', endpoint, status: 429, retryAfter: retryAfter() });
    const answer = await method(id);
    expect(answer.failure?.kind).toBe('rate-limited');
    const wait = answer.failure?.kind === 'rate-limited' ? answer.failure.retryAfterMs : undefined;
    expect(wait).toBeGreaterThan(0);
    expect(wait).toBeLessThanOrEqual(7_000);
  });

  it.each(['before', 'after'] as const)('a connection that drops %s the effect', async (when) => {
    await sandbox.control.fault({ fault: 'lost', endpoint, when });
    expect(await method(id)).toEqual({ ok: false, failure: { kind: 'offline' } });
  });

  it('no answer within 8 s', async () => {
    await sandbox.control.fault({ fault: 'slow', endpoint, delayMs: 3_600_000 });
    const answer = method(id);
    world.clock.advance(8_000);
    expect(await answer).toEqual({ ok: false, failure: { kind: 'timeout' } });
  });

  it('a body that is none of the platform', async () => {
    await sandbox.control.fault({ fault: 'body', endpoint, body: '<html>proxy</html>' });
    const answer = await method(id);
    if (endpoint.startsWith('pause')) expect(answer.ok).toBe(true);
    else expect(answer.failure).toEqual({ kind: 'malformed', what: 'body' });
  });
});
