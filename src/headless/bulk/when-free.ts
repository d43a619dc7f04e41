import type { Clock } from '../../app/ports.ts';
import { IN_DOUBT_MS, RETRY_WITHIN_MS } from '../../domain/retry-rules.ts';
import type { Overtaken } from '../home/may-take-effect.ts';
import { pause } from '../patience.ts';

const LOOK_MS = 500;
/** Longer than an order can go on that is under way. */
const MOST_MS = RETRY_WITHIN_MS + IN_DOUBT_MS;

/**
 * A newer order that was sent may be refused yet, and then the older one counts as it did before. Whether it does, once that is
 * known. Costs no request, and no place among those that have one.
 */
export async function isFreeAgain(
  isOvertaken: () => Overtaken,
  clock: Pick<Clock, 'now' | 'after'>,
  signal?: AbortSignal,
): Promise<boolean> {
  const endsAt = clock.now() + MOST_MS;
  for (;;) {
    const what = isOvertaken();
    if (what !== 'perhaps') return what === 'no';
    if (clock.now() >= endsAt || signal?.aborted) return false;
    await pause(LOOK_MS, clock, signal);
  }
}
