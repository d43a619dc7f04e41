import type { Cancel, Clock } from '../app/ports.ts';

/** Who sends, attempt by attempt. */
export interface Turns {
  /** There may be something new. Returns at once. */
  nudge(): void;
  stop(): void;
}

/** One attempt after the other; each answers after how long there may be another, in ms. A nudge waits for none of that. */
export function createTurns(attempt: () => Promise<number>, clock: Pick<Clock, 'after'>): Turns {
  let isRunning = false;
  let isAsked = false;
  let isStopped = false;
  let cancel: Cancel = () => {};

  async function run(): Promise<void> {
    cancel();
    isRunning = true;
    isAsked = false;
    const waitMs = await attempt();
    isRunning = false;
    if (isStopped) return;
    if (waitMs === 0 || isAsked) void run();
    else cancel = clock.after(waitMs, () => void run());
  }

  return {
    nudge() {
      isAsked = true;
      if (!isRunning && !isStopped) void run();
    },
    stop() {
      isStopped = true;
      cancel();
    },
  };
}
