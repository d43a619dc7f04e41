import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { SEED } from '../../sandbox/control.ts';
import { startSandbox } from '../../sandbox/server.ts';
import type { Sandbox } from '../../sandbox/server.ts';
import type { Api, Listener, Loose } from './sandbox-client.ts';
import {
  apiOf,
  apiWith,
  callsTopic,
  conversationsTopic,
  listenOn,
  listenTo,
  tokenOf,
} from './sandbox-client.ts';

const { ada, ben, sol } = SEED.users;
const HOUR = 3_600_000;
let sandbox: Sandbox;
let api: Api;

beforeAll(async () => {
  sandbox = await startSandbox();
});
afterAll(() => sandbox.close());
beforeEach(async () => {
  await sandbox.control.reset();
  api = await apiOf(sandbox);
});

const channel = async (who: Api = api): Promise<Loose> => (await who('POST', '/notifications/channels')).body;
const subscriptions = (id: string, query = ''): string =>
  `/notifications/channels/${id}/subscriptions${query}`;
const topics = (...ids: string[]) => ids.map((id) => ({ id }));
const isPong = ({ eventBody }: Loose): boolean => eventBody?.message === 'pong';

/** Whatever was sent before the answer to a ping has arrived with it. */
async function settled(listener: Listener): Promise<Loose[]> {
  listener.send({ message: 'ping' });
  await listener.frame(isPong);
  return listener.frames.filter(({ topicName }) => topicName !== 'channel.metadata');
}

describe('notifications', () => {
  it('send the whole conversation to everybody in it, twice', async () => {
    const listener = await listenTo(api, [callsTopic(ada), conversationsTopic(ada)]);
    const { conversationId } = await sandbox.control.call();
    await sandbox.control.clock({ advanceMs: 150 });
    const frames = await settled(listener);
    expect(frames.map(({ topicName }) => topicName)).toEqual([
      conversationsTopic(ada),
      callsTopic(ada),
      conversationsTopic(ada),
      callsTopic(ada),
    ]);
    expect(frames[1]).toMatchObject({ version: '2', eventBody: { id: conversationId } });
    expect(frames[1].metadata.CorrelationId).toBeTypeOf('string');
    expect(frames[3].eventBody).toEqual(frames[1].eventBody);
    listener.close();
  });

  it('tell nothing to others', async () => {
    const listener = await listenTo(await apiOf(sandbox, ben), [callsTopic(ben)]);
    await sandbox.control.call();
    expect(await settled(listener)).toEqual([]);
    listener.close();
  });

  it('carry the screen recording, which reads of calls do not', async () => {
    const listener = await listenTo(api, [callsTopic(ada)]);
    const { conversationId } = await sandbox.control.call({ screen: true });
    const { eventBody } = await listener.frame(callsTopic(ada));
    expect(eventBody.participants[2].screenRecordingState).toBe('active');
    const { body } = await api('GET', `/conversations/calls/${conversationId}`);
    expect(body.participants[2]).not.toHaveProperty('screenRecordingState');
    listener.close();
  });

  it('leave before or after the answer that caused them, as the switch says', async () => {
    await sandbox.control.switch({ duplicateEvents: false });
    const { conversationId } = await sandbox.control.call();
    const listener = await listenTo(api, [callsTopic(ada)]);
    const order = async (): Promise<string[]> => {
      listener.frames.length = 0;
      const seen: string[] = [];
      await Promise.all([
        api('PATCH', `/conversations/calls/${conversationId}`, { recordingState: 'PAUSED' }).then(() =>
          seen.push('answer'),
        ),
        listener.frame(callsTopic(ada)).then(() => seen.push('event')),
      ]);
      return seen;
    };
    expect(await order()).toEqual(['event', 'answer']);
    await sandbox.control.switch({ eventBefore2xx: false });
    expect(await order()).toEqual(['answer', 'event']);
    listener.close();
  });

  it('beat every 30 seconds', async () => {
    const listener = await listenTo(api, [callsTopic(ada)]);
    await sandbox.control.clock({ advanceMs: 95_000 });
    await settled(listener);
    const beats = listener.frames.filter(({ eventBody }) => eventBody?.message === 'WebSocket Heartbeat');
    expect(beats).toHaveLength(3);
    listener.close();
  });

  it('understand the combined form of topics and a request over the socket', async () => {
    const listener = await listenTo(api, [`v2.users.${ada}?conversations&conversations.calls`]);
    await sandbox.control.call();
    expect(await settled(listener)).toHaveLength(2);
    listener.send({ message: 'subscribe', topics: [callsTopic(ada)], correlationId: 'c1' });
    expect(await listener.frame(({ result }: Loose) => result === '200')).toMatchObject({
      correlationId: 'c1',
      status: 'subscribed',
    });
    listener.send({ message: 'subscribe', topics: [callsTopic(sol)], correlationId: 'c2' });
    expect(await listener.frame(({ correlationId }: Loose) => correlationId === 'c2')).toMatchObject({
      result: '400',
      status: 'failure',
    });
    listener.close();
  });

  it('add, replace, list and remove topics', async () => {
    const { id } = await channel();
    const listed = async (): Promise<string[]> =>
      (await api('GET', subscriptions(id))).body.entities.map((topic: Loose) => topic.id);
    await api('POST', subscriptions(id), topics(callsTopic(ada)));
    await api('POST', subscriptions(id), topics(conversationsTopic(ada)));
    expect(await listed()).toEqual([callsTopic(ada), conversationsTopic(ada)]);
    await api('PUT', subscriptions(id), topics(callsTopic(ada)));
    expect(await listed()).toEqual([callsTopic(ada)]);
    await api('DELETE', subscriptions(id));
    expect(await listed()).toEqual([]);
  });

  it('refuse topics that do not exist, that need a permission, or that are too many', async () => {
    const { id } = await channel();
    const put = (query: string, ...ids: string[]) => api('PUT', subscriptions(id, query), topics(...ids));
    expect((await put('', 'api:recordings:all')).body.code).toBe('notification.invalid.topic');
    expect((await put('', callsTopic(sol))).body.code).toBe('missing.permissions');
    expect((await put('', `v2.routing.queues.${SEED.queues.payments}.conversations`)).status).toBe(403);
    const mixed = await put('?ignoreErrors=true', callsTopic(ada), callsTopic(sol), 'nonsense');
    expect(mixed.body.entities).toMatchObject([
      { state: 'Permitted' },
      { state: 'Rejected', missingPermissions: ['conversation:communication:view'] },
      { state: 'Rejected' },
    ]);
    const supervisor = await apiOf(sandbox, sol);
    const own = await channel(supervisor);
    const many = Array.from({ length: 1001 }, (_, index) =>
      callsTopic(`00000000-0000-4000-8000-${String(index).padStart(12, '0')}`),
    );
    expect((await supervisor('PUT', subscriptions(own.id), topics(...many))).body.code).toBe(
      'notification.subscription.too.many.subscriptions',
    );
    expect((await supervisor('PUT', subscriptions(own.id), topics(...many.slice(1)))).status).toBe(200);
  });

  it('show a supervisor the calls of a queue', async () => {
    const topic = `v2.routing.queues.${SEED.queues.payments}.conversations.calls`;
    const listener = await listenTo(await apiOf(sandbox, sol), [topic]);
    const { conversationId } = await sandbox.control.call();
    expect((await listener.frame(topic)).eventBody.id).toBe(conversationId);
    listener.close();
  });

  it('describe the topics that exist', async () => {
    const { body } = await api('GET', '/notifications/availabletopics');
    expect(body.entities.map(({ id }: Loose) => id)).toContain('v2.users.{id}.conversations.calls');
  });
});

describe('a notification channel', () => {
  it('lives 24 hours from the last subscription', async () => {
    const { id, expires } = await channel();
    expect(Date.parse(expires)).toBeGreaterThan(Date.now());
    await sandbox.control.clock({ advanceMs: 23 * HOUR });
    await api('PUT', subscriptions(id), topics(callsTopic(ada)));
    await sandbox.control.clock({ advanceMs: 23 * HOUR });
    const later = await apiOf(sandbox);
    expect((await later('HEAD', `/notifications/channels/${id}`)).status).toBe(200);
    await sandbox.control.clock({ advanceMs: HOUR });
    expect((await later('HEAD', `/notifications/channels/${id}`)).status).toBe(404);
  });

  it('belongs to its user and client', async () => {
    const { id } = await channel();
    const other = await apiOf(sandbox, ben);
    expect((await other('HEAD', `/notifications/channels/${id}`)).status).toBe(404);
    expect((await other('PUT', subscriptions(id), topics(callsTopic(ben)))).status).toBe(404);
  });

  it('is listed for its token; of other tokens only that it exists', async () => {
    const { id } = await channel();
    const again = apiWith(sandbox, await tokenOf(sandbox));
    const list = async (who: Api, query = ''): Promise<Loose[]> =>
      (await who('GET', `/notifications/channels${query}`)).body.entities;
    expect(await list(api)).toMatchObject([{ id }]);
    expect(await list(again)).toEqual([]);
    const [hidden] = await list(again, '?includechannels=oauthclient');
    expect(Object.keys(hidden)).toEqual(['expires']);
  });

  it('is taken over by a second socket', async () => {
    const { id, connectUri } = await channel();
    await api('PUT', subscriptions(id), topics(callsTopic(ada)));
    const first = await listenOn(connectUri);
    const second = await listenOn(connectUri);
    const { eventBody } = await first.frame(`v2.system.no_longer_subscribed.${id}`);
    expect(eventBody).toMatchObject({ channelId: id, reason: 'another_channel_subscribed' });
    expect(await first.closed).toBe(1000);
    await sandbox.control.call();
    await second.frame(callsTopic(ada));
    second.close();
  });

  it('is one of twenty: the next evicts an unconnected one, else the one used longest ago', async () => {
    const first = await channel();
    const connected = await listenOn(first.connectUri);
    const others: string[] = [];
    for (let count = 1; count < 20; count += 1) others.push((await channel()).id);
    await channel();
    const alive = (id: string | undefined) => api('HEAD', `/notifications/channels/${id}`);
    expect((await alive(others[0])).status).toBe(404);
    expect((await alive(others[1])).status).toBe(200);
    expect((await alive(first.id)).status).toBe(200);
    connected.close();
  });

  it('closes with its token', async () => {
    const listener = await listenTo(api, [callsTopic(ada)]);
    await api('DELETE', '/tokens/me');
    const frame = await listener.frame(({ topicName }: Loose) =>
      topicName.startsWith('v2.system.token_revoked.'),
    );
    expect(frame.eventBody.reason).toBe('user_tokens_revoked');
    await listener.closed;
  });

  it('is not found on a wrong path', async () => {
    const uri = `${sandbox.platformUrl.replace('http', 'ws')}/channels/nothing`;
    await expect(listenOn(uri)).rejects.toThrow('404');
  });
});

describe('a socket fault', () => {
  let listener: Listener & { id: string };

  beforeEach(async () => {
    listener = await listenTo(api, [callsTopic(ada)]);
  });

  it('half-open: nothing comes any more, heartbeats neither, and the socket stays', async () => {
    await sandbox.control.fault({ fault: 'socket', how: 'half-open' });
    listener.send({ message: 'ping' });
    await sandbox.control.call();
    await sandbox.control.clock({ advanceMs: 60_000 });
    const { channels } = await sandbox.control.truth();
    expect(channels).toMatchObject([{ connected: true }]);
    expect(listener.frames).toEqual([]);
    listener.close();
  });

  it('deaf: heartbeats and pongs only', async () => {
    await sandbox.control.fault({ fault: 'socket', how: 'deaf' });
    await sandbox.control.call();
    await sandbox.control.clock({ advanceMs: 30_000 });
    expect(await settled(listener)).toEqual([]);
    expect(listener.frames.length).toBe(2);
    listener.close();
  });

  it('close: the connection drops', async () => {
    await sandbox.control.fault({ fault: 'socket', how: 'close' });
    expect(await listener.closed).toBe(1006);
    expect((await api('HEAD', `/notifications/channels/${listener.id}`)).status).toBe(200);
  });

  it('closing-notice: a notice, and a minute later the close', async () => {
    await sandbox.control.fault({ fault: 'socket', how: 'closing-notice' });
    await listener.frame('v2.system.socket_closing');
    await sandbox.control.clock({ advanceMs: 60_000 });
    expect(await listener.closed).toBe(1000);
  });

  it.each(['evict', 'expire'] as const)('%s: the channel is gone', async (how) => {
    await sandbox.control.fault({ fault: 'socket', how });
    await listener.closed;
    expect((await api('HEAD', `/notifications/channels/${listener.id}`)).status).toBe(404);
  });

  it('token-revoked: the token is gone too', async () => {
    await sandbox.control.fault({ fault: 'socket', how: 'token-revoked' });
    await listener.closed;
    expect((await api('GET', '/users/me')).status).toBe(401);
  });

  it('inactive: the tokens of that user are refused and their channels closed, and nobody else’s', async () => {
    const other = await apiOf(sandbox, SEED.users.ben);
    await sandbox.control.fault({ fault: 'inactive', userId: SEED.users.ada });
    await listener.closed;
    expect((await api('GET', '/users/me')).status).toBe(401);
    expect((await other('GET', '/users/me')).status).toBe(200);
  });

  it('socket-refused: no new socket until cleared', async () => {
    listener.close();
    const { connectUri } = await channel();
    await sandbox.control.fault({ fault: 'socket-refused' });
    await expect(listenOn(connectUri)).rejects.toThrow('503');
    await sandbox.control.fault({ clear: true });
    (await listenOn(connectUri)).close();
  });
});
