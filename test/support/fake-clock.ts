import type { Cancel, Clock } from '../../src/app/ports.ts';

/** A clock that stands still until told otherwise. */
export interface FakeClock extends Clock {
  /** Moves both clocks on, running what falls due in order of its time; refuses to go back. */
  advance(ms: number): void;
  /** `advance`, letting promises settle before, between and after the timers. */
  pass(ms: number): Promise<void>;
  /** Time passes and no timer runs, as while a page is frozen. What fell due runs with the next `advance` or `pass`. */
  sleep(ms: number): void;
  /** Moves only the wall clock, as a person setting the time does. Says nothing about elapsed time. */
  setWall(epochMs: number): void;
  /** How many timers wait: what is closed must leave none behind. */
  readonly waiting: number;
}

interface Timer {
  readonly due: number;
  readonly order: number;
  readonly run: () => void;
}

/** Promise chains in the product are short; a macrotask turn would let real time in. */
const MICROTASK_TURNS = 25;

export async function settle(): Promise<void> {
  for (let turn = 0; turn < MICROTASK_TURNS; turn += 1) await Promise.resolve();
}

export function fakeClock(startWall = Date.UTC(2026, 0, 5, 9, 0, 0)): FakeClock {
  const timers = new Set<Timer>();
  let elapsed = 0;
  let wallOffset = startWall;
  let created = 0;

  const next = (until: number): Timer | undefined =>
    [...timers]
      .filter((timer) => timer.due <= until)
      .toSorted((a, b) => a.due - b.due || a.order - b.order)
      .at(0);

  const fire = (timer: Timer) => {
    timers.delete(timer);
    elapsed = Math.max(elapsed, timer.due);
    timer.run();
  };

  const target = (ms: number): number => {
    if (!(ms >= 0)) throw new Error(`The fake clock cannot advance by ${ms} ms: it refuses to go back.`);
    return elapsed + ms;
  };

  return {
    now: () => elapsed,
    wall: () => wallOffset + elapsed,
    steady: () => elapsed,
    after(ms, run): Cancel {
      const timer: Timer = { due: elapsed + Math.max(0, ms), order: (created += 1), run };
      timers.add(timer);
      return () => void timers.delete(timer);
    },
    advance(ms) {
      const until = target(ms);
      for (let due = next(until); due; due = next(until)) fire(due);
      elapsed = until;
    },
    async pass(ms) {
      const until = target(ms);
      await settle();
      for (let due = next(until); due; due = next(until)) {
        fire(due);
        await settle();
      }
      elapsed = until;
      await settle();
    },
    sleep(ms) {
      elapsed = target(ms);
    },
    setWall(epochMs) {
      wallOffset = epochMs - elapsed;
    },
    get waiting() {
      return timers.size;
    },
  };
}
