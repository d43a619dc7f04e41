import { createHmac } from 'node:crypto';
import type { Clock } from '../../app/ports.ts';
import { isSuccess } from '../../genesys/http/failure-of.ts';
import { fetchWhole } from '../../genesys/http/fetch-whole.ts';
import { retryAfterMs } from '../../genesys/http/retry-after.ts';
import type { Webhook } from './job.ts';

export interface WebhookTarget {
  readonly url: string;
  /** Absent: the webhook is not signed, and says so by having no signature. */
  readonly secret?: string;
}

export type Delivery =
  /** 2xx, or 409: it has this one already. */
  | { readonly kind: 'accepted' }
  /** The receiver will never take this one. */
  | { readonly kind: 'refused'; readonly status: number }
  | { readonly kind: 'later'; readonly status?: number; readonly retryAfterMs?: number };

export type Deliver = (webhook: Webhook, head: string | undefined) => Promise<Delivery>;

/** What the receiver answers beside its status is of no interest. */
const LIMITS = { timeoutMs: 10_000, maxBytes: 0 };
/** What is wrong with this very body, however often it comes. Other refusals (401, 404, …) are repaired on the other side. */
const FOR_GOOD = new Set([400, 413, 415, 422]);

/** HMAC-SHA-256 over `<seconds>.<body>`, so that an old body cannot be sent again under a new time. */
export function signature(secret: string, seconds: number, body: string): string {
  const digest = createHmac('sha256', secret).update(`${seconds}.${body}`).digest('hex');
  return `t=${seconds},v1=${digest}`;
}

export function createDelivery(
  target: WebhookTarget,
  deps: { readonly fetch: typeof fetch; readonly clock: Pick<Clock, 'wall' | 'after'> },
): Deliver {
  return async ({ key, body }, head) => {
    const seconds = Math.floor(deps.clock.wall() / 1_000);
    const init: RequestInit = {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'idempotency-key': key,
        ...(target.secret !== undefined && {
          'x-recording-control-signature': signature(target.secret, seconds, body),
        }),
        // Where the audit chain ends now: a chain that is cut off later does not fit it.
        ...(head !== undefined && { 'x-recording-control-audit-head': head }),
      },
      body,
      // What is signed for one receiver is sent to no other.
      redirect: 'manual',
    };
    const answer = await fetchWhole(deps.fetch, target.url, init, { ...LIMITS, clock: deps.clock });
    if (answer.kind !== 'answered') return { kind: 'later' };
    const { status, headers } = answer;
    if (isSuccess(status) || status === 409) return { kind: 'accepted' };
    if (FOR_GOOD.has(status)) return { kind: 'refused', status };
    const waitMs = retryAfterMs(headers, deps.clock.wall());
    return { kind: 'later', status, ...(waitMs !== undefined && { retryAfterMs: waitMs }) };
  };
}
