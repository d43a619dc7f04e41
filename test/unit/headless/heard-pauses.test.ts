import { describe, expect, it } from 'vitest';
import type { SeenPause } from '../../../src/headless/archive/job.ts';
import { createHeardPauses } from '../../../src/headless/watch/heard-pauses.ts';
import { AGENT, CONVERSATION, held, paused, recording } from '../../support/builders.ts';
import { fakeClock } from '../../support/fake-clock.ts';

function hearing() {
  const clock = fakeClock();
  const told: SeenPause[] = [];
  let stillSince: number | undefined;
  const pauses = createHeardPauses(clock, { since: () => stillSince }, (id, pause) => {
    expect(id).toBe(CONVERSATION);
    told.push(pause);
  });
  return {
    clock,
    told,
    pauses,
    zero: clock.wall(),
    /** What is heard now came while the process stood still, from then on. */
    stoodStill: (since: number) => void (stillSince = since),
  };
}

describe('a pause that events tell of', () => {
  it('is told when it is over before a read has proven it, sure until ten seconds before', async () => {
    const { clock, told, pauses, zero } = hearing();
    pauses.heard(recording());
    await clock.pass(1_000);
    pauses.heard(paused());
    await clock.pass(15_000);
    pauses.heard(paused());
    await clock.pass(15_000);
    pauses.heard(recording());
    pauses.heard(recording());
    const from = zero + 1_000;
    expect(told).toEqual([{ from, to: from + 30_000, seenUntil: from + 20_000, by: 'event', userId: AGENT }]);
  });

  it('is sure at its beginning only where it is short', async () => {
    const { clock, told, pauses } = hearing();
    pauses.heard(paused());
    await clock.pass(3_000);
    pauses.heard(held());
    expect(told).toMatchObject([{ seenUntil: told[0]?.from }]);
  });

  it('is sure until the process stood still, where its end was heard after that', async () => {
    const { clock, told, pauses, zero, stoodStill } = hearing();
    pauses.heard(paused());
    await clock.pass(40_000);
    stoodStill(clock.now() - 17_000);
    pauses.heard(recording());
    expect(told).toMatchObject([{ to: zero + 40_000, seenUntil: zero + 23_000 }]);
  });

  it.each([60_000, -60_000])(
    'is of no time that anybody knows where the clock was set by %d ms',
    async (ms) => {
      const { clock, told, pauses, zero } = hearing();
      pauses.heard(paused());
      await clock.pass(20_000);
      const wall = clock.wall;
      clock.wall = () => wall() + ms;
      pauses.heard(recording());
      expect(told).toMatchObject([{ from: zero, to: zero - 1, end: 'unseen', by: 'event' }]);
    },
  );

  it('is over, nobody knows since when, where a read that was sent long enough after its event shows none', async () => {
    const { clock, told, pauses, zero } = hearing();
    expect(pauses.heard(paused())).toBe(true);
    expect(pauses.heard(paused())).toBe(false);
    await clock.pass(2_000);
    pauses.read(recording(), clock.now());
    expect(pauses.isUnproven(CONVERSATION)).toBe(true);
    await clock.pass(4_000);
    pauses.read(recording(), clock.now());
    expect(pauses.isUnproven(CONVERSATION)).toBe(false);
    const first = { from: zero, to: zero + 6_000, seenUntil: zero, end: 'unseen', by: 'event' };
    expect(told).toMatchObject([first]);
    await clock.pass(40_000);
    pauses.heard(paused());
    expect(pauses.proven(CONVERSATION)).toBe(zero + 46_000);
    expect(told).toHaveLength(1);
  });

  it('begins anew after one that was proven, where a read has shown its end and no event', async () => {
    const { clock, pauses, zero } = hearing();
    pauses.heard(paused());
    expect(pauses.proven(CONVERSATION)).toBe(zero);
    await clock.pass(20_000);
    pauses.read(recording(), clock.now());
    pauses.heard(paused());
    expect(pauses.proven(CONVERSATION)).toBe(zero + 20_000);
  });

  it('is not told where a read has proven it, nor the next one for that reason', async () => {
    const { clock, told, pauses } = hearing();
    pauses.heard(paused());
    pauses.proven(CONVERSATION);
    await clock.pass(3_000);
    pauses.heard(recording());
    expect(told).toEqual([]);
    pauses.heard(paused());
    await clock.pass(3_000);
    pauses.heard(recording());
    expect(told).toHaveLength(1);
  });

  it('lasts to the end of its call, or to a time that nobody saw', async () => {
    const { clock, told, pauses, zero } = hearing();
    pauses.heard(paused());
    await clock.pass(3_000);
    pauses.over(CONVERSATION, clock.wall(), 'call');
    pauses.over(CONVERSATION, clock.wall(), 'call');
    pauses.heard(paused());
    await clock.pass(3_000);
    pauses.over(CONVERSATION, clock.wall(), 'unseen');
    expect(told).toEqual([
      { from: zero, to: zero + 3_000, end: 'call', by: 'event', userId: AGENT },
      {
        from: zero + 3_000,
        to: zero + 6_000,
        end: 'unseen',
        seenUntil: zero + 3_000,
        by: 'event',
        userId: AGENT,
      },
    ]);
  });

  it('is none while something of the voice is recorded, or where the kind of pause is not told', () => {
    const { told, pauses, clock } = hearing();
    for (const snapshot of [
      paused({ leg: { recorders: { snippet: 'active' } } }),
      { ...paused({ leg: { securePause: undefined } }), securePause: undefined },
    ]) {
      pauses.heard(snapshot);
      pauses.over(CONVERSATION, clock.wall() + 1_000, 'call');
    }
    expect(told).toEqual([]);
  });
});
