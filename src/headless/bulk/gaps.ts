import type { Clock } from '../../app/ports.ts';
import { SETTLE_MS } from './told.ts';

/** What happens while the topic is not heard sends no event: reads have to tell. */
export interface Gaps {
  /** Whether the topic is heard, when that changes. At first it is not. */
  isHeard(is: boolean): void;
  /** Something may have happened that no event has told, and nobody has looked since. */
  readonly isOpen: boolean;
  /** Somebody looks now. */
  looked(): void;
}

/** `look`: it is heard again, and replicas have caught up with what had happened before. */
export function createGaps(clock: Pick<Clock, 'after'>, look: () => void): Gaps {
  let isDeaf = true;
  let isDue = false;
  let cancel = () => {};
  return {
    isHeard(is) {
      if (is !== isDeaf) return;
      isDeaf = !is;
      cancel();
      isDue = is;
      if (is) cancel = clock.after(SETTLE_MS, look);
    },
    get isOpen() {
      return isDeaf || isDue;
    },
    looked() {
      cancel();
      isDue = false;
    },
  };
}
