import type { Cancel, Clock, Random } from '../../app/ports.ts';
import { backoff } from '../../domain/backoff.ts';
import { retryOf, type Failure } from '../../domain/failure.ts';

const USUAL = backoff(1_000, 30_000);
/** For answers that the same request will get again (a missing scope): requests count as user activity. */
const HOPELESS = backoff(1_000, 300_000);

/** The next attempt, of which at most one waits. */
export interface Retry {
  readonly waiting: boolean;
  /**
   * After a failure: full jitter under a ceiling that doubles, so that the panels of a site do not come back all at once
   * after an outage. A refusal after an outage, or an outage after refusals, is the first of its kind. A `Retry-After` is
   * waited for in full, with the jitter on top.
   */
  after(failure?: Failure): void;
  /** In this time; `held` when not even somebody who looks at the panel makes it come earlier. */
  in(ms: number, held?: 'held'): void;
  /** Now, if it waits and is not held. */
  hurry(): void;
  cancel(): void;
  /** All went well for a while: the next failure is the first one. */
  forgive(): void;
}

export function createRetry(clock: Pick<Clock, 'after'>, random: Random, attempt: () => void): Retry {
  let failures = 0;
  let ceilingMs = USUAL;
  let next: { readonly cancel: Cancel; readonly held: boolean } | undefined;

  const run = () => {
    next?.cancel();
    next = undefined;
    attempt();
  };
  function set(ms: number, held: boolean) {
    next?.cancel();
    next = { held, cancel: clock.after(ms, run) };
  }

  return {
    get waiting() {
      return next !== undefined;
    },
    after(failure) {
      const before = ceilingMs;
      const isHopeless = failure !== undefined && ['never', 'twice'].includes(retryOf(failure));
      ceilingMs = isHopeless ? HOPELESS : USUAL;
      if (ceilingMs !== before) failures = 0;
      const jitter = random() * ceilingMs(failures);
      const isTold = failure?.kind === 'rate-limited';
      set(isTold ? (failure.retryAfterMs ?? 0) + jitter : jitter, isTold);
      failures += 1;
    },
    in: (ms, held) => set(ms, held === 'held'),
    hurry() {
      if (next?.held === false) run();
    },
    cancel() {
      next?.cancel();
      next = undefined;
    },
    forgive() {
      failures = 0;
    },
  };
}
