import type { ReadonlySignal } from '@preact/signals';
import { signal } from '@preact/signals';

const TICK_MS = 250;

/** The time of day as something that views can follow. */
export function createTicker(): ReadonlySignal<number> {
  const now = signal(Date.now());
  setInterval(() => {
    now.value = Date.now();
  }, TICK_MS);
  return now;
}

/** `4:05`, or `1:04:05` from an hour on. */
export function duration(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const two = (value: number) => String(value).padStart(2, '0');
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor(seconds / 60) % 60;
  return hours > 0 ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${two(minutes)}:${two(seconds % 60)}`;
}
