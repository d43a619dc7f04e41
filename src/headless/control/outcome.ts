import type { WishAction } from '../../domain/audit.ts';
import type { Failure } from '../../domain/failure.ts';
import type { CallDeps, CallRun } from './call-session.ts';
import type { Order, OrderResult, Outcome } from './control-call.ts';
import type { KeptBack } from './kept-back.ts';

export type End = (outcome: Outcome, more?: Partial<OrderResult>) => OrderResult;

/** A refusal is final; everything else was tried in vain. */
export function outcomeOf(failure: Failure): Outcome {
  if (failure.kind === 'not-found') return 'not-found';
  const isRefusal = ['denied', 'bad-request', 'signed-out', 'no-live-leg', 'medium'].includes(failure.kind);
  return isRefusal ? 'refused' : 'failed';
}

export const foundBy = (run: CallRun) => ({
  state: run.view()?.state ?? ('unknown' as const),
  recorders: run.view()?.recorders ?? [],
});

/** Somebody is captured when it takes effect; what is none of these takes capture away. */
export const isBeginning = (action: WishAction): boolean => action === 'resume' || action === 'start';

/** Rule 5: the latest wish wins, whichever process of the home has it. */
export const isTakenBack = (
  { mayTakeEffect }: CallDeps,
  { action, conversationId, target, askedAt }: Order,
): boolean => isBeginning(action) && mayTakeEffect?.isTakenBack(conversationId, target, askedAt) === true;

export async function outcome(deps: CallDeps, order: Order, run: CallRun, end: End): Promise<OrderResult> {
  const { api, signal } = deps;
  const ending = await run.ending();
  const found = { ...foundBy(run), ...(run.unlogged && { notLogged: true as const }) };
  if (ending === undefined) return end(signal?.aborted === true ? 'interrupted' : 'unconfirmed', found);
  const { phase, latencyMs = 0 } = ending;
  const { refusal } = api;
  const more = { ...found, latencyMs, ...(phase !== 'confirmed' && refusal && { failure: refusal }) };
  if (phase === 'confirmed') return end(run.conflicted ? 'already-so' : 'confirmed', more);
  if (found.state === 'ended') return end('ended', more);
  if (api.keptBack !== undefined) return endOfKeptBack(api.keptBack, end, { ...found, latencyMs });
  if (phase !== 'failed') return end('unconfirmed', more);
  const how = refusal ? outcomeOf(refusal) : 'failed';
  // Of an earlier try nobody knows that it was refused as well.
  return end(how === 'refused' && api.isUnanswered ? 'unconfirmed' : how, more);
}

/** How an order ends that was kept back. */
export function endOfKeptBack(why: KeptBack, end: End, more: Partial<OrderResult>): OrderResult {
  switch (why) {
    case 'taken-back':
      return end('unconfirmed', { ...more, takenBack: true });
    case 'overtaken':
      return end('unconfirmed', { ...more, overtaken: true });
    case 'nobody':
      return end('refused', { ...more, failure: { kind: 'no-live-leg' } });
    case 'ended':
      return end('ended', { ...more, state: 'ended' });
    case 'interrupted':
    case 'left-queue':
    case 'not-own':
    case 'not-agreed':
      return end(why, more);
  }
}
