import { aheadMs, narrowed, told, UNKNOWN } from '../domain/platform-clock.ts';
import type { Clock, PlatformTime } from './ports.ts';

/** Both clocks tick in different steps. */
const DRIFT_MS = 2_000;

export function createPlatformTime(clock: Pick<Clock, 'steady' | 'wall'>): PlatformTime {
  let known = UNKNOWN;
  let drift = clock.wall() - clock.steady();

  /** Since they disagree this computer slept (and the steady clock with it), or its clock was set: nobody knows which. */
  function check() {
    const now = clock.wall() - clock.steady();
    if (Math.abs(now - drift) <= DRIFT_MS) return;
    drift = now;
    known = UNKNOWN;
  }
  return {
    now() {
      check();
      const ahead = aheadMs(known);
      return ahead === undefined ? undefined : clock.steady() + ahead;
    },
    heard(serverMs, sentAt, answeredAt) {
      check();
      if (serverMs !== undefined) known = narrowed(known, told(serverMs, sentAt, answeredAt));
    },
  };
}
