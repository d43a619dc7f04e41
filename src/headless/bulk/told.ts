import type { Clock } from '../../app/ports.ts';
import type { Snapshot } from '../../domain/snapshot.ts';
import type { Failure } from '../../domain/failure.ts';
import type { Order } from '../control/control-call.ts';
import { findingOf, type Finding } from '../control/first-look.ts';

/** Replicas lag: what an event has told shows in a read that is sent this much later. */
export const SETTLE_MS = 1_100;

/** Nobody to act for: what a read may say that lags behind. */
export const isNothing = ({
  outcome,
  failure,
}: {
  readonly outcome: string;
  readonly failure?: Failure;
}): boolean => outcome === 'left-queue' || outcome === 'ended' || failure?.kind === 'no-live-leg';

/** What the topic tells last of each call, against reads that lag behind it. */
export interface Told {
  heard(snapshot: Snapshot): void;
  /** A read sent at `sentAt`, elapsed ms, finds nothing to act on, and may be older than an event that does: ms to wait for one that counts. */
  settlesIn(conversationId: string, sentAt: number): number | undefined;
  /** The other way round: what speaks against acting, and a read sent at `readAt` may be too old to show. */
  against(conversationId: string, readAt: number): Exclude<Finding, 'act'> | undefined;
}

export function createTold(
  clock: Pick<Clock, 'now'>,
  order: Pick<Order, 'action' | 'target' | 'queueId'>,
): Told {
  /** Calls on which an agent of the queue is, and since when that is told. */
  const toAct = new Map<string, number>();
  /** Calls with nobody to act for, why, and when that was told last. */
  const notTo = new Map<string, { readonly why: Exclude<Finding, 'act'>; readonly at: number }>();
  return {
    heard(snapshot) {
      const { conversationId } = snapshot;
      const found = findingOf(snapshot, { ...order, conversationId, trigger: 'bulk' });
      if (found !== 'act') {
        toAct.delete(conversationId);
        notTo.set(conversationId, { why: found, at: clock.now() });
        return;
      }
      notTo.delete(conversationId);
      if (!toAct.has(conversationId)) toAct.set(conversationId, clock.now());
    },
    against(conversationId, readAt) {
      const told = notTo.get(conversationId);
      return told && readAt < told.at + SETTLE_MS ? told.why : undefined;
    },
    settlesIn(conversationId, sentAt) {
      const at = toAct.get(conversationId);
      return at === undefined || sentAt >= at + SETTLE_MS
        ? undefined
        : Math.max(0, at + SETTLE_MS - clock.now());
    },
  };
}
