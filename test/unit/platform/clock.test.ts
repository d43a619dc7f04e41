import { describe, expect, it } from 'vitest';
import { createClock } from '../../../src/platform/clock.ts';

function sources() {
  const timers: { ms: number; cleared: boolean }[] = [];
  return {
    at: { monotonic: 500, wall: 1_000_000 },
    timers,
    monotonic() {
      return this.at.monotonic;
    },
    wall() {
      return this.at.wall;
    },
    setTimer(_run: () => void, ms: number) {
      return timers.push({ ms, cleared: false }) - 1;
    },
    clearTimer(timer: unknown) {
      timers[timer as number]!.cleared = true;
    },
    step(monotonic: number, wall: number) {
      this.at.monotonic += monotonic;
      this.at.wall += wall;
    },
  };
}

describe('createClock', () => {
  it.each([
    ['both tick', 1_000, 1_000, 1_000],
    ['the machine slept and the monotonic clock with it', 10, 3_600_000, 3_600_000],
    ['the wall clock is set an hour ahead', 1_000, 3_601_000, 3_601_000],
    ['the wall clock is set back an hour', 1_000, -3_600_000, 61_000],
    ['a time server takes a few ms back', 1_000, -400, 1_000],
    ['the steps of the clocks differ a little', 0.2, 1, 0.2],
  ])('when %s', (_what, monotonic, wall, elapsed) => {
    const time = sources();
    const clock = createClock(time);
    time.step(monotonic, wall);
    expect(clock.now()).toBeCloseTo(elapsed, 3);
  });

  it('does not run fast when it is asked often', () => {
    const time = sources();
    const clock = createClock(time);
    for (let count = 0; count < 10_000; count += 1) {
      time.step(0.1, count % 10 === 0 ? 1 : 0);
      clock.now();
    }
    expect(clock.now()).toBeCloseTo(1_000, 3);
  });

  it('never goes back', () => {
    const time = sources();
    const clock = createClock(time);
    time.step(1_000, 1_000);
    const before = clock.now();
    time.step(-800, -200);
    expect(clock.now()).toBe(before);
  });

  it('tells the wall time as it is', () => {
    const time = sources();
    const clock = createClock(time);
    time.step(5, -7);
    expect(clock.wall()).toBe(999_993);
  });

  it('sets timers a browser can keep, and clears them', () => {
    const time = sources();
    const clock = createClock(time);
    clock.after(-5, () => {});
    clock.after(1e12, () => {})();
    expect(time.timers).toEqual([
      { ms: 0, cleared: false },
      { ms: 2_147_483_647, cleared: true },
    ]);
  });
});
