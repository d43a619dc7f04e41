import { describe, expect, it } from 'vitest';
import { held, makeLeg, makeSnapshot, notRecording, paused } from '../../support/builders.ts';
import { body, CALL, QUEUE, silence, watching } from '../../support/watching.ts';

const RESUMED = { conversationId: CALL, action: 'resume', phase: 'observed', trigger: 'platform' };
const recorded = makeSnapshot({
  conversationId: CALL,
  legs: [makeLeg({ participantId: 'leg-1', userId: 'user-1', queueId: QUEUE, recordingState: 'active' })],
});

const inQueue = { participantId: 'leg-1', userId: 'user-1', queueId: QUEUE };
const snapshots = {
  paused: { ...paused({ leg: inQueue }), conversationId: CALL },
  held: { ...held({ leg: inQueue }), conversationId: CALL },
  'not-recording': { ...notRecording({ leg: inQueue }), conversationId: CALL },
};

/** What reads show from now on, and an event tells. */
async function tell(watch: ReturnType<typeof watching>, what: keyof typeof snapshots) {
  const { legs, recordingState, securePause } = snapshots[what];
  const wire = (state: string | undefined) => state?.toUpperCase();
  watch.world.answer = {
    kind: 'answered',
    status: 200,
    headers: {},
    body: {
      id: CALL,
      recordingState: wire(recordingState),
      securePause,
      participants: legs.map((leg) => ({
        id: leg.participantId,
        purpose: leg.purpose,
        state: 'connected',
        ...(leg.userId !== undefined && { user: { id: leg.userId } }),
        ...(leg.queueId !== undefined && { queue: { id: leg.queueId } }),
        ...(leg.held !== undefined && { held: leg.held }),
        ...(leg.recordingState && { recordingState: wire(leg.recordingState), securePause: leg.securePause }),
      })),
    },
  };
  watch.say({ kind: 'snapshot', snapshot: snapshots[what] });
  await silence(watch, 1);
  expect(watch.events.findLast(({ kind }) => kind === 'state')).toMatchObject({ view: { state: what } });
}

async function opened(options: Parameters<typeof watching>[0] = {}) {
  const watch = watching(options);
  watch.world.own.add(CALL);
  watch.say({ kind: 'opened', generation: 1 });
  await silence(watch, 1);
  return watch;
}

describe('a pause of this home that a watch has not seen end', () => {
  it.each([
    ['was left by an earlier watch', { left: [CALL] }],
    ['analytics tells of', { found: [{ conversationId: CALL }] }],
  ])('is over when the watch finds the call recorded that %s', async (_what, options) => {
    const watch = await opened(options);
    expect(watch.journal).toMatchObject([RESUMED]);
    watch.watcher.close();
  });

  it('is over when an event shows the call recorded', async () => {
    const watch = await opened();
    watch.say({ kind: 'snapshot', snapshot: recorded });
    await silence(watch, 1);
    expect(watch.journal).toMatchObject([RESUMED]);
    watch.watcher.close();
  });

  it.each(['held', 'not-recording'] as const)(
    'is over when the call is seen or found without a secure pause: %s',
    async (how) => {
      const saw = watching();
      saw.say({ kind: 'opened', generation: 1 });
      await tell(saw, 'paused');
      await tell(saw, how);
      await tell(saw, 'paused');
      expect(saw.journal).toMatchObject([{ ...RESUMED, source: 'watch' }]);
      saw.watcher.close();
      const found = watching();
      found.world.own.add(CALL);
      found.say({ kind: 'opened', generation: 1 });
      await tell(found, how);
      expect(found.journal).toMatchObject([RESUMED]);
      expect(found.journal[0]).not.toHaveProperty('source');
      found.watcher.close();
    },
  );

  it('stands when this home has made it after the call was found recorded', async () => {
    const watch = watching();
    watch.world.logFails = true;
    watch.say({ kind: 'opened', generation: 1 });
    watch.say({ kind: 'snapshot', snapshot: recorded });
    await silence(watch, 1);
    watch.world.logFails = false;
    watch.world.own.add(CALL);
    watch.world.pausedAt = watch.clock.wall();
    watch.say({ kind: 'snapshot', snapshot: makeSnapshot({ ...recorded, conversationId: 'call-2' }) });
    await silence(watch, 1);
    expect(watch.journal).toEqual([]);
    watch.watcher.close();
  });

  it('is over when the call is found recorded after a time without a channel', async () => {
    const watch = await opened();
    watch.world.own.clear();
    watch.say({ kind: 'snapshot', snapshot: recorded });
    await silence(watch, 1);
    watch.say({ kind: 'lost', why: 'closed' });
    watch.world.own.add(CALL);
    await watch.clock.pass(5_000);
    watch.say({ kind: 'opened', generation: 2 });
    await silence(watch, 1);
    expect(watch.journal).toMatchObject([RESUMED]);
    watch.watcher.close();
  });

  it('stands while the call is found paused', async () => {
    const watch = watching({ left: [CALL], answer: body('connected') });
    watch.world.own.add(CALL);
    watch.world.answer = {
      kind: 'answered',
      status: 200,
      headers: {},
      body: {
        id: CALL,
        recordingState: 'PAUSED',
        securePause: true,
        participants: [
          { id: 'c', purpose: 'customer', state: 'connected' },
          {
            id: 'leg-1',
            purpose: 'agent',
            user: { id: 'user-1' },
            queue: { id: QUEUE },
            state: 'connected',
            recordingState: 'PAUSED',
            securePause: true,
          },
        ],
      },
    };
    watch.say({ kind: 'opened', generation: 1 });
    await silence(watch, 1);
    expect(watch.events.at(-1)).toMatchObject({ view: { state: 'paused' } });
    expect(watch.journal).toEqual([]);
    watch.watcher.close();
  });

  it('is not looked for again while the call is seen to be recorded', async () => {
    const watch = await opened({ left: [CALL] });
    watch.say({ kind: 'snapshot', snapshot: recorded });
    await silence(watch, 2);
    const { logReads } = watch.world;
    for (let times = 0; times < 5; times += 1) {
      watch.say({ kind: 'snapshot', snapshot: recorded });
      await silence(watch, 1);
    }
    expect(watch.world.logReads).toBe(logReads);
    watch.watcher.close();
  });

  it('is looked for with one reading of the log for many calls', async () => {
    const left = Array.from({ length: 100 }, (_, index) => `call-${index}`);
    const watch = await opened({ left });
    expect(watch.world.logReads).toBeLessThan(5);
    watch.watcher.close();
  });

  it('is over also where the log could not be read at first', async () => {
    const watch = watching({ left: [CALL] });
    watch.world.own.add(CALL);
    watch.world.logFails = true;
    watch.say({ kind: 'opened', generation: 1 });
    await silence(watch, 1);
    watch.world.logFails = false;
    watch.say({ kind: 'snapshot', snapshot: makeSnapshot({ ...recorded, conversationId: 'call-2' }) });
    await silence(watch, 1);
    expect(watch.journal).toMatchObject([RESUMED]);
    watch.watcher.close();
  });
});
