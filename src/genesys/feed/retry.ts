import type { Cancel, Clock, Random } from '../../app/ports.ts';
import type { Failure } from '../../domain/failure.ts';
import { backoffMs } from './backoff.ts';

/** The next attempt, of which at most one waits. */
export interface Retry {
  readonly waiting: boolean;
  /** After a failure, each time later; for as long as the platform says if it does. */
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
      set(backoffMs(failures, random, failure), failure?.kind === 'rate-limited');
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
