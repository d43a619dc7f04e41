import type { Capture, Captures } from './capture.ts';
import { isCalmState } from './claim-state.ts';
import type { Claim, Policy } from './claim.ts';
import type { Ending, PolicyAction, Wishes } from './wish.ts';

/** A loud message because *safe* was lost without the wish of the agent at this panel (rule 3). */
export type SafeLost =
  'resumed-by-someone-else' | 'resumed-in-another-window' | 'cannot-confirm' | 'other-recorder';

/** The newest command on a call's policy recording that the user has given anywhere in this browser. */
export interface RecentRequest {
  readonly wishId: string;
  readonly action: PolicyAction;
  /** Asked for in this very page. */
  readonly isOwnPage: boolean;
  /** By the wall clock; negative when that was set back since. */
  readonly agoMs: number;
  readonly ended?: { readonly phase: Ending; readonly agoMs: number };
}

/** An older request says nothing about why *safe* is lost now. */
const RECENT_MS = 30_000;

/**
 * Whether it is this request that a pause was lost by. What failed or was taken back is no reason, nor what had come true
 * before that pause was (elapsed ms).
 */
export function explainsLoss(
  { action, isOwnPage, agoMs, ended }: RecentRequest,
  { pausedAt, at }: { readonly pausedAt: number; readonly at: number },
): boolean {
  if (action !== 'resume' || isOwnPage || agoMs < 0 || agoMs > RECENT_MS) return false;
  if (ended === undefined) return true;
  if (ended.phase === 'failed' || ended.phase === 'superseded') return false;
  return at - ended.agoMs >= pausedAt;
}

interface Before {
  readonly claim: Claim;
  readonly captures: Captures;
  readonly policy: Policy;
}

/**
 * Rule 3: losing *safe* is an alarm unless this agent wished it, the pause simply got too long, or the call is over. So is
 * losing "not recorded": card details may be taken just then.
 */
export function safeLost(
  before: Before,
  claim: Claim,
  standing: SafeLost | undefined,
  { w, isResumedElsewhere }: { readonly w: Wishes; readonly isResumedElsewhere: boolean },
): SafeLost | undefined {
  if (claim.safe || claim.state === 'ended') return undefined;
  const isCalmAgain = claim.state === 'not-recording' && claim.beside === undefined;
  if (isCalmAgain && standing === 'other-recorder') return undefined;
  const justLost = before.claim.safe || beginsBeside(before, claim);
  // A pause that is clicked again hides *safe* until the journal has it; anything else that takes it is not its doing.
  const byAnotherClick = claim.unsafe === 'journal';
  const wished =
    w.current?.action === 'resume' ||
    claim.unsafe === 'resuming' ||
    claim.unsafe === 'expired' ||
    byAnotherClick ||
    isStarting(before.captures, claim.unsafe ?? claim.beside);
  if (!standing && (!justLost || wished)) return undefined;
  if (claim.state === 'recording')
    return isResumedElsewhere ? 'resumed-in-another-window' : 'resumed-by-someone-else';
  if (
    claim.unsafe === 'snippet' ||
    claim.unsafe === 'adhoc' ||
    claim.unsafe === 'agent' ||
    claim.unsafe === 'screen' ||
    claim.beside !== undefined
  ) {
    return 'other-recorder';
  }
  return isCalmState(claim.state) && !justLost ? standing : 'cannot-confirm';
}

/** Nothing was recorded, and now somebody does. */
function beginsBeside({ claim: was, policy }: Before, { beside }: Claim): boolean {
  const heeded = beside !== undefined && (beside !== 'screen' || policy.screen === 'block');
  return was.state === 'not-recording' && was.beside === undefined && heeded;
}

/** This agent has just asked for the very recorder that takes *safe* away. */
function isStarting(captures: Captures, unsafe: Claim['unsafe'] | Claim['beside']): boolean {
  const capture: Capture | undefined =
    unsafe === 'snippet' ? captures.snippet : unsafe === 'adhoc' ? captures.adhoc : undefined;
  return capture?.current?.action === 'start';
}
