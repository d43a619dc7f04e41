import type { Cancel, Clock } from '../../app/ports.ts';

export interface HeldUp {
  /** Since when nothing that is heard now can be dated (elapsed ms): this process, or its machine, stood still, and is catching up. */
  since(): number | undefined;
}

const TICK_MS = 1_000;
/** A timer that is later than this was not only waiting for its turn. */
const STILL_MS = 3_000;
/** What has come meanwhile is heard in this time. */
const CATCH_UP_MS = 2_000;

/** `later`: not after the watch is closed. */
export function createHeldUp(
  clock: Pick<Clock, 'now' | 'wall'>,
  later: (ms: number, run: () => void) => Cancel,
): HeldUp {
  let tickAt = clock.now();
  let tickWall = clock.wall();
  let held: { readonly since: number; readonly until: number } | undefined;

  function look(): void {
    const [now, wall] = [clock.now(), clock.wall()];
    // A machine that is suspended may stop the one clock and set the other one on.
    const isHeld = Math.max(now - tickAt, wall - tickWall) > STILL_MS;
    const since = held !== undefined && tickAt <= held.until ? held.since : tickAt;
    if (isHeld) held = { since: Math.min(since, now - (wall - tickWall)), until: now + CATCH_UP_MS };
    tickAt = now;
    tickWall = wall;
  }

  function tick(): void {
    look();
    later(TICK_MS, tick);
  }
  later(TICK_MS, tick);

  return {
    since() {
      look();
      return held !== undefined && clock.now() <= held.until ? held.since : undefined;
    },
  };
}
