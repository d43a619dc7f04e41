import { describe, expect, it } from 'vitest';
import type { AuditFacts } from '../../../src/domain/audit.ts';
import { forAllAgents } from '../../../src/headless/all-agents.ts';
import { createSeenRecorded } from '../../../src/headless/control/seen-recorded.ts';
import { makeLeg, makeSnapshot } from '../../support/builders.ts';
import { fakeClock } from '../../support/fake-clock.ts';

const CALL = 'call-1';
const RESUMED = { conversationId: CALL, action: 'resume', phase: 'observed', trigger: 'platform' };
const told = (recordingState: 'active' | 'paused') =>
  forAllAgents(
    makeSnapshot({
      conversationId: CALL,
      legs: [makeLeg({ userId: 'user-1', recordingState, securePause: recordingState === 'paused' })],
    }),
  );

/** A home that has paused the call a minute ago. */
function home() {
  const clock = fakeClock();
  const world = {
    clock,
    pausedAt: clock.wall() - 60_000,
    own: new Set([CALL]),
    logReads: 0,
    logFails: false,
    journal: [] as AuditFacts[],
  };
  const record = createSeenRecorded({
    clock,
    ids: { next: () => 'id' },
    app: '1.0.0',
    journal: {
      async append(facts) {
        world.journal.push(facts);
        world.own.delete(facts.conversationId);
        return { ok: true, value: undefined };
      },
    },
    async ownPauses() {
      world.logReads += 1;
      if (world.logFails) throw new Error('EIO');
      return new Map([...world.own].map((id) => [id, world.pausedAt]));
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

  it('costs no reading of the log where this home has paused the call since', async () => {
    const { world, seen, paused, settle } = home();
    seen(told('active'), world.clock.wall());
    paused(CALL);
    await settle();
    expect(world.logReads).toBe(0);
  });
});
