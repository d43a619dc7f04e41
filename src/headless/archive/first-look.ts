import { FIRST_POLL_MS } from './poll.ts';

/** When the recordings of a call are looked for first. */
export interface FirstLook {
  /** So long after its end. */
  readonly afterMs: number;
  /** A look has found the first recordings of a call: the first look, or a later one, so long after the end of the call. */
  found(wasFirst: boolean, afterMs: number): void;
}

/** A webhook is not to come much later than its recording, however late one comes now and then. */
const LATEST_MS = 120_000;
/** A look that finds something may have been late: each lets the next be a little earlier, until one is too early. Then it is put off for more. */
const EARLIER = 0.97;
const LATER = 1.25;

/** As late as recordings come here, so that most calls are looked at once: nobody tells when a recording is available. */
export function createFirstLook(): FirstLook {
  let afterMs = FIRST_POLL_MS;
  return {
    get afterMs() {
      return Math.round(afterMs);
    },
    found(wasFirst, tookMs) {
      afterMs = wasFirst
        ? Math.max(FIRST_POLL_MS, afterMs * EARLIER)
        : Math.min(LATEST_MS, Math.max(afterMs, tookMs) * LATER);
    },
  };
}
