import { retryOf, type Failure } from './failure.ts';
import type { Ending } from './wish-state.ts';

/** Rule 5: a wish is retried at most this often, and not later than this after the click. */
const RETRIES = 3;
export const RETRY_WITHIN_MS = 10_000;
/** E5: the read that confirms a command is sent this long after its 2xx. */
export const CONFIRM_AFTER_MS = 700;
/** A command without an answer may still take effect until it is this old. */
export const IN_DOUBT_MS = 30_000;
/** What was decided without a press leaves within this time, or never. */
export const DECIDED_MS = 1_000;
/** Two clicks on the same button within this time are one wish. */
export const DOUBLE_CLICK_MS = 400;
/** A press on Resume this soon after one on Pause was meant for Pause: hands press twice, and panels move. */
export const RESUME_AFTER_PAUSE_MS = 800;
/** So is one on a button that this soon before did something else: start and stop have one button. */
export const CHANGE_AFTER_CHANGE_MS = 800;
const BACKOFF_MS = [400, 1_200, 2_500] as const;

/** How long to wait before a failed wish may be read and sent again; `undefined`: it is over. `at` and `askedAt` are elapsed ms. */
export function retryDelayMs(
  failure: Failure,
  { attempts, askedAt }: { readonly attempts: number; readonly askedAt: number },
  at: number,
): number | undefined {
  const asked = failure.kind === 'rate-limited' ? failure.retryAfterMs : undefined;
  const delayMs = asked ?? BACKOFF_MS[Math.min(attempts, BACKOFF_MS.length) - 1] ?? 0;
  const most = { never: 0, twice: 2, later: RETRIES, 'maybe-done': RETRIES }[retryOf(failure)];
  const tooLate = at + delayMs >= askedAt + RETRY_WITHIN_MS || attempts > most;
  return tooLate ? undefined : delayMs;
}

/** What the journal is told of a wish of which an earlier sending may take effect yet: who reads it next has to know. */
export function failureOfOpen(ending: Ending, failure: Failure | undefined): Failure | undefined {
  const isRefused = ending === 'failed' && failure !== undefined && retryOf(failure) === 'never';
  return ending === 'confirmed' || isRefused ? { kind: 'unknown-outcome' } : failure;
}
