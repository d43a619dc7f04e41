import type { Snapshot } from '../../domain/snapshot.ts';
import type { CallDeps, CallRun } from './call-session.ts';
import type { Order, OrderResult } from './control-call.ts';
import { isCaptureSo, shownState } from './first-look.ts';
import { foundBy, outcome, type End } from './outcome.ts';
import { isRefused, outlast, type HeedingFeed } from './outlast.ts';

/** A Pause is sent until then, and a stop, however paused or stopped a read shows the call. */
export const undoneUntil = (
  { mayTakeEffect }: Pick<CallDeps, 'mayTakeEffect'>,
  { conversationId, target, askedAt }: Order,
): number | undefined => mayTakeEffect?.until(conversationId, target, askedAt);

interface Lasting {
  readonly deps: CallDeps;
  readonly order: Order;
  readonly run: CallRun;
  readonly feed: HeedingFeed;
}

/** A command at once, and once more when nothing can undo it any more: only then can it be confirmed. */
export async function lasting({ deps, order, run, feed }: Lasting, end: End): Promise<OrderResult> {
  const { api, clock, signal } = deps;
  const startedAt = clock.now();
  const isPolicy = order.target === 'policy';
  const looking = () => isPolicy && feed.stands();
  const again = () => run.ask(order);
  looking();
  again();
  const isUndone = (snapshot: Snapshot) =>
    isPolicy ? shownState(snapshot) === 'recording' : isCaptureSo(snapshot, { ...order, action: 'start' });
  const until = () => undoneUntil(deps, order);
  const isOvertaken = () =>
    deps.mayTakeEffect?.isOvertaken(order.conversationId, order.target, order.askedAt) ?? 'no';
  const how = await outlast({
    api,
    clock,
    ...(signal && { signal }),
    feed,
    order,
    until,
    isOvertaken,
    isUndone,
    looking,
    again,
  });
  if (signal?.aborted) return end('interrupted', foundBy(run));
  if (how === 'ended') return end('ended', { state: 'ended' });
  feed.isOver();
  if (how === 'overtaken') return end('unconfirmed', foundBy(run));
  if (isRefused(api)) return outcome(deps, order, run, end);
  again();
  const result = await outcome(deps, order, run, end);
  return { ...result, latencyMs: Math.round(clock.now() - startedAt), outlasted: true };
}
