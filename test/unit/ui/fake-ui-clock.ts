import type { UiClock } from '../../../src/ui/agent/ui.ts';

/** Time that stands still until it is told to pass. */
export function makeFakeClock(start: number) {
  let now = start;
  let timers: { at: number; run: () => void }[] = [];
  return {
    steady: () => now,
    after(ms: number, run: () => void) {
      const timer = { at: now + ms, run };
      timers.push(timer);
      return () => {
        timers = timers.filter((other) => other !== timer);
      };
    },
    pass(ms: number) {
      now += ms;
      const due = timers.filter((timer) => timer.at <= now);
      timers = timers.filter((timer) => timer.at > now);
      for (const timer of due) timer.run();
    },
    waiting: () => timers.length,
  } satisfies UiClock & Record<string, unknown>;
}
