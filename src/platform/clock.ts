import type { Cancel, Clock } from '../app/ports.ts';

/** Where a clock gets its time. Replaceable, because no test can put a machine to sleep. */
export interface TimeSources {
  /** ms that never go back, but may stand still while the machine sleeps. */
  monotonic(): number;
  /** Epoch ms, as a person or a time server sets them. */
  wall(): number;
  setTimer(run: () => void, ms: number): unknown;
  clearTimer(timer: unknown): void;
}

const browser: TimeSources = {
  monotonic: () => performance.now(),
  wall: () => Date.now(),
  setTimer: (run, ms) => setTimeout(run, ms),
  clearTimer: (timer) => clearTimeout(timer as number),
};

/** The two sources tick in different steps. Smaller differences would add up to a clock that runs fast. */
const TOLERANCE_MS = 100;
const BACKWARD_JUMP_MS = 1_000;
/** Longer than anything is valid: a frame for 35 s, a settling episode for 8 s, a command for 30 s. */
const LEAP_MS = 60_000;
/** Browsers run a longer timer at once. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/**
 * Time that has passed is the longer of what the two sources say: the monotonic one stands still during sleep on some
 * systems, the wall clock may be turned back. In doubt more time has passed, so that what has a validity expires.
 */
export function createClock(sources: TimeSources = browser): Clock {
  let elapsed = 0;
  let monotonic = sources.monotonic();
  let wall = sources.wall();

  return {
    now() {
      const monotonicStep = Math.max(0, sources.monotonic() - monotonic);
      const wallStep = sources.wall() - wall;
      monotonic += monotonicStep;
      wall += wallStep;
      if (wallStep < -BACKWARD_JUMP_MS) elapsed += monotonicStep + LEAP_MS;
      else elapsed += wallStep > monotonicStep + TOLERANCE_MS ? wallStep : monotonicStep;
      return elapsed;
    },
    wall: () => sources.wall(),
    steady: () => sources.monotonic(),
    after(ms, run): Cancel {
      const timer = sources.setTimer(run, Math.min(Math.max(0, ms), LONGEST_TIMER_MS));
      return () => sources.clearTimer(timer);
    },
  };
}
