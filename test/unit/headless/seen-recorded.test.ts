import { describe, expect, it } from 'vitest';
import type { AuditFacts } from '../../../src/domain/audit.ts';
import { forAllAgents } from '../../../src/headless/all-agents.ts';
import { createSeenRecorded } from '../../../src/headless/control/seen-recorded.ts';
import { held, makeLeg, makeSnapshot, notRecording } from '../../support/builders.ts';
import { fakeClock } from '../../support/fake-clock.ts';
import { answer, callOf, QUEUE, scripted } from '../../support/queue-run.ts';

const CALL = 'call-1';
const RESUMED = { conversationId: CALL, action: 'resume', phase: 'observed', trigger: 'platform' };
const told = (recordingState: 'active' | 'paused') =>
  forAllAgents(
    makeSnapshot({
      conversationId: CALL,
      legs: [makeLeg({ userId: 'user-1', recordingState, securePause: recordingState === 'paused' })],
    }),
  );

const onHold = forAllAgents({ ...held(), conversationId: CALL });
const notRecorded = forAllAgents({ ...notRecording(), conversationId: CALL });

/** A home that has paused the call a minute ago. */
function home() {
  const clock = fakeClock();
  const world = {
    clock,
    pausedAt: clock.wall() - 60_000,
    own: new Set([CALL]),
    logReads: 0,
    logFails: false,
    /** Happens while the log is read, and while a line is written. */
    meanwhile: () => {},
    journal: [] as AuditFacts[],
  };
  const record = createSeenRecorded({
    clock,
    ids: { next: () => 'id' },
    app: '1.0.0',
    journal: {
      async append(facts) {
        world.journal.push(facts);
        await Promise.resolve();
        world.meanwhile();
        world.own.delete(facts.conversationId);
        return { ok: true, value: undefined };
      },
    },
    async ownPauses() {
      world.logReads += 1;
      if (world.logFails) throw new Error('EIO');
      const own = new Map([...world.own].map((id) => [id, world.pausedAt]));
      await Promise.resolve();
      world.meanwhile();
      return own;
    },
  });
  return { ...record, world };
}

describe('a pause of this home', () => {
  it('is over, and written so once, when its call is seen recorded', async () => {
    const { world, seen, settle } = home();
    seen(told('active'), world.clock.wall());
    await settle();
    seen(told('active'), world.clock.wall());
    await settle();
    expect(world.journal).toMatchObject([RESUMED]);
  });

  it.each([
    ['on hold', onHold],
    ['not recorded at all', notRecorded],
  ])('is over when its call is seen %s, and no secure pause', async (_how, snapshot) => {
    const { world, seen, settle } = home();
    seen(snapshot, world.clock.wall());
    seen(told('paused'), world.clock.wall());
    await settle();
    expect(world.journal).toMatchObject([RESUMED]);
  });

  it('is over also when the call is seen paused again before the log is read', async () => {
    const { world, seen, settle } = home();
    seen(told('active'), world.clock.wall());
    seen(told('paused'), world.clock.wall());
    await settle();
    expect(world.journal).toMatchObject([RESUMED]);
  });

  it.each([
    ['what is seen is a paused call', told('paused'), 60_000],
    [
      'a pause stands beside an agent who is recorded',
      { ...told('active'), recordingState: 'paused', securePause: true } as const,
      60_000,
    ],
    [
      'it is on hold, and one agent or the conversation still tells of it',
      { ...onHold, securePause: true },
      60_000,
    ],
    ['it is said not to be recorded, and of a secure pause', { ...notRecorded, securePause: true }, 60_000],
    ['the read may be older than it', told('active'), 2_000],
    ['the read was sent before it', told('active'), -1],
  ])('stands when %s', async (_what, snapshot, afterMs) => {
    const { world, seen, settle } = home();
    seen(snapshot, world.pausedAt + afterMs);
    await settle();
    expect(world.journal).toEqual([]);
  });

  it('is over while a long run goes on, and a log is not read for each call', async () => {
    const { world, seen, settle } = home();
    world.own.clear();
    for (let second = 0; second < 25; second += 1) {
      seen(told('active'), world.clock.wall());
      await world.clock.pass(1_000);
      await new Promise((resolve) => setImmediate(resolve));
      if (second === 15) world.own.add(CALL);
    }
    expect(world.journal).toMatchObject([RESUMED]);
    await settle();
    expect(world.logReads).toBeLessThanOrEqual(3);
  });

  it('is compared again when the log could not be read', async () => {
    const { world, seen, settle } = home();
    world.logFails = true;
    seen(told('active'), world.clock.wall());
    await settle();
    world.logFails = false;
    await settle();
    expect(world.journal).toMatchObject([RESUMED]);
  });

  it('stands when this home has paused the call anew while the log was read', async () => {
    const { world, seen, paused, settle } = home();
    seen(told('active'), world.clock.wall());
    world.meanwhile = () => paused(CALL);
    await settle();
    expect(world.journal).toEqual([]);
  });

  it('stands when this home has paused the call anew while the line of another was written', async () => {
    const { world, seen, paused, settle } = home();
    world.own.add('call-0');
    seen({ ...told('active'), conversationId: 'call-0' }, world.clock.wall());
    seen(told('active'), world.clock.wall());
    world.meanwhile = () => void (world.journal.length > 0 && paused(CALL));
    await settle();
    expect(world.journal).toMatchObject([{ ...RESUMED, conversationId: 'call-0' }]);
  });

  it('is told of before it is written, so that no line of earlier comes behind it', async () => {
    const world = scripted();
    world.command = () => {
      world.call = callOf('paused', { agent: { queue: QUEUE, says: 'paused' } });
      return answer(200, 'PAUSED');
    };
    expect(await world.control()).toMatchObject({ outcome: 'confirmed' });
    expect(world.confirmedBefore.map((index) => world.journal[index])).toMatchObject([
      { action: 'pause', phase: 'confirmed' },
    ]);
  });

  it('costs no reading of the log where this home has paused the call since', async () => {
    const { world, seen, paused, settle } = home();
    seen(told('active'), world.clock.wall());
    paused(CALL);
    await settle();
    expect(world.logReads).toBe(0);
  });
});
