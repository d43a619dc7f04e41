import type { Clock } from '../app/ports.ts';
import { fetchWhole } from '../genesys/http/fetch-whole.ts';
import { retryAfterMs } from '../genesys/http/retry-after.ts';

export type Delivery =
  /** 2xx, or 409: it has this one already. */
  | { readonly kind: 'accepted' }
  /** The receiver will not take this one, however often it comes. */
  | { readonly kind: 'refused'; readonly status: number }
  | { readonly kind: 'later'; readonly status?: number; readonly retryAfterMs?: number };

export interface Parcel {
  readonly url: string;
  /** The same for the same content, always: a receiver keeps one of each. */
  readonly key: string;
  readonly body: string;
  /** Where the audit chain ends now: a chain that is cut off later does not fit it. */
  readonly head: string | undefined;
  readonly more?: RequestInit;
  /** Whether this status will not become another by itself. */
  isForGood(status: number): boolean;
}

/** A receiver that asks for more than that has made a mistake. Nothing is put off for longer: what is due later was written while the clock was ahead. */
export const LONGEST_WAIT_MS = 3_600_000;

/** Epoch ms. */
export const isSendDue = (nextAt: number, now: number): boolean =>
  nextAt <= now || nextAt > now + LONGEST_WAIT_MS;

/** What the receiver answers beside its status is of no interest. */
const LIMITS = { timeoutMs: 10_000, maxBytes: 0 };

/** One webhook, of the controller or of a panel. */
export async function send(
  { url, key, body, head, more, isForGood }: Parcel,
  deps: { readonly fetch: typeof fetch; readonly clock: Pick<Clock, 'wall' | 'after'> },
): Promise<Delivery> {
  const init: RequestInit = {
    ...more,
    method: 'POST',
    headers: {
      ...more?.headers,
      'content-type': 'application/json',
      'idempotency-key': key,
      ...(head !== undefined && { 'x-recording-control-audit-head': head }),
    },
    body,
    // What is meant for one receiver is sent to no other.
    redirect: 'manual',
  };
  const answer = await fetchWhole(deps.fetch, url, init, { ...LIMITS, clock: deps.clock });
  if (answer.kind !== 'answered') return { kind: 'later' };
  const { status, headers } = answer;
  if ((status >= 200 && status < 300) || status === 409) return { kind: 'accepted' };
  if (isForGood(status)) return { kind: 'refused', status };
  const waitMs = retryAfterMs(headers, deps.clock.wall());
  return { kind: 'later', status, ...(waitMs !== undefined && { retryAfterMs: waitMs }) };
}
