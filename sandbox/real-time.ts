import type { TimeSource } from './genesys/timing.ts';

/** The longest delay that a Node timer keeps; a longer wait is simply asked for again. */
const MAX_DELAY_MS = 2 ** 31 - 1;

/** The machine's own time. Its timers keep no process alive. */
export const realSource = (): TimeSource => ({
  elapsed: () => Math.floor(performance.now()),
  wake(ms, run) {
    const timer = setTimeout(run, Math.min(ms, MAX_DELAY_MS));
    timer.unref();
    return () => clearTimeout(timer);
  },
  wallEpoch: Date.now(),
});
