// @vitest-environment sdk
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { SEED } from '../../sandbox/control.ts';
import { startSandbox, type Sandbox } from '../../sandbox/server.ts';
import type { FeedEvent } from '../../src/app/ports.ts';
import { adapters, feedProbe, until, type FeedProbe } from './adapters.ts';
import { callsTopic, tokenOf } from './sandbox-client.ts';

let sandbox: Sandbox;
let world: ReturnType<typeof adapters>;
let probe: FeedProbe;

beforeAll(async () => {
  sandbox = await startSandbox();
});
afterAll(() => sandbox.close());
beforeEach(async () => {
  await sandbox.control.reset();
  world = adapters(sandbox);
  probe = feedProbe();
  world.client.setToken(await tokenOf(sandbox));
});
afterEach(() => world.feed.close());

async function open() {
  world.feed.start(SEED.users.ada, probe.report);
  return probe.kind('opened');
}
const lost = (why: string) => (event: FeedEvent) => event.kind === 'lost' && event.why === why;
const channels = async () => (await sandbox.control.truth()).channels;
/** The wait before the next attempt, which no test needs to see in full. */
const untilNextAttempt = () => world.clock.advance(1_000);

describe('CallFeed against the platform', () => {
  it('opens one channel with the calls of the user', async () => {
    expect(await open()).toEqual({ kind: 'opened', generation: 1 });
    expect(await channels()).toMatchObject([
      { userId: SEED.users.ada, connected: true, topics: [callsTopic(SEED.users.ada)] },
    ]);
    const asked = (await sandbox.control.requests()).filter(({ path }) => path.includes('/notifications/'));
    expect(asked.map(({ method, status }) => [method, status])).toEqual([
      ['POST', 200],
      ['PUT', 200],
    ]);
  });

  it('reports each change as a snapshot, as often as the platform sends it', async () => {
    await open();
    const { conversationId } = await sandbox.control.call();
    await probe.kind('snapshot');
    await sandbox.control.act({ act: 'pause', conversationId });
    const isPaused = (event: FeedEvent) =>
      event.kind === 'snapshot' && event.snapshot.recordingState === 'paused';
    const first = await probe.next(isPaused);
    const second = await probe.next(isPaused);
    expect(first).toMatchObject({ snapshot: { conversationId, medium: 'call', securePause: true } });
    expect(second).toEqual(first);
  });

  it('tells screen recording, which reads do not carry', async () => {
    await open();
    await sandbox.control.call({ screen: true });
    const event = await probe.kind('snapshot');
    const legs = event.kind === 'snapshot' ? event.snapshot.legs : [];
    expect(legs.map((leg) => leg.screen)).toContain('active');
  });

  it('says that something changed when an event cannot be read', async () => {
    await open();
    await sandbox.control.fault({ fault: 'event-malformed', frame: '{"topicName":"v2.us' });
    await sandbox.control.call();
    expect(await probe.kind('unreadable')).toEqual({ kind: 'unreadable' });
    expect(world.notes).toContainEqual(['feed-frame-malformed', { what: 'frame' }]);
  });

  it('hears the heartbeat and the answer to its ping', async () => {
    await open();
    await sandbox.control.clock({ advanceMs: 30_000 });
    await probe.kind('frame');
    world.feed.probe();
    await probe.kind('frame');
  });

  it('gives up a socket that fell silent, and opens the same channel again', async () => {
    await open();
    await sandbox.control.fault({ fault: 'socket', how: 'half-open' });
    world.clock.advance(35_000);
    await probe.next(lost('silent'));
    untilNextAttempt();
    expect(await probe.kind('opened')).toEqual({ kind: 'opened', generation: 2 });
    expect(await channels()).toHaveLength(1);
  });

  it('opens the same channel again after a close', async () => {
    await open();
    await sandbox.control.fault({ fault: 'socket', how: 'close' });
    await probe.next(lost('closed'));
    untilNextAttempt();
    await probe.kind('opened');
    expect(await channels()).toHaveLength(1);
    await sandbox.control.call();
    await probe.kind('snapshot');
  });

  it('moves over before an announced close, without losing the link', async () => {
    await open();
    await sandbox.control.fault({ fault: 'socket', how: 'closing-notice' });
    await probe.kind('frame');
    world.clock.advance(5_000);
    expect(await probe.kind('opened')).toEqual({ kind: 'opened', generation: 2 });
    expect(probe.events.filter(({ kind }) => kind === 'lost')).toEqual([]);
    expect(await channels()).toHaveLength(1);
  });

  it('takes a new channel when its own is taken away', async () => {
    await open();
    const [before] = await channels();
    await sandbox.control.fault({ fault: 'socket', how: 'evict' });
    await probe.next(lost('superseded'));
    untilNextAttempt();
    await probe.kind('opened');
    const after = await channels();
    expect(after).toHaveLength(1);
    expect(after[0]?.id).not.toBe(before?.id);
  });

  it('takes a new channel when the old one has ended', async () => {
    await open();
    await sandbox.control.fault({ fault: 'socket', how: 'expire' });
    await probe.next(lost('closed'));
    untilNextAttempt();
    await until(() => world.notes.some(([event]) => event === 'feed-attempt-failed'));
    untilNextAttempt();
    await probe.kind('opened');
    expect(await channels()).toMatchObject([{ connected: true }]);
  });

  it('replaces a channel that beats and delivers nothing', async () => {
    await open();
    const [before] = await channels();
    await sandbox.control.fault({ fault: 'socket', how: 'deaf' });
    world.feed.replace();
    await probe.next(lost('replaced'));
    await probe.kind('opened');
    const after = (await channels()).filter(({ connected }) => connected);
    expect(after).toHaveLength(1);
    expect(after[0]?.id).not.toBe(before?.id);
    await sandbox.control.call();
    await probe.kind('snapshot');
  });

  it('stops when the token is revoked', async () => {
    await open();
    await sandbox.control.fault({ fault: 'socket', how: 'token-revoked' });
    await probe.kind('signed-out');
    expect(world.clock.waiting).toBe(0);
  });

  it('stops when the token is refused', async () => {
    world.client.setToken('stale');
    world.feed.start(SEED.users.ada, probe.report);
    await probe.kind('signed-out');
    expect(world.clock.waiting).toBe(0);
  });

  it('waits as long as the platform says before it creates a channel', async () => {
    await sandbox.control.fault({
      fault: 'status',
      endpoint: 'create-channel',
      status: 429,
      retryAfter: '60',
    });
    world.feed.start(SEED.users.ada, probe.report);
    await probe.next(lost('failed'));
    world.clock.advance(59_000);
    expect(await channels()).toEqual([]);
    world.clock.advance(2_000);
    await probe.kind('opened');
  });

  it.each(['create-channel', 'subscribe'] as const)('tries again when %s fails', async (endpoint) => {
    await sandbox.control.fault({ fault: 'status', endpoint, status: 503 });
    world.feed.start(SEED.users.ada, probe.report);
    await probe.next(lost('failed'));
    untilNextAttempt();
    await probe.kind('opened');
  });

  it('tries again when no socket is let in', async () => {
    await sandbox.control.fault({ fault: 'socket-refused' });
    world.feed.start(SEED.users.ada, probe.report);
    await probe.next(lost('failed'));
    await sandbox.control.fault({ clear: true });
    untilNextAttempt();
    await probe.kind('opened');
    expect(await channels()).toHaveLength(1);
  });
});
