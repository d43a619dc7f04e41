import type { Clock } from '../../app/ports.ts';
import type { Order } from '../control/control-call.ts';
import { isBeginning } from '../control/outcome.ts';
import type { QueueOrder } from './queue-run.ts';
import type { Told } from './told.ts';

/** What a run asks for of a call, each time that it takes it on. `own`: of resume, the calls whose pause is ours, as far as is known by now. */
export function ordersOf(
  run: QueueOrder,
  told: Pick<Told, 'against'>,
  clock: Pick<Clock, 'wall'>,
  own: ReadonlySet<string> | undefined,
): (conversationId: string) => Order {
  const { action, target, queueId, agreed } = run;
  return (conversationId) => ({
    conversationId,
    action,
    target,
    queueId,
    trigger: 'bulk',
    // Each round is as old as the run: what was paused since stays so. A run that pauses does so anew with each call that it meets.
    askedAt: isBeginning(action) ? run.askedAt : clock.wall(),
    toldAgainst: (readAt) => told.against(conversationId, readAt),
    ...(own && { isOwn: () => own.has(conversationId) }),
    ...(agreed && { isAgreed: () => agreed.has(conversationId) }),
  });
}
