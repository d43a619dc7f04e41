import type { Cancel, Clock } from '../../app/ports.ts';
import { FRAME_MAX_AGE_MS } from '../../domain/evidence-state.ts';

/** A ping this long before the end tells a late heartbeat from a dead link. */
const PING_AFTER_MS = 32_000;
/** Somebody waits for the answer to a probe. */
const PROBE_MS = 5_000;

export interface SilenceWatch {
  /** A frame arrived. */
  heard(): void;
  /** Asks for a frame now, and takes 5 s without one for silence. */
  probe(): void;
  stop(): void;
}

/** Calls `silent` once. Timers may be late (a computer that slept), so that each asks the clock how long it really was. */
export function watchSilence(
  clock: Pick<Clock, 'now' | 'after'>,
  { ping, silent }: { ping(): void; silent(): void },
): SilenceWatch {
  let last = clock.now();
  let cancel: Cancel = () => undefined;
  let cancelProbe: Cancel | undefined;

  const quiet = () => clock.now() - last;
  const arm = (ms: number, run: () => void) => {
    cancel();
    cancel = clock.after(ms, run);
  };
  function stop() {
    cancel();
    cancelProbe?.();
    cancelProbe = undefined;
  }
  function giveUp() {
    stop();
    silent();
  }
  function check() {
    if (quiet() >= FRAME_MAX_AGE_MS) return giveUp();
    ping();
    arm(FRAME_MAX_AGE_MS - quiet(), giveUp);
  }

  arm(PING_AFTER_MS, check);
  return {
    heard() {
      last = clock.now();
      cancelProbe?.();
      cancelProbe = undefined;
      arm(PING_AFTER_MS, check);
    },
    probe() {
      if (quiet() >= FRAME_MAX_AGE_MS) return giveUp();
      if (cancelProbe !== undefined) return;
      ping();
      cancelProbe = clock.after(PROBE_MS, giveUp);
    },
    stop,
  };
}
