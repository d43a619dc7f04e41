import { retryAfterMs } from '../../genesys/http/retry-after.ts';
import type { ApiAnswer } from '../../genesys/http/transport.ts';

/** The platform counts requests per token in windows of a minute (docs/platform-notes.md, "Rate limits"). */
const DEFAULT_WINDOW_MS = 60_000;
const DEFAULT_ALLOWED = 300;
/** Kept free of planned work: for retries, and for whoever else uses this client. */
const FREE_SHARE = 0.2;
/** Without a word from the platform on how long to wait. */
const WAIT_MS = 1_000;

/** What is known of the rate limit: from our own counting, corrected by the headers of every answer. */
export interface RateWindow {
  /** False until the first answer has told the limit, or told none. */
  readonly isKnown: boolean;
  /** How many requests the plan may still send in this window. */
  leftInPlan(now: number): number;
  /** How many the platform may still accept in this window. */
  left(now: number): number;
  /** Elapsed ms until which nothing may be sent. */
  readonly blockedUntil: number;
  /** Elapsed ms at which the next window begins, as far as known. */
  nextAt(now: number): number;
  /** A request goes out now. Give the answer together with what this returned. */
  sent(now: number): number;
  answered(ticket: number, answer: ApiAnswer, now: number): void;
}

/** `wall` is for a `Retry-After` that is a date. */
export function createRateWindow(wall: () => number): RateWindow {
  let allowed: number | undefined;
  let used = 0;
  let endsAt = Infinity;
  let epoch = 0;
  let blockedUntil = -Infinity;

  function roll(now: number) {
    if (now < endsAt || used === 0) return;
    used = 0;
    epoch += 1;
    endsAt = Infinity;
  }

  const total = () => allowed ?? DEFAULT_ALLOWED;

  return {
    get isKnown() {
      return allowed !== undefined;
    },
    get blockedUntil() {
      return blockedUntil;
    },
    leftInPlan(now) {
      roll(now);
      return Math.floor(total() * (1 - FREE_SHARE)) - used;
    },
    left(now) {
      roll(now);
      return total() - used;
    },
    nextAt(now) {
      roll(now);
      return used === 0 ? now : endsAt;
    },
    sent(now) {
      roll(now);
      used += 1;
      return epoch;
    },
    answered(ticket, answer, now) {
      if (answer.kind !== 'answered') {
        if (ticket === epoch) endsAt = Math.min(endsAt, now + DEFAULT_WINDOW_MS);
        return;
      }
      const count = numberIn(answer, 'inin-ratelimit-count');
      const limit = numberIn(answer, 'inin-ratelimit-allowed');
      const resetS = numberIn(answer, 'inin-ratelimit-reset');
      allowed = limit ?? allowed ?? DEFAULT_ALLOWED;
      // An answer to a request of the window before tells nothing about this one.
      if (ticket === epoch) {
        used = Math.max(used, count ?? 0);
        // The header rounds up; the earliest of all answers is the closest and never too early.
        endsAt = Math.min(endsAt, now + (resetS === undefined ? DEFAULT_WINDOW_MS : resetS * 1_000));
      }
      if (answer.status !== 429) return;
      blockedUntil = Math.max(blockedUntil, now + (retryAfterMs(answer.headers, wall()) ?? WAIT_MS));
    },
  };
}

function numberIn({ headers }: Extract<ApiAnswer, { kind: 'answered' }>, name: string): number | undefined {
  const text = headers[name];
  return text !== undefined && /^\d+(\.\d+)?$/.test(text.trim()) ? Number(text) : undefined;
}
