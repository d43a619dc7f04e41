import type { Captures } from './capture.ts';
import { isCalmState } from './claim-state.ts';
import { isReliedOn, type Claim, type Policy } from './claim.ts';
import type { Evidence } from './evidence-state.ts';
import { IN_DOUBT_MS, RETRY_WITHIN_MS } from './retry-rules.ts';
import type { Recorder } from './snapshot.ts';
import type { Ending, PolicyAction, Wishes } from './wish-state.ts';

/** A loud message because *safe* was lost without the wish of the agent at this panel (rule 3). */
export type SafeLost =
  'resumed-by-someone-else' | 'resumed-in-another-window' | 'cannot-confirm' | 'other-recorder';

/** The newest command on a call's policy recording that the user has given anywhere in this browser. */
export interface RecentRequest {
  readonly wishId: string;
  readonly action: PolicyAction;
  /** Asked for in this very page, since it last began to watch. */
  readonly isOwnPage: boolean;
  /** By the wall clock; negative when that was set back since. */
  readonly agoMs: number;
  /** The platform has taken one of its sendings. */
  readonly isAnswered?: true;
  readonly ended?: {
    readonly phase: Ending;
    readonly agoMs: number;
    /** One of its sendings has no answer from the platform that settles it. */
    readonly isUnanswered?: true;
  };
}

/** It is sent again for a while, and each sending stands for a while. Nothing tells when it was sent last. */
export const MAY_STAND_MS = RETRY_WITHIN_MS + IN_DOUBT_MS;

/** An older request says nothing about why *safe* is lost now. */
const RECENT_MS = 30_000;

/**
 * Whether it is this request that a pause was lost by. What was refused is no reason, nor what had come true
 * before that pause was (elapsed ms).
 */
export function explainsLoss(
  request: RecentRequest,
  { pausedAt, at }: { readonly pausedAt: number; readonly at: number },
): boolean {
  const { action, isOwnPage, agoMs, ended } = request;
  if (action !== 'resume' || isOwnPage || agoMs < 0 || agoMs > RECENT_MS) return false;
  if (ended === undefined) return true;
  if (ended.phase === 'superseded') return !isTakenBack(request);
  if (ended.phase === 'failed') return ended.isUnanswered === true;
  return at - ended.agoMs >= pausedAt;
}

/** By a Pause, after an answer: what it did it has done, and who resumes next is somebody else. */
export const isTakenBack = ({ isAnswered, ended }: RecentRequest): boolean =>
  ended?.phase === 'superseded' && isAnswered === true;

/** Whether this request of another page, or of this one before it was loaded or began to watch anew, may still resume. */
export const mayTakeEffect = ({ action, isOwnPage, agoMs, ended }: RecentRequest): boolean =>
  action === 'resume' &&
  !isOwnPage &&
  agoMs <= MAY_STAND_MS &&
  (ended === undefined ||
    ended.phase === 'unconfirmed' ||
    ended.isUnanswered === true ||
    // A Pause came after it, which calls none of its sendings back. One of them may have been answered, and another not.
    ended.phase === 'superseded');

interface Before {
  readonly claim: Claim;
  readonly captures: Captures;
  readonly policy: Policy;
  readonly evidence: Evidence;
}

/**
 * Rule 3: losing *safe* is an alarm unless this agent wished it, the pause simply got too long, or the call is over; then the
 * alarm comes with what happens to that pause later. So is losing "not recorded": card details may be taken just then.
 */
export function safeLost(
  before: Before,
  claim: Claim,
  standing: SafeLost | undefined,
  {
    wishes,
    isRelied,
    isResumedElsewhere,
  }: { readonly wishes: Wishes; readonly isRelied: boolean; readonly isResumedElsewhere: boolean },
): SafeLost | undefined {
  if (stands(claim) || claim.state === 'ended') return undefined;
  const beside = isUnrecorded(before, claim) ? heeded(before, claim) : [];
  if (standing === 'other-recorder' && claim.state === 'not-recording' && beside.length === 0)
    return undefined;
  const beginsBeside =
    beside.length > 0 && isUnrecorded(before, before.claim) && heeded(before, before.claim).length === 0;
  // What has been read of it meanwhile did not say that it is recorded.
  const justLost = beginsBeside || (isRelied && (stands(before.claim) || claim.state === 'recording'));
  const wished =
    wishes.current?.action === 'resume' ||
    claim.unsafe === 'resuming' ||
    isStarting(before.captures, beginsBeside ? beside : [claim.unsafe]);
  if (!standing && (!justLost || wished)) return undefined;
  if (claim.state === 'recording')
    return isResumedElsewhere ? 'resumed-in-another-window' : 'resumed-by-someone-else';
  if (
    claim.unsafe === 'snippet' ||
    claim.unsafe === 'adhoc' ||
    claim.unsafe === 'agent' ||
    claim.unsafe === 'screen' ||
    beside.length > 0
  ) {
    return 'other-recorder';
  }
  return isCalmState(claim.state) && !justLost ? standing : 'cannot-confirm';
}

/** A pause that is clicked again hides *safe* until the journal has it; anything else that takes it is not its doing. */
const stands = (claim: Claim): boolean => isReliedOn(claim) || claim.unsafe === 'journal';

/** By the policy recording, as far as is known; while that is checked, as it was before. */
function isUnrecorded({ evidence }: Before, { state }: Claim): boolean {
  return (
    state === 'not-recording' ||
    (state === 'checking' && (evidence.belief.before?.state ?? evidence.belief.state) === 'not-recording')
  );
}

/** Who records all the same. The screen counts as the customer decided. */
const heeded = ({ policy }: Before, { recorders }: Claim): readonly Recorder[] =>
  recorders.filter((name) => name !== 'screen' || policy.screen === 'block');

/** This agent has just asked for the very recorders that take *safe* away. */
function isStarting(captures: Captures, taken: readonly unknown[]): boolean {
  return taken.every(
    (name) => (name === 'snippet' || name === 'adhoc') && captures[name].current?.action === 'start',
  );
}
