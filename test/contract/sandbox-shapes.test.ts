import { readdirSync, readFileSync } from 'node:fs';
import type { Models } from 'purecloud-platform-client-v2';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { SEED } from '../../sandbox/control.ts';
import { startSandbox } from '../../sandbox/server.ts';
import type { Sandbox } from '../../sandbox/server.ts';
import type { Api, Loose } from './sandbox-client.ts';
import { apiOf, callsTopic, conversationsTopic, listenTo } from './sandbox-client.ts';

const FIXTURES = new URL('../fixtures/', import.meta.url);
const names = readdirSync(FIXTURES).filter((name) => name.endsWith('.json'));
const fixture = (name: string): { source: string; note: string; body: unknown } =>
  JSON.parse(readFileSync(new URL(`${name}.json`, FIXTURES), 'utf8'));

/**
 * What is wrong with a body, seen beside a published one: keys that neither that one nor `known` has, and values of
 * another type. Elements of a list are compared with all elements of the other list together.
 */
function strangers(body: unknown, published: unknown, known: readonly string[], path = ''): string[] {
  const kind = (value: unknown): string =>
    Array.isArray(value) ? 'list' : value === null ? 'null' : typeof value;
  if (kind(body) !== kind(published)) return [`${path} is ${kind(body)}, not ${kind(published)}`];
  if (Array.isArray(body)) {
    const sample = (published as unknown[]).reduce(merged, undefined);
    return sample === undefined
      ? []
      : body.flatMap((item, index) => strangers(item, sample, known, `${path}[${index}]`));
  }
  if (kind(body) !== 'object' || path.endsWith('.attributes')) return [];
  const sample = published as Record<string, unknown>;
  return Object.entries(body as Record<string, unknown>).flatMap(([key, value]) => {
    if (key in sample) return strangers(value, sample[key], known, `${path}.${key}`);
    return known.includes(key) ? [] : [`${path}.${key} is not published`];
  });
}

/** One value that has the keys of both. */
function merged(a: unknown, b: unknown): unknown {
  if (Array.isArray(a) && Array.isArray(b)) return [...a, ...b];
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return a ?? b;
  const result: Record<string, unknown> = { ...a };
  for (const [key, value] of Object.entries(b)) result[key] = merged(result[key], value);
  return result;
}

/** Fields of the SDK's models that the captures, all of unrecorded or older conversations, do not show. */
const FLAT = [
  'securePause',
  'recordersState',
  'startHoldTime',
  'startAcwTime',
  'endAcwTime',
  'mediaRoles',
  'consultParticipantId',
  'monitoredParticipantId',
  'coachedParticipantId',
  'bargedParticipantId',
] as const satisfies readonly (keyof Models.CallMediaParticipant)[];
const NESTED = ['recordersState', 'startHoldTime'] as const satisfies readonly (keyof Models.Call)[];
const NESTED_PARTICIPANT = [
  'screenRecordingState',
  'consultParticipantId',
  'monitoredParticipantId',
] as const satisfies readonly (keyof Models.Participant)[];
const NESTED_EVENT = [
  'direction',
  'muted',
  'confined',
  'recording',
  'recordingState',
  'recordersState',
  'securePause',
  'startHoldTime',
] as const satisfies readonly (keyof Models.ConversationEventTopicCall)[];
const NESTED_EVENT_PARTICIPANT = [
  'address',
  'calls',
  'mediaRoles',
  'screenRecordingState',
  'endAcwTime',
  'consultParticipantId',
  'monitoredParticipantId',
] as const satisfies readonly (keyof Models.ConversationEventTopicParticipant)[];
const FLAT_EVENT = [
  'name',
  'endTime',
  'disconnectType',
  'startHoldTime',
  'startAcwTime',
  'endAcwTime',
  'consultParticipantId',
  'monitoredParticipantId',
] as const satisfies readonly (keyof Models.ConversationCallEventTopicCallMediaParticipant)[];
const ME = ['department', 'addresses'] as const satisfies readonly (keyof Models.UserMe)[];
const ROLES = ['id', 'unusedRoles'];

const { ada, ben, sol } = SEED.users;
let sandbox: Sandbox;
let api: Api;

beforeAll(async () => {
  sandbox = await startSandbox();
});
afterAll(() => sandbox.close());
beforeEach(async () => {
  await sandbox.control.reset();
  await sandbox.control.switch({ readLagMs: 0 });
  api = await apiOf(sandbox);
});

/** A call in which everything has happened that changes a body. */
async function eventfulCall(): Promise<string> {
  const { control } = sandbox;
  const { conversationId } = await control.call({ recorders: ['customer', 'agent'], screen: true });
  await control.act({ conversationId, act: 'monitor' });
  await control.act({ conversationId, act: 'consult', to: ben });
  await control.act({ conversationId, act: 'answer', by: ben });
  await control.act({ conversationId, act: 'hold', by: ben });
  await control.act({ conversationId, act: 'pause', by: ada });
  return conversationId;
}

describe('fixtures', () => {
  it.each(names)('%s says where it comes from', (name) => {
    const { source, note, body } = fixture(name.replace('.json', ''));
    expect(source).toMatch(/^https:\/\/\S+$/);
    expect(note.length).toBeGreaterThan(20);
    expect(body).toBeTypeOf('object');
  });
});

describe('bodies of the sandbox', () => {
  it('list calls as published', async () => {
    await eventfulCall();
    const { body } = await api('GET', '/conversations/calls');
    expect(body.entities).toHaveLength(1);
    expect(strangers(body, fixture('call-conversations').body, FLAT)).toEqual([]);
  });

  it('list conversations as published', async () => {
    await eventfulCall();
    const { body } = await api('GET', '/conversations');
    const published = fixture('conversation').body;
    expect(strangers(body.entities, [published], [...NESTED, ...NESTED_PARTICIPANT])).toEqual([]);
  });

  it('answer operation A with a conversation as published', async () => {
    const { conversationId } = await sandbox.control.call();
    const { body } = await api('PATCH', `/conversations/calls/${conversationId}`, {
      recordingState: 'PAUSED',
    });
    expect(strangers(body, fixture('conversation').body, NESTED)).toEqual([]);
  });

  it('frame events of both topics as published', async () => {
    const listener = await listenTo(api, [callsTopic(ada), conversationsTopic(ada)]);
    const conversationId = await eventfulCall();
    await sandbox.control.act({ conversationId, act: 'customer-hangup' });
    await sandbox.control.act({ conversationId, act: 'wrapup', by: ada });
    const isLast = (topic: string) => (frame: Loose) =>
      frame.topicName === topic &&
      frame.eventBody.participants.some((leg: Loose) => leg.endAcwTime !== undefined);
    await listener.frame(isLast(callsTopic(ada)));
    await listener.frame(isLast(conversationsTopic(ada)));

    const flat = listener.frames.filter(({ topicName }) => topicName === callsTopic(ada));
    const nested = listener.frames.filter(({ topicName }) => topicName === conversationsTopic(ada));
    const flatKnown = [...FLAT_EVENT, ...FLAT];
    const nestedKnown = [...NESTED_EVENT, ...NESTED_EVENT_PARTICIPANT];
    for (const { eventBody } of flat) {
      expect(strangers(eventBody, fixture('call-event').body, flatKnown)).toEqual([]);
    }
    for (const frame of nested) {
      expect(strangers(frame, fixture('conversation-event').body, nestedKnown)).toEqual([]);
    }
    expect(flat.length).toBeGreaterThan(6);
    listener.close();
  });

  it('describe a user and the permissions as published', async () => {
    const { body } = await api('GET', '/users/me?expand=authorization');
    const { authorization, ...me } = body;
    expect(strangers(me, fixture('user-me').body, ME)).toEqual([]);
    expect(strangers(authorization, fixture('user-authorization').body, ROLES)).toEqual([]);
  });

  it('describe a channel and its subscriptions as published', async () => {
    const { body: channel } = await api('POST', '/notifications/channels');
    expect(strangers(channel, fixture('channel').body, [])).toEqual([]);
    expect(channel.connectUri.endsWith(`/channels/${channel.id}`)).toBe(true);
    const { body } = await api(
      'PUT',
      `/notifications/channels/${channel.id}/subscriptions?ignoreErrors=true`,
      [{ id: callsTopic(ada) }, { id: callsTopic(sol) }],
    );
    expect(strangers(body, fixture('subscriptions').body, [])).toEqual([]);
  });

  it('frame heartbeats, pongs, refusals and system messages as published', async () => {
    const listener = await listenTo(api, [callsTopic(ada)]);
    listener.send({ message: 'ping' });
    listener.send({ message: 'subscribe', correlationId: 'abc' });
    const isPong = ({ eventBody }: Loose): boolean => eventBody?.message === 'pong';
    expect(await listener.frame(isPong)).toEqual(fixture('pong').body);
    const refusal = await listener.frame(({ result }: Loose) => result === '400');
    expect(strangers(refusal, fixture('subscribe-error').body, [])).toEqual([]);
    await sandbox.control.clock({ advanceMs: 30_000 });
    const isHeartbeat = ({ eventBody }: Loose): boolean => eventBody?.message === 'WebSocket Heartbeat';
    expect(await listener.frame(isHeartbeat)).toEqual(fixture('heartbeat').body);
    await sandbox.control.fault({ fault: 'socket', how: 'evict' });
    const { eventBody } = await listener.frame(`v2.system.no_longer_subscribed.${listener.id}`);
    expect(strangers(eventBody, fixture('system-message').body, [])).toEqual([]);
  });

  it('refuse as published', async () => {
    const { conversationId } = await sandbox.control.call();
    const refused = await api('PATCH', `/conversations/${conversationId}/recordingstate`, {
      recordingState: 'PAUSED',
    });
    expect(refused.body).toEqual({
      ...(fixture('error-missing-permission').body as object),
      contextId: refused.headers.get('inin-correlation-id'),
    });
    await sandbox.control.switch({ requestsPerMinute: 1 });
    await api('GET', '/users/me');
    const limited = await api('GET', '/users/me');
    expect(limited.status).toBe(429);
    const seconds = limited.headers.get('retry-after')!;
    const { message, ...rest } = fixture('error-rate-limit').body as { message: string };
    expect(limited.body).toEqual({
      ...rest,
      message: message.replace('33', seconds),
      contextId: limited.headers.get('inin-correlation-id'),
    });
  });
});
