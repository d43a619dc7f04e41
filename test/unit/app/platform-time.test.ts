import { describe, expect, it } from 'vitest';
import { createPlatformTime } from '../../../src/app/platform-time.ts';
import { createShownSince } from '../../../src/app/shown-since.ts';
import { fakeClock } from '../../support/fake-clock.ts';

const SERVER = Date.UTC(2026, 0, 5, 9, 0, 0);

/** A computer whose clock is ten minutes ahead of the servers'. */
function tenMinutesAhead() {
  const clock = fakeClock(SERVER + 600_000);
  return { clock, time: createPlatformTime(clock) };
}

describe('the time that it is for Genesys', () => {
  it('is unknown until an answer tells, and then does not depend on this computer’s clock', async () => {
    const { clock, time } = tenMinutesAhead();
    expect(time.now()).toBeUndefined();
    time.heard(undefined, 0, 0);
    expect(time.now()).toBeUndefined();
    time.heard(SERVER, 0, 0);
    expect(Math.abs((time.now() ?? 0) - SERVER)).toBeLessThanOrEqual(1_000);
    await clock.pass(60_000);
    expect(Math.abs((time.now() ?? 0) - SERVER - 60_000)).toBeLessThanOrEqual(1_000);
  });

  it('is unknown again after the computer slept or its clock was set, until the next answer', () => {
    const { clock, time } = tenMinutesAhead();
    time.heard(SERVER, 0, 0);
    clock.setWall(SERVER);
    expect(time.now()).toBeUndefined();
    time.heard(SERVER, 0, 0);
    expect(time.now()).toBeDefined();
  });
});

describe('since when a state is shown to hold', () => {
  it('is told of a call’s beginning by Genesys’ clock, however wrong this computer’s is', () => {
    const clock = fakeClock(SERVER + 600_000);
    const shown = createShownSince(clock, () => SERVER);
    expect(shown({ at: SERVER - 4_000, kind: 'about' })).toEqual({
      at: SERVER - 4_000,
      kind: 'about',
      steadyAt: -4_000,
    });
    const slow = createShownSince(fakeClock(SERVER - 600_000), () => SERVER);
    expect(slow({ at: SERVER - 4_000, kind: 'about' }).steadyAt).toBe(-4_000);
  });

  it('is no date of Genesys’ while nobody knows what time it is there', () => {
    const clock = fakeClock(SERVER + 600_000);
    const shown = createShownSince(clock, () => undefined);
    expect(shown({ at: SERVER - 4_000, kind: 'about' })).toMatchObject({ kind: 'at-least', steadyAt: 0 });
  });

  it('does not move when the clock is set during the call', async () => {
    const clock = fakeClock(SERVER);
    const shown = createShownSince(clock, () => undefined);
    const since = { at: SERVER, kind: 'exact' } as const;
    const first = shown(since);
    await clock.pass(30_000);
    clock.setWall(SERVER + 3_600_000);
    expect(shown(since)).toBe(first);
    expect(clock.steady() - first.steadyAt).toBe(30_000);
  });

  it('dates by Genesys’ clock what this computer saw', () => {
    const clock = fakeClock(SERVER + 600_000);
    const shown = createShownSince(clock, () => SERVER);
    expect(shown({ at: SERVER + 599_000, kind: 'exact' })).toEqual({
      at: SERVER - 1_000,
      kind: 'exact',
      steadyAt: -1_000,
    });
  });
});
