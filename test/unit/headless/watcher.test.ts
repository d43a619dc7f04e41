import { describe, expect, it } from 'vitest';
import type { FoundCall } from '../../../src/genesys/wire/details-query.ts';
import type { Leg, Snapshot } from '../../../src/domain/snapshot.ts';
import { makeCustomer, makeLeg, makeSnapshot } from '../../support/builders.ts';
import { body, CALL, live, MINUTE, QUEUE, silence, status, watching } from '../../support/watching.ts';

describe('a watch', () => {
  it('of more queues than a channel takes names those that it leaves out', () => {
    const queueIds = Array.from({ length: 1_002 }, (_, index) => `queue-${index}`);
    const watch = watching({ queueIds });
    expect(watch.world.queues).toEqual(queueIds.slice(0, 1_000));
    expect(watch.events).toContainEqual({
      kind: 'too-many-queues',
      queueIds: ['queue-1000', 'queue-1001'],
      limit: 1_000,
    });
    watch.watcher.close();
    expect(watching({ queueIds: queueIds.slice(0, 1_000) }).events).toEqual([]);
  });

  it.each(['../../call', '', 'a'.repeat(65), 'a b', '\u001b[2J'])(
    'is ended by no id that can be none, and says so once: %j',
    async (conversationId) => {
      const watch = watching({ found: [{ conversationId, endedAt: Date.UTC(2026, 0, 5, 9) }] });
      watch.say({ kind: 'opened', generation: 1 });
      watch.say({ kind: 'snapshot', snapshot: makeSnapshot({ ...live, conversationId }) });
      await watch.clock.pass(MINUTE);
      expect([watch.heard, watch.over, watch.watcher.conversations]).toEqual([[], [], 0]);
      expect(watch.events.filter(({ kind }) => kind === 'no-id')).toHaveLength(1);
      watch.watcher.close();
    },
  );

  it.each(['acd', 'external'])(
    'follows a paused call that its agent hands on (%s) to the end of all of it, and not to that of the agent',
    async (purpose) => {
      const watch = watching();
      const paused = { recordingState: 'paused', securePause: true } as const;
      const tell = async (agent: Partial<Leg>, more: Leg[], told: Partial<Snapshot>) => {
        const legs = [makeCustomer(), makeLeg({ participantId: 'leg-1', queueId: QUEUE, ...agent }), ...more];
        watch.world.answer = {
          kind: 'answered',
          status: 200,
          headers: {},
          body: {
            id: CALL,
            ...told,
            participants: legs.map((leg) => ({
              ...leg,
              id: leg.participantId,
              user: leg.userId && { id: leg.userId },
              state: leg.live ? 'connected' : 'terminated',
            })),
          },
        };
        watch.say({ kind: 'snapshot', snapshot: makeSnapshot({ conversationId: CALL, legs, ...told }) });
        await silence(watch, 1);
      };
      watch.say({ kind: 'opened', generation: 1 });
      await tell(paused, [], paused);
      const over = { live: false, connected: false };
      await tell(over, [makeLeg({ participantId: 'leg-2', userId: undefined, purpose })], paused);
      const next = makeLeg({
        participantId: 'leg-3',
        userId: 'user-3',
        queueId: QUEUE,
        recordingState: 'active',
      });
      const handedOn = makeLeg({ participantId: 'leg-2', userId: undefined, purpose, ...over });
      expect(watch.events.at(-1)).toMatchObject({ kind: 'state', view: { state: 'paused' } });
      await tell(over, [handedOn, next], { recordingState: 'active', securePause: false });
      expect(watch.events.at(-1)).toMatchObject({ kind: 'state', view: { state: 'recording' } });
      expect([watch.over, watch.journal.map(({ action, phase }) => `${action} ${phase}`)]).toEqual([
        [],
        ['resume observed'],
      ]);
      // Whoever was on the call when it was paused, and nobody while nobody was.
      expect(watch.sights.filter(([isPaused]) => isPaused).map(([, userId]) => userId)).toEqual([
        'user-agent',
        undefined,
      ]);
      watch.watcher.close();
    },
  );

  it.each([
    ['nobody at all', []],
    ['only some, who have left', [makeCustomer({ live: false, connected: false })]],
  ])('does not take a call for ended because one event tells of %s', async (_whom, legs) => {
    const watch = watching();
    watch.say({ kind: 'opened', generation: 1 });
    watch.say({ kind: 'snapshot', snapshot: { ...live, legs: [...live.legs, makeCustomer()] } });
    await silence(watch, 1);
    watch.say({ kind: 'snapshot', snapshot: makeSnapshot({ conversationId: CALL, legs }) });
    await silence(watch, 1);
    expect([watch.over, watch.watcher.conversations]).toEqual([[], 1]);
    watch.watcher.close();
  });

  it('learns nothing of a call that it does not follow from an event that tells of nobody', async () => {
    const watch = watching();
    watch.say({ kind: 'opened', generation: 1 });
    watch.say({ kind: 'snapshot', snapshot: makeSnapshot({ conversationId: CALL, legs: [] }) });
    expect([watch.heard, watch.over]).toEqual([[], []]);
    watch.watcher.close();
  });

  it('follows a call that lives again after its end, and says so to the archive', async () => {
    const watch = watching();
    const over = makeLeg({ participantId: 'leg-1', queueId: QUEUE, live: false, connected: false });
    const tell = async (...legs: Leg[]) => {
      watch.say({ kind: 'snapshot', snapshot: makeSnapshot({ conversationId: CALL, legs }) });
      await silence(watch, 1);
    };
    watch.say({ kind: 'opened', generation: 1 });
    await tell(...live.legs);
    watch.world.answer = body('terminated');
    await tell(over);
    expect(watch.over).toEqual([CALL]);
    watch.world.answer = body('connected');
    await tell(over, makeLeg({ participantId: 'leg-2', queueId: QUEUE }));
    const signs = watch.heard.filter(([, { live: isLive }]) => isLive);
    expect([signs.length, watch.watcher.conversations]).toEqual([2, 1]);
    watch.watcher.close();
  });

  it('sees the end of a call that nobody has answered', async () => {
    const watch = watching();
    watch.say({ kind: 'opened', generation: 1 });
    watch.world.answer = { kind: 'offline' };
    const waits = makeCustomer({ queueId: QUEUE });
    for (const isLive of [true, false]) {
      const legs = [{ ...waits, live: isLive, connected: isLive }];
      watch.say({ kind: 'snapshot', snapshot: makeSnapshot({ conversationId: CALL, legs }) });
      watch.world.answer = {
        kind: 'answered',
        status: 200,
        headers: {},
        body: {
          id: CALL,
          participants: legs.map(({ participantId: id, purpose, live: l }) => ({
            id,
            purpose,
            state: l ? 'connected' : 'terminated',
          })),
        },
      };
      await silence(watch, 1);
      expect(watch.over).toEqual(isLive ? [] : [CALL]);
    }
    watch.watcher.close();
  });

  it('reads a call of which nothing was heard for long, and finds its end without an event', async () => {
    const watch = watching();
    watch.say({ kind: 'opened', generation: 1 });
    watch.say({ kind: 'snapshot', snapshot: live });
    await silence(watch, 9);
    expect(watch.over).toEqual([]);
    const before = watch.world.reads;
    await silence(watch, 3);
    expect(watch.world.reads).toBeGreaterThan(before);
    expect(watch.over).toEqual([]);
    watch.world.answer = body('terminated');
    await silence(watch, 12);
    expect(watch.over).toEqual([CALL]);
    watch.watcher.close();
  });

  it('takes a call for ended that an earlier watch left and the platform no longer knows', async () => {
    const watch = watching({ left: [CALL], answer: status(404) });
    watch.say({ kind: 'opened', generation: 1 });
    await watch.clock.pass(9_000);
    expect(watch.over).toEqual([]);
    await watch.clock.pass(6_000);
    expect([watch.over, watch.watcher.conversations]).toEqual([[CALL], 0]);
    expect(watch.world.reads).toBeGreaterThanOrEqual(3);
    watch.watcher.close();
  });

  it.each([1, 2, 3])(
    'believes no %i "not found" of a call that is found again, whenever they come',
    async (times) => {
      const watch = watching({ left: [CALL], answer: status(404) });
      const missing = async () => {
        const before = watch.world.reads;
        watch.world.answer = status(404);
        for (let seconds = 0; seconds < 900 && watch.world.reads < before + times; seconds += 1) {
          if (seconds % 30 === 0) watch.say({ kind: 'frame' });
          await watch.clock.pass(1_000);
        }
        expect(watch.world.reads).toBeGreaterThanOrEqual(before + times);
        watch.world.answer = body('connected');
        await silence(watch, 1);
      };
      watch.say({ kind: 'opened', generation: 1 });
      for (let round = 0; round < 3; round += 1) await missing();
      expect([watch.over, watch.watcher.conversations]).toEqual([[], 1]);
      watch.watcher.close();
    },
  );

  it('does not take a call for ended that an event tells of between reads that do not find it', async () => {
    const watch = watching({ left: [CALL], answer: status(404) });
    watch.say({ kind: 'opened', generation: 1 });
    await watch.clock.pass(8_000);
    watch.say({ kind: 'snapshot', snapshot: live });
    await silence(watch, 1);
    expect(watch.over).toEqual([]);
    watch.watcher.close();
  });

  it('does not take a young call for ended that reads do not show yet', async () => {
    const watch = watching({ answer: status(404) });
    watch.say({ kind: 'opened', generation: 1 });
    watch.say({ kind: 'snapshot', snapshot: live });
    await silence(watch, 1);
    expect(watch.over).toEqual([]);
    watch.watcher.close();
  });

  it.each([
    [{ recorded: true }, { recorded: true, unseen: false }],
    [{ recorded: false }, { recorded: false, unseen: false }],
    [{}, { recorded: false, unseen: true }],
    [
      { recorded: true, agents: ['user-1'] },
      { recorded: true, unseen: false, agents: ['user-1'] },
    ],
  ])('hands on what analytics tells of a missed call: %j', async (told, about) => {
    const watch = watching({ found: [{ conversationId: CALL, endedAt: Date.UTC(2026, 0, 5, 9), ...told }] });
    watch.say({ kind: 'opened', generation: 1 });
    await watch.clock.pass(1_000);
    expect(watch.heard[0]).toEqual([CALL, { queueId: QUEUE, ...about }]);
    expect(watch.over).toEqual([CALL]);
    watch.watcher.close();
  });

  describe('of a queue that was refused and is heard again', () => {
    const topic = { topic: `v2.routing.queues.${QUEUE}.conversations.calls`, permissions: [] };

    async function refusedFor(minutes: number) {
      const call: FoundCall = { conversationId: CALL, endedAt: Date.UTC(2026, 0, 5, 9, 2), recorded: true };
      const watch = watching({ queueIds: ['queue-2', QUEUE] });
      watch.say({ kind: 'opened', generation: 1 });
      watch.say({ kind: 'refused', topics: [topic] });
      const since = watch.clock.wall();
      await silence(watch, minutes);
      const before = watch.world.asked.length;
      watch.world.analytics = { ok: true, value: [call] };
      watch.say({ kind: 'refused', topics: [] });
      return { watch, since, asked: () => watch.world.asked.slice(before) };
    }

    it('learns what happened meanwhile, and looks once more when analytics must have caught up', async () => {
      const { watch, since, asked } = await refusedFor(5);
      await watch.clock.pass(1_000);
      expect(watch.over).toEqual([CALL]);
      await silence(watch, 2);
      expect(asked().map(({ queueId }) => queueId)).toEqual([QUEUE, QUEUE]);
      for (const { from } of asked()) expect(from).toBeLessThanOrEqual(since);
      watch.watcher.close();
    });

    it('tells the gap where analytics does not answer', async () => {
      const { watch } = await refusedFor(5);
      watch.world.analytics = { ok: false, failure: { kind: 'timeout' } };
      await silence(watch, 2);
      expect(watch.events).toContainEqual({ kind: 'gap', queueId: QUEUE, code: 'timeout' });
      watch.watcher.close();
    });
  });

  it('says once that the client is refused, and signs in again', async () => {
    const watch = watching();
    watch.say({ kind: 'signed-out' });
    await watch.clock.pass(10_000);
    watch.say({ kind: 'signed-out' });
    await watch.clock.pass(10_000);
    expect(watch.events).toEqual([{ kind: 'sign-in-refused' }]);
    expect(watch.world.starts).toBe(3);
    watch.watcher.close();
  });

  it('goes on with a call whose reads were refused for a while', async () => {
    const watch = watching({ answer: status(401) });
    watch.say({ kind: 'opened', generation: 1 });
    watch.say({ kind: 'snapshot', snapshot: live });
    await watch.clock.pass(5_000);
    watch.world.answer = body('connected');
    await silence(watch, 1);
    const state = watch.events.findLast((event) => event.kind === 'state');
    expect(state).toMatchObject({ view: { state: 'recording' } });
    watch.watcher.close();
  });
});
