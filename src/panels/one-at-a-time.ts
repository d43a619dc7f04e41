import { afterHearing } from '../after-hearing.ts';
import type { Clock } from '../app/ports.ts';
import type { BrowserSharing } from './browser.ts';

/** Runs one panel's work at a time. */
export type OneAtATime = <T>(run: () => Promise<T>) => Promise<T>;

/** Siblings wait for each other by the Web Lock of this name, though nobody for longer than this: then without order. */
export function oneAtATimeBy(
  { browser, clock }: { readonly browser: BrowserSharing; readonly clock: Pick<Clock, 'after'> },
  name: string,
  patienceMs: number,
): OneAtATime {
  return async (run) => {
    const patience = new AbortController();
    let outcome: ReturnType<typeof run> | undefined;
    const go = () => (outcome ??= run());
    const cancel = afterHearing(clock, patienceMs, () => patience.abort());
    try {
      await browser.locks().request(`rc1.${name}`, { signal: patience.signal }, async () => {
        cancel();
        await go().catch(() => undefined);
      });
    } catch {
      // Denied, or it took too long.
      cancel();
    }
    return go();
  };
}
