import type { Cancel, Clock } from './app/ports.ts';

/**
 * Runs after this time, and in two steps: a page that is busy with loading finds a timer and the answer it waits for both
 * due, and the timer first. Between the steps the answer is heard.
 */
export function afterHearing(clock: Pick<Clock, 'after'>, ms: number, run: () => void): Cancel {
  let cancel = clock.after(ms / 2, () => (cancel = clock.after(ms / 2, run)));
  return () => cancel();
}
