import { retryOf, type Failure } from '../../domain/failure.ts';
import type { Random } from '../../app/ports.ts';

const FIRST_MS = 1_000;
const CAP_MS = 30_000;
/** For answers that the same request will get again (a missing scope): requests count as user activity. */
const HOPELESS_CAP_MS = 300_000;

/**
 * How long to wait before attempt `failures + 1`: full jitter under a doubling ceiling, so that the panels of a site do
 * not come back all at once after an outage. A `Retry-After` is waited for in full, with the jitter on top.
 */
export function backoffMs(failures: number, random: Random, failure?: Failure): number {
  const cap = failure !== undefined && retryOf(failure) === 'never' ? HOPELESS_CAP_MS : CAP_MS;
  const jitter = random() * Math.min(cap, FIRST_MS * 2 ** Math.min(failures, 20));
  return failure?.kind === 'rate-limited' ? (failure.retryAfterMs ?? 0) + jitter : jitter;
}
