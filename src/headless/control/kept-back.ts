import type { Snapshot } from '../../domain/snapshot.ts';
import type { CallDeps } from './call-session.ts';
import type { Order } from './control-call.ts';
import { findingOf, type Finding } from './first-look.ts';
import { isBeginning, isTakenBack } from './outcome.ts';

/**
 * Why a command does not leave. interrupted: nobody wants it any more. taken-back: a resume, or a start, and a Pause, or a stop,
 * was asked for since. overtaken: the other way round. not-own, not-agreed: as the outcomes of these names.
 */
export type KeptBack =
  Exclude<Finding, 'act'> | 'interrupted' | 'taken-back' | 'overtaken' | 'not-own' | 'not-agreed';

/** What a command knows of itself when its turn has come. */
export interface LastQuestion {
  /** The newest read, as all agents see it. */
  readonly newest: Snapshot;
  /** Elapsed ms: when that read was sent. */
  readonly newestAt: number;
  /** It was sent before, and may have taken effect. */
  readonly hasLeft: boolean;
}

/**
 * Everything that may have changed since an order was looked at, in one question: it is asked again as the last thing before
 * each request leaves, because a request waits for a 429 to pass, for its turn, or for a token (rule 5).
 */
export function keptBackBy(deps: CallDeps, order: Order, question: LastQuestion): KeptBack | undefined {
  const { newest, newestAt, hasLeft } = question;
  // What has left may have taken effect: only of a command that takes capture away the next try is wanted even so.
  if (deps.signal?.aborted && (isBeginning(order.action) || !hasLeft)) return 'interrupted';
  if (isTakenBack(deps, order)) return 'taken-back';
  if (order.isOwn?.() === false) return 'not-own';
  if (order.isAgreed?.() === false) return 'not-agreed';
  // By hand a call is acted on by its id, wherever it is by now (rule 4).
  if (order.trigger !== 'bulk') return undefined;
  const found = findingOf(newest, order);
  const finding = found === 'act' ? order.toldAgainst?.(newestAt) : found;
  if (finding !== undefined) return finding;
  const { action, conversationId, target, askedAt } = order;
  const isOvertaken = () =>
    (deps.mayTakeEffect?.isOvertaken(conversationId, target, askedAt) ?? 'no') !== 'no';
  return !isBeginning(action) && isOvertaken() ? 'overtaken' : undefined;
}
