import { describe, expect, it } from 'vitest';
import type { ApiAnswer } from '../../../../src/genesys/http/transport.ts';
import { settle } from '../../../support/fake-clock.ts';
import { flatCall, IDS } from '../wire/bodies.ts';
import { HEARTBEAT, PONG, setUpFeed, TOPIC } from './fake-channels.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

async function opened(options?: Parameters<typeof setUpFeed>[0]) {
  const world = setUpFeed(options);
  world.start();
  await world.open();
  world.events.length = 0;
  world.requests.length = 0;
  return world;
}

/** Keeps the link alive for a while, with a heartbeat each 30 s. */
async function beat(world: Awaited<ReturnType<typeof opened>>, ms: number) {
  for (let past = 0; past < ms; past += 30_000) {
    world.last().frame(HEARTBEAT);
    await world.clock.pass(Math.min(30_000, ms - past));
  }
}

describe('createCallFeed: opening', () => {
  it('creates a channel, opens its socket, subscribes, and only then is open', async () => {
    const world = setUpFeed();
    world.start();
    await settle();
    expect(world.asked()).toEqual(['POST channels']);
    expect(world.events).toEqual([]);
    world.last().on.opened();
    expect(world.events).toEqual([]);
    await settle();
    expect(world.requests.at(-1)).toMatchObject({ method: 'PUT', body: [{ id: TOPIC }] });
    expect(world.events).toEqual([{ kind: 'opened', generation: 1 }]);
  });

  it('asks for the topics when the answer to the subscription does not list ours', async () => {
    const world = setUpFeed();
    world.start();
    await settle();
    world.answerWith({ kind: 'answered', status: 200, headers: {}, body: {} });
    await world.open();
    expect(world.asked().slice(1)).toEqual([
      'PUT channels/{channelId}/subscriptions',
      'GET channels/{channelId}/subscriptions',
    ]);
    expect(world.kinds()).toEqual(['opened']);
  });

  it('fails when the topic is rejected, and names the permission', async () => {
    const world = setUpFeed();
    world.topics([{ id: TOPIC, state: 'Rejected', missingPermissions: ['a:b:c'] }]);
    world.start();
    await world.open();
    expect(world.events[0]).toEqual({ kind: 'refused', topics: [{ topic: TOPIC, permissions: ['a:b:c'] }] });
    expect(world.kinds()).toEqual(['refused', 'lost failed']);
    expect(world.last().closed).toBe(true);
  });

  it('fails when the socket does not open within 10 s', async () => {
    const world = setUpFeed();
    world.start();
    await world.clock.pass(10_000);
    expect(world.kinds()).toEqual(['lost failed']);
  });

  it('tells of a failing start once, and keeps trying', async () => {
    const world = setUpFeed();
    world.answerWith(world.status(503), { kind: 'offline' }, { kind: 'timeout' });
    world.start();
    await world.clock.pass(20_000);
    expect(world.kinds()).toEqual(['lost failed']);
    expect(world.asked().length).toBeGreaterThanOrEqual(4);
  });

  // Seeds 2054 and 3286: after an outage of half a minute one refusal kept the panel Unknown for up to four minutes.
  it('does not make a first refusal wait longer for an outage before it', async () => {
    const world = setUpFeed();
    world.answerWith(...Array.from({ length: 9 }, () => ({ kind: 'offline' }) as const), world.status(403));
    world.start();
    for (let waited = 0; world.requests.length < 10; waited += 1_000) {
      expect(waited).toBeLessThan(300_000);
      await world.clock.pass(1_000);
    }
    await world.clock.pass(2_000);
    expect(world.requests).toHaveLength(11);
  });

  it('waits longer and longer, up to five minutes, for what is refused again and again', async () => {
    const world = setUpFeed({ random: () => 0.999_999 });
    world.answerWith(...Array.from({ length: 12 }, () => world.status(403)));
    world.start();
    await settle();
    const gaps: number[] = [];
    let before = world.clock.now();
    for (let refused = 1; refused < 12; refused += 1) {
      while (world.requests.length === refused) await world.clock.pass(500);
      gaps.push(Math.ceil((world.clock.now() - before) / 1_000));
      before = world.clock.now();
    }
    expect(gaps).toEqual([1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300]);
  });

  it('waits as long as the platform says', async () => {
    const world = setUpFeed();
    world.answerWith(world.status(429, { 'retry-after': '60' }));
    world.start();
    await world.clock.pass(60_000);
    world.feed.probe();
    await settle();
    expect(world.requests).toHaveLength(1);
    await world.clock.pass(1_000);
    expect(world.requests).toHaveLength(2);
  });

  it('takes a refused token for signed out, and stops', async () => {
    const world = setUpFeed();
    world.answerWith(world.status(401));
    world.start();
    await world.clock.pass(HOUR);
    expect(world.kinds()).toEqual(['signed-out']);
    expect(world.requests).toHaveLength(1);
    expect(world.clock.waiting).toBe(0);
  });

  it('never names the secret address of a channel', async () => {
    const world = setUpFeed();
    world.start();
    await world.open();
    world.last().on.closed();
    await world.clock.pass(MINUTE);
    expect(JSON.stringify([world.notes, world.events])).not.toContain('s3cret');
  });
});

describe('createQueueFeed: a topic that is refused among others', () => {
  const topicOf = (queueId: string) => `v2.routing.queues.${queueId}.conversations.calls`;
  const permitted = (queueId: string) => ({ id: topicOf(queueId), state: 'Permitted' });
  const refusal = (queueId: string) => ({
    id: topicOf(queueId),
    state: 'Rejected',
    missingPermissions: ['conversation:communication:view'],
  });
  const told = (...queueIds: string[]) => ({
    kind: 'refused',
    topics: queueIds.map((queueId) => ({
      topic: topicOf(queueId),
      permissions: ['conversation:communication:view'],
    })),
  });

  async function watching(...entities: { id: string; state: string }[]) {
    const world = setUpFeed();
    world.topics(entities);
    world.watch('q1', 'q2');
    await world.open();
    return world;
  }
  const beatFor = async (world: Awaited<ReturnType<typeof watching>>, ms: number) => beat(world, ms);

  it('is named, and the others are heard', async () => {
    const world = await watching(permitted('q1'), refusal('q2'));
    expect(world.requests.at(-1)).toMatchObject({ query: { ignoreErrors: 'true' } });
    expect(world.events).toEqual([{ kind: 'opened', generation: 1 }, told('q2')]);
  });

  it('is asked for again, and heard once it is granted', async () => {
    const world = await watching(permitted('q1'), refusal('q2'));
    world.events.length = 0;
    world.topics([permitted('q1'), permitted('q2')]);
    await beatFor(world, 61_000);
    expect(world.events.filter(({ kind }) => kind !== 'frame')).toEqual([{ kind: 'refused', topics: [] }]);
  });

  it('is asked for less and less often while it stays refused', async () => {
    const world = await watching(permitted('q1'), refusal('q2'));
    world.requests.length = 0;
    await beatFor(world, 16 * MINUTE);
    expect(world.asked()).toHaveLength(4);
    expect(world.kinds().filter((kind) => kind === 'refused')).toHaveLength(1);
  });

  it('is told when a renewal finds it, although it was heard before', async () => {
    const world = await watching(permitted('q1'), permitted('q2'));
    world.topics([permitted('q1'), refusal('q2')]);
    await beatFor(world, 12 * HOUR + MINUTE);
    expect(world.events.filter(({ kind }) => kind === 'refused')).toEqual([told('q2')]);
  });

  it('ends the channel when every one of them is refused', async () => {
    const world = await watching(refusal('q1'), refusal('q2'));
    expect(world.events).toEqual([told('q1', 'q2'), { kind: 'lost', why: 'failed' }]);
  });
});

describe('createCallFeed: frames', () => {
  it('reports each frame before what it says', async () => {
    const world = await opened();
    world.last().frame({ topicName: TOPIC, eventBody: flatCall() });
    world.last().frame(HEARTBEAT);
    expect(world.kinds()).toEqual(['frame', 'snapshot', 'frame']);
  });

  it('passes identical snapshots on', async () => {
    const world = await opened();
    world.last().frame({ topicName: TOPIC, eventBody: flatCall() });
    world.last().frame({ topicName: TOPIC, eventBody: flatCall() });
    expect(world.kinds()).toEqual(['frame', 'snapshot', 'frame', 'snapshot']);
  });

  it('says that something changed when an event cannot be read', async () => {
    const world = await opened();
    world.last().frame({ topicName: TOPIC, eventBody: flatCall({ recordingState: 'odd' }) });
    world.last().frame('{"topicName":"v2.us');
    world.last().frame(`"${'x'.repeat(1_000_001)}"`);
    expect(world.events.filter(({ kind }) => kind !== 'frame')).toEqual([
      { kind: 'unreadable', conversationId: IDS.conversation },
      { kind: 'unreadable' },
      { kind: 'unreadable' },
    ]);
    expect(world.notes.map(([event]) => event).slice(-3)).toEqual([
      'feed-event-unreadable',
      'feed-frame-malformed',
      'feed-frame-refused',
    ]);
  });

  it('ignores JSON that is no frame, and topics of others', async () => {
    const world = await opened();
    world.last().frame({ result: '200', status: 'subscribed' });
    world.last().frame({ topicName: 'v2.users.other.conversations.calls', eventBody: flatCall() });
    expect(world.kinds()).toEqual(['frame', 'frame']);
  });

  it('drops what arrives before the subscription is confirmed', async () => {
    const world = setUpFeed();
    world.start();
    await settle();
    world.last().on.opened();
    world.last().frame({ topicName: TOPIC, eventBody: flatCall() });
    await settle();
    expect(world.kinds()).toEqual(['opened']);
  });
});

describe('createCallFeed: losing the link', () => {
  it('reports a close in the same task and tries the same channel first', async () => {
    const world = await opened();
    world.last().on.closed();
    expect(world.kinds()).toEqual(['lost closed']);
    await world.clock.pass(1_000);
    await world.open();
    expect(world.sockets.map(({ uri }) => uri.at(-1))).toEqual(['1', '1']);
    expect(world.events.at(-1)).toEqual({ kind: 'opened', generation: 2 });
  });

  it('says nothing more of the older generation', async () => {
    const world = await opened();
    const old = world.last();
    old.on.closed();
    await world.clock.pass(1_000);
    await world.open();
    world.events.length = 0;
    old.frame(HEARTBEAT);
    old.frame({ topicName: TOPIC, eventBody: flatCall() });
    old.on.closed();
    expect(world.events).toEqual([]);
  });

  it('pings after 32 s of silence and gives up after 35 s', async () => {
    const world = await opened();
    await world.clock.pass(31_999);
    expect(world.last().sent).toEqual([]);
    await world.clock.pass(1);
    expect(world.last().sent).toEqual(['{"message":"ping"}']);
    await world.clock.pass(2_999);
    expect(world.kinds()).toEqual([]);
    await world.clock.pass(1);
    expect(world.kinds()).toEqual(['lost silent']);
    expect(world.sockets[0]?.closed).toBe(true);
  });

  it('stays open when the ping is answered', async () => {
    const world = await opened();
    await world.clock.pass(33_000);
    world.last().frame(PONG);
    await world.clock.pass(31_000);
    expect(world.kinds()).toEqual(['frame']);
  });

  it('asks nothing of the platform in a quiet hour', async () => {
    const world = await opened();
    await beat(world, HOUR);
    expect(world.requests).toEqual([]);
    expect(new Set(world.kinds())).toEqual(new Set(['frame']));
  });

  it('takes a new channel after three attempts on the old one', async () => {
    const world = await opened({ random: () => 0.999 });
    world.last().on.closed();
    for (let attempt = 0; attempt < 3; attempt += 1) {
      await world.clock.pass(16_000);
      world.last().on.closed();
    }
    await world.clock.pass(8_000);
    expect(world.sockets.map(({ uri }) => uri.at(-1))).toEqual(['1', '1', '1', '1', '2']);
    expect(world.kinds()).toEqual(['lost closed']);
  });

  it('takes a new channel at once when the subscription finds the old one gone', async () => {
    const world = await opened();
    world.last().on.closed();
    await world.clock.pass(1_000);
    world.answerWith(world.status(404));
    await world.open();
    await world.clock.pass(2_000);
    expect(world.last().uri.at(-1)).toBe('2');
  });

  it('asks whether the channel is gone when its socket is refused', async () => {
    const world = await opened();
    world.last().on.closed();
    await world.clock.pass(1_000);
    world.last().on.closed();
    world.answerWith(world.status(404));
    await world.clock.pass(1_000);
    expect(world.asked()).toEqual(['GET channels/{channelId}/subscriptions', 'POST channels']);
    expect(world.last().uri.at(-1)).toBe('2');
  });

  it('waits longer after each failure, up to 30 s, and starts anew after a stable minute', async () => {
    const world = await opened({ random: () => 0.999_999 });
    const gaps: number[] = [];
    let before = world.clock.now();
    world.last().on.closed();
    for (let attempt = 0; attempt < 8; attempt += 1) {
      const count = world.sockets.length;
      while (world.sockets.length === count) await world.clock.pass(500);
      gaps.push(Math.ceil((world.clock.now() - before) / 1_000));
      before = world.clock.now();
      world.last().on.closed();
    }
    expect(gaps).toEqual([1, 2, 4, 8, 16, 30, 30, 30]);
    await world.clock.pass(30_000);
    await world.open();
    await beat(world, MINUTE);
    world.last().on.closed();
    const count = world.sockets.length;
    await world.clock.pass(1_000);
    expect(world.sockets.length).toBe(count + 1);
  });
});

describe('createCallFeed: probe', () => {
  it('pings, and takes 5 s without a frame for silence', async () => {
    const world = await opened();
    world.feed.probe();
    world.feed.probe();
    expect(world.last().sent).toEqual(['{"message":"ping"}']);
    await world.clock.pass(4_999);
    expect(world.kinds()).toEqual([]);
    await world.clock.pass(1);
    expect(world.kinds()).toEqual(['lost silent']);
  });

  it('is content with any frame', async () => {
    const world = await opened();
    world.feed.probe();
    await world.clock.pass(1_000);
    world.last().frame(PONG);
    await world.clock.pass(10_000);
    expect(world.kinds()).toEqual(['frame']);
  });

  it('does not wait for the next attempt', async () => {
    const world = await opened();
    world.last().on.closed();
    world.feed.probe();
    await settle();
    expect(world.sockets).toHaveLength(2);
  });
});

describe('createCallFeed: what the platform says of the channel', () => {
  it('moves to a new socket before the old one closes', async () => {
    const world = await opened();
    const old = world.last();
    old.frame({ topicName: 'v2.system.socket_closing', eventBody: {} });
    await world.clock.pass(5_000);
    old.frame({ topicName: TOPIC, eventBody: flatCall() });
    world.last().on.opened();
    old.on.closed();
    await settle();
    expect(world.kinds()).toEqual(['frame', 'frame', 'snapshot', 'opened']);
    expect(world.sockets.map(({ uri }) => uri.at(-1))).toEqual(['1', '1']);
  });

  // Found by `npm run simulate`, seed 4: the platform sends events to the new socket from the moment it is open.
  it('tells what the new socket hears before its subscription is confirmed', async () => {
    const heard: string[] = [];
    const world = setUpFeed({ relay: { opened: () => undefined, heard: (text) => heard.push(text) } });
    world.start();
    await world.open();
    world.last().frame({ topicName: 'v2.system.socket_closing', eventBody: {} });
    await world.clock.pass(5_000);
    world.events.length = 0;
    heard.length = 0;
    world.answerWith(new Promise(() => undefined));
    await world.open();
    world.last().frame({ topicName: TOPIC, eventBody: flatCall() });
    expect(world.kinds()).toEqual(['snapshot']);
    expect(heard).toHaveLength(1);
  });

  it('does not take its own new socket for somebody else', async () => {
    const world = await opened();
    const old = world.last();
    old.frame({ topicName: 'v2.system.socket_closing', eventBody: {} });
    await world.clock.pass(5_000);
    old.frame({ topicName: 'v2.system.no_longer_subscribed.channel-1', eventBody: {} });
    old.on.closed();
    await world.open();
    await world.clock.pass(1_000);
    expect(world.kinds()).toEqual(['frame', 'frame', 'opened']);
    expect(world.asked()).toEqual(['PUT channels/{channelId}/subscriptions']);
  });

  it('says that the link is lost when its own new socket stays shut', async () => {
    const world = await opened();
    world.last().frame({ topicName: 'v2.system.socket_closing', eventBody: {} });
    await world.clock.pass(5_000);
    world.sockets[0]?.frame({ topicName: 'v2.system.no_longer_subscribed.channel-1', eventBody: {} });
    await world.clock.pass(1_000);
    expect(world.kinds()).toEqual(['frame', 'frame', 'lost closed']);
  });

  it('says that the link is lost when the old socket closes before the new one opens', async () => {
    const world = await opened();
    const old = world.last();
    old.frame({ topicName: 'v2.system.socket_closing', eventBody: {} });
    await world.clock.pass(5_000);
    old.on.closed();
    expect(world.kinds()).toEqual(['frame', 'lost closed']);
    await world.open();
    expect(world.kinds()).toEqual(['frame', 'lost closed', 'opened']);
    expect(world.sockets).toHaveLength(2);
  });

  it('makes one attempt at a time when the old socket closes while a new channel is created', async () => {
    const world = await opened();
    const old = world.last();
    old.frame({ topicName: 'v2.system.socket_closing', eventBody: {} });
    await world.clock.pass(5_000);
    let created = (_answer: ApiAnswer): void => undefined;
    world.answerWith(world.status(404), new Promise((resolve) => (created = resolve)));
    await world.open();
    await world.clock.pass(1_000);
    old.on.closed();
    await world.clock.pass(7_000);
    const body = { id: 'channel-9', connectUri: 'wss://streaming.example/s3cret-9' };
    created({ kind: 'answered', status: 200, headers: {}, body });
    await world.open();
    expect(world.kinds()).toEqual(['frame', 'lost closed', 'opened']);
    expect(world.asked().filter((asked) => asked === 'POST channels')).toHaveLength(1);
  });

  it('takes a new channel when another socket took over', async () => {
    const world = await opened();
    world.last().frame({ topicName: 'v2.system.no_longer_subscribed.channel-1', eventBody: {} });
    expect(world.kinds()).toEqual(['frame', 'lost superseded']);
    await world.clock.pass(1_000);
    expect(world.last().uri.at(-1)).toBe('2');
  });

  it('does not fight over channels', async () => {
    const world = await opened();
    for (let taken = 0; taken < 3; taken += 1) {
      world.last().frame({ topicName: 'v2.system.no_longer_subscribed', eventBody: {} });
      if (taken === 2) break;
      await world.clock.pass(4_000);
      await world.open();
    }
    const count = world.sockets.length;
    await world.clock.pass(29_000);
    world.feed.probe();
    await settle();
    expect(world.sockets.length).toBe(count);
    await world.clock.pass(20_000);
    expect(world.sockets.length).toBe(count + 1);
  });

  it('stops when the token is revoked', async () => {
    const world = await opened();
    world.last().frame({ topicName: 'v2.system.token_revoked.x', eventBody: {} });
    await world.clock.pass(HOUR);
    expect(world.kinds()).toEqual(['frame', 'signed-out']);
    expect(world.last().closed).toBe(true);
    expect(world.clock.waiting).toBe(0);
  });
});

describe('createCallFeed: renewal and replacement', () => {
  it('subscribes anew every 12 h, and only then', async () => {
    const world = await opened();
    await beat(world, 25 * HOUR);
    expect(world.asked()).toEqual([
      'PUT channels/{channelId}/subscriptions',
      'PUT channels/{channelId}/subscriptions',
    ]);
    expect(world.sockets).toHaveLength(1);
  });

  it('takes a new channel when the renewal finds it gone', async () => {
    const world = await opened();
    await beat(world, 12 * HOUR - 30_000);
    world.answerWith(world.status(404));
    await beat(world, 60_000);
    expect(world.kinds().at(-1)).toBe('lost failed');
    await world.open();
    expect(world.last().uri.at(-1)).toBe('2');
  });

  it('replaces a deaf channel that is subscribed', async () => {
    const world = await opened();
    world.feed.replace();
    expect(world.kinds()).toEqual(['lost replaced']);
    await world.open();
    expect(world.kinds()).toEqual(['lost replaced', 'opened']);
    expect(world.asked()).toEqual([
      'GET channels/{channelId}/subscriptions',
      'POST channels',
      'PUT channels/{channelId}/subscriptions',
    ]);
  });

  it('subscribes a channel anew that lost its topic', async () => {
    const world = await opened();
    world.answerWith({ kind: 'answered', status: 200, headers: {}, body: { entities: [] } });
    world.feed.replace();
    await world.open();
    expect(world.asked()).toEqual([
      'GET channels/{channelId}/subscriptions',
      'PUT channels/{channelId}/subscriptions',
    ]);
    expect(world.last().uri.at(-1)).toBe('1');
  });

  it('leaves nothing running once closed, whatever was under way', async () => {
    const world = await opened();
    world.feed.replace();
    world.feed.close();
    await world.clock.pass(HOUR);
    world.last().frame(HEARTBEAT);
    expect(world.kinds()).toEqual(['lost replaced']);
    expect(world.clock.waiting).toBe(0);
    expect(world.sockets).toHaveLength(1);
  });
});

describe('createCallFeed: siblings', () => {
  const left = { id: 'channel-of-a-sibling', connectUri: 'wss://streaming.example/left' };

  it('joins the channel that a sibling left behind, without creating one', async () => {
    const world = setUpFeed({ join: left });
    world.start();
    await world.open();
    expect(world.sockets.map(({ uri }) => uri)).toEqual([left.connectUri]);
    expect(world.asked()).toEqual(['PUT channels/{channelId}/subscriptions']);
    expect(world.kinds()).toEqual(['opened']);
  });

  it('creates a channel of its own when the one left behind does not open', async () => {
    const world = setUpFeed({ join: left });
    world.start();
    await settle();
    world.last().on.closed();
    await world.clock.pass(1_000);
    await world.open();
    expect(world.asked()[0]).toBe('POST channels');
    expect(world.kinds()).toEqual(['lost failed', 'opened']);
  });

  it('gives each frame on as it came, after the channel that it came from', async () => {
    const given: unknown[] = [];
    const relay = {
      opened: (channel: { id: string }) => given.push(channel.id),
      heard: (text: string) => given.push(text),
    };
    const world = setUpFeed({ relay });
    world.start();
    await world.open();
    world.last().frame('{"topicName":"channel.metadata"}');
    world.last().on.message(new ArrayBuffer(2));
    expect(given).toEqual(['channel-1', '{"topicName":"channel.metadata"}', '']);
  });
});
