import { createHmac } from 'node:crypto';
import type { Clock } from '../../app/ports.ts';
import { send, type Delivery } from '../../outbox/delivery.ts';
import type { Webhook } from './job.ts';

export interface WebhookTarget {
  readonly url: string;
  /** Absent: the webhook is not signed, and says so by having no signature. */
  readonly secret?: string;
}

export type Deliver = (webhook: Webhook, head: string | undefined) => Promise<Delivery>;

/** What is wrong with this very body, however often it comes. Other refusals (401, 404, …) are repaired on the other side. */
const FOR_GOOD = new Set([400, 413, 415, 422]);

/** HMAC-SHA-256 over `<seconds>.<body>`, so that an old body cannot be sent again under a new time. */
export function signature(secret: string, seconds: number, body: string): string {
  const digest = createHmac('sha256', secret).update(`${seconds}.${body}`).digest('hex');
  return `t=${seconds},v1=${digest}`;
}

export function createDelivery(
  { url, secret }: WebhookTarget,
  deps: { readonly fetch: typeof fetch; readonly clock: Pick<Clock, 'wall' | 'after'> },
): Deliver {
  return ({ key, body }, head) => {
    const seconds = Math.floor(deps.clock.wall() / 1_000);
    const isForGood = (status: number) => FOR_GOOD.has(status);
    const headers =
      secret === undefined ? {} : { 'x-recording-control-signature': signature(secret, seconds, body) };
    return send({ url, key, body, head, more: { headers }, isForGood }, deps);
  };
}
