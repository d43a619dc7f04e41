import { unlessAborted } from '../patience.ts';

/** How many are gone through in one task. */
const AT_ONCE = 500;

/** What a long work heeds. */
export interface Pace {
  readonly signal: AbortSignal;
  /** Resolves when whoever reads has what was written. */
  ready?(): Promise<void>;
}

/**
 * Goes through what may be longer than the memory, until `use` says `false`. In between a signal is heard, and whoever reads
 * the output keeps up. False when it was interrupted.
 */
export async function goThrough<T>(
  items: Iterable<T>,
  use: (item: T) => boolean | void,
  { signal, ready = rest }: Pace,
): Promise<boolean> {
  let count = 0;
  for (const item of items) {
    if (use(item) === false) return true;
    count += 1;
    if (count % AT_ONCE !== 0) continue;
    await unlessAborted(ready().then(rest), signal);
    if (signal.aborted) return false;
  }
  return true;
}

const rest = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
