import type { Clock } from '../app/ports.ts';
import { DENIED_AGAIN_MS } from '../domain/backoff.ts';
import { retryOf, type Failure } from '../domain/failure.ts';
import { failed, type Result } from '../domain/result.ts';

export interface Patience {
  readonly clock: Pick<Clock, 'after'>;
  readonly signal?: AbortSignal | undefined;
  /** How long to wait after a failure that so many others went before; `undefined`: give up. A longer `Retry-After` is heeded. */
  waitMs(before: number): number | undefined;
  waiting?(failure: Failure): void;
}

/**
 * Asks again as long as the answer may change by itself and somebody waits for it. "Not found" is believed when it was
 * said three times, however long the patience is.
 */
export async function withPatience<T>(ask: () => Promise<Result<T>>, patience: Patience): Promise<Result<T>> {
  const { clock, signal } = patience;
  let denials = 0;
  for (let before = 0; ; before += 1) {
    const answer = (await unlessAborted(ask(), signal)) ?? failed({ kind: 'unknown-outcome' });
    if (answer.ok || retryOf(answer.failure) === 'never' || signal?.aborted) return answer;
    const isDenial = answer.failure.kind === 'not-found';
    if (isDenial) denials += 1;
    const waitMs = isDenial ? DENIED_AGAIN_MS[denials - 1] : patience.waitMs(before);
    if (waitMs === undefined) return answer;
    if (!isDenial) patience.waiting?.(answer.failure);
    const askedMs = answer.failure.kind === 'rate-limited' ? (answer.failure.retryAfterMs ?? 0) : 0;
    await pause(Math.max(waitMs, askedMs), clock, signal);
    if (signal?.aborted) return answer;
  }
}

/** Resolves early when nobody waits any more, or when what `wakeable` is given is called. */
export function pause(
  ms: number,
  clock: Pick<Clock, 'after'>,
  signal?: AbortSignal,
  wakeable: (wake: () => void) => void = () => {},
): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      cancel();
      signal?.removeEventListener('abort', done);
      resolve();
    };
    const cancel = clock.after(ms, done);
    signal?.addEventListener('abort', done);
    wakeable(done);
    if (signal?.aborted) done();
  });
}

/** Nothing once the signal is aborted: what only asks is not waited for, e.g. behind a rate limit. */
export function unlessAborted<T>(answer: Promise<T>, signal?: AbortSignal): Promise<T | undefined> {
  if (signal === undefined) return answer;
  return new Promise((resolve, reject) => {
    const giveUp = () => resolve(undefined);
    if (signal.aborted) return giveUp();
    signal.addEventListener('abort', giveUp, { once: true });
    answer.then(resolve, reject).finally(() => signal.removeEventListener('abort', giveUp));
  });
}
