import type { Choices } from '../../test/support/random.ts';
import type { TimeSources } from '../../src/platform/clock.ts';
import type { Agenda } from './agenda.ts';
import { EPOCH } from './platform.ts';

/** The agent's computer: its clocks, its sleep, and what waits for it to wake. */
export interface Machine {
  isAsleep(): boolean;
  /** When it last woke up, virtual ms. */
  awakeSince(): number;
  sleep(ms: number, monotonicStops: boolean, woken: () => void): void;
  turnWall(ms: number): void;
  wall(): number;
  /** What the clock says that nobody sets. */
  steady(): number;
  /** Runs now, or when the machine is awake again. `lane` keeps order among its own. */
  whenAwake(run: () => void, lane: 'timers' | 'network'): void;
  /** Clocks and timers of one page; `guarded` runs its code. */
  timeSources(guarded: (run: () => void) => void): TimeSources;
}

export function createMachine(agenda: Agenda, random: Choices): Machine {
  let asleep = false;
  let awakeSince = 0;
  let stoodStill = 0;
  let fellAsleepAt = 0;
  let wallOffset = EPOCH;
  const waiting: Record<'timers' | 'network', (() => void)[]> = { timers: [], network: [] };

  let stands = false;
  const monotonic = () => (asleep && stands ? fellAsleepAt : agenda.now()) - stoodStill;
  const wall = () => wallOffset + agenda.now();

  return {
    isAsleep: () => asleep,
    awakeSince: () => awakeSince,
    wall,
    steady: monotonic,
    turnWall: (ms) => void (wallOffset += ms),
    whenAwake(run, lane) {
      if (asleep) waiting[lane].push(run);
      else run();
    },
    sleep(ms, monotonicStops, woken) {
      if (asleep) return;
      asleep = true;
      fellAsleepAt = agenda.now();
      stands = monotonicStops;
      agenda.after(ms, () => {
        asleep = false;
        awakeSince = agenda.now();
        if (monotonicStops) stoodStill += ms;
        // What comes first after waking is the browser's affair: a timer, a frame, or the page's own event.
        const lanes = [waiting.timers.splice(0), waiting.network.splice(0), [woken]];
        while (lanes.length > 0) {
          const [lane] = lanes.splice(random.between(0, lanes.length - 1), 1);
          for (const run of lane ?? []) agenda.after(0, run);
        }
      });
    },
    timeSources: (guarded) => ({
      monotonic,
      wall,
      setTimer(run, ms) {
        const timer = { cancel: () => undefined as void, over: false };
        const due = monotonic() + ms;
        const fire = (): void => {
          if (timer.over) return;
          if (asleep) return void waiting.timers.push(fire);
          const left = due - monotonic();
          if (left > 0) timer.cancel = agenda.after(left, fire);
          else guarded(run);
        };
        timer.cancel = agenda.after(ms, fire);
        return timer;
      },
      clearTimer(handle) {
        const timer = handle as { cancel(): void; over: boolean };
        timer.over = true;
        timer.cancel();
      },
    }),
  };
}
