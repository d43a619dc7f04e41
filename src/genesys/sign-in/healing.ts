import type { Cancel, Clock } from '../../app/ports.ts';

/** What nobody could check is looked at again, by then without anybody waiting for it. */
const HEAL_MS = [5_000, 15_000, 60_000, 180_000] as const;

export interface Healing {
  /** A passing failure passes without a click: looks again after a while, each time later, four times at most. */
  plan(): void;
  stop(): void;
  /** It is over: the next failure begins with the shortest wait. */
  done(): void;
}

export function createHealing(clock: Pick<Clock, 'after'>, look: () => void): Healing {
  let heals = 0;
  let cancel: Cancel = () => {};
  return {
    plan() {
      const inMs = HEAL_MS[heals];
      if (inMs === undefined) return;
      heals += 1;
      cancel();
      cancel = clock.after(inMs, look);
    },
    stop: () => cancel(),
    done() {
      cancel();
      heals = 0;
    },
  };
}
