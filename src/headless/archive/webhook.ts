import { createHmac } from 'node:crypto';
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

const TIMEOUT_MS = 10_000;
/** What is wrong with this very body, however often it comes. Other refusals (401, 404, …) are repaired on the other side. */
const FOR_GOOD = new Set([400, 413, 415, 422]);

/** HMAC-SHA-256 over `<seconds>.<body>`, so that an old body cannot be sent again under a new time. */
export function signature(secret: string, seconds: number, body: string): string {
  const digest = createHmac('sha256', secret).update(`${seconds}.${body}`).digest('hex');
  return `t=${seconds},v1=${digest}`;
}

export function createDelivery(
  target: WebhookTarget,
  deps: { readonly fetch: typeof fetch; readonly wall: () => number },
): Deliver {
  return async ({ key, body }, head) => {
    const seconds = Math.floor(deps.wall() / 1_000);
    try {
      const answer = await deps.fetch(target.url, {
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
        redirect: 'error',
        signal: AbortSignal.timeout(TIMEOUT_MS),
      });
      await answer.body?.cancel();
      if (answer.ok || answer.status === 409) return { kind: 'accepted' };
      if (FOR_GOOD.has(answer.status)) return { kind: 'refused', status: answer.status };
      const retryAfter = answer.headers.get('retry-after');
      const waitS = retryAfter === null ? Number.NaN : Number(retryAfter);
      return {
        kind: 'later',
        status: answer.status,
        ...(waitS >= 0 && { retryAfterMs: waitS * 1_000 }),
      };
    } catch {
      return { kind: 'later' };
    }
  };
}
