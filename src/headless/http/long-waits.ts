import type { Clock } from '../../app/ports.ts';
import { failureOf } from '../../genesys/http/failure-of.ts';
import type { Transport } from '../../genesys/http/transport.ts';

/** What is over sooner needs no word. */
const LONG_MS = 10_000;

export interface LongWaits {
  /** Notices what goes through it. */
  over(carry: Transport): Transport;
  /** For so long nothing goes out. */
  note(waitMs: number, why: WaitReason): void;
  /** Whoever waits is told how long, once for each time, and whose word it is; answers how to stop that. */
  listen(told: (waitMs: number, why: WaitReason) => void): () => void;
}

/** `refused`: the platform says how long it takes nothing. `limit`: what is allowed is used up, as far as our own counting goes. */
export type WaitReason = 'refused' | 'limit';

/** A platform that is told to be waited for holds a run up for an hour at most: not without a word. */
export function createLongWaits(clock: Pick<Clock, 'now' | 'wall'>): LongWaits {
  const listeners = new Set<(waitMs: number, why: WaitReason) => void>();
  let until = -Infinity;
  function note(waitMs: number, why: WaitReason): void {
    // Those that were under way together say the same.
    if (waitMs < LONG_MS || clock.now() + waitMs <= until + LONG_MS) return;
    until = clock.now() + waitMs;
    for (const told of listeners) told(waitMs, why);
  }
  return {
    over: (carry) => async (request) => {
      const answer = await carry(request);
      const failure =
        answer.kind === 'answered' && answer.status === 429 ? failureOf(answer, clock.wall()) : undefined;
      const waitMs = failure?.kind === 'rate-limited' ? (failure.retryAfterMs ?? 0) : 0;
      note(waitMs, 'refused');
      return answer;
    },
    note,
    listen(told) {
      listeners.add(told);
      return () => void listeners.delete(told);
    },
  };
}
