import {
  answeredCapture,
  askCapture,
  captureDues,
  endCapture,
  judgeCapture,
  noCaptures,
  preparedCapture,
  type CaptureEffect,
  type Captures,
  type CaptureStep,
  type CaptureTarget,
} from './capture.ts';
import type { CallEffect, CallInput } from './call-input.ts';
import { frame, lost, noticeSilence, opened } from './channel.ts';
import { leavePause } from './belief.ts';
import { claimOf, isReliedOn, isReliedOver, type Claim, type Logged, type Policy } from './claim.ts';
import { isCalmState, type Stamp } from './claim-state.ts';
import {
  elsewhereIsOver,
  resumesStand,
  resumeElsewhere,
  seenElsewhere,
  standingElsewhere,
} from './contrary.ts';
import { prove, want } from './episode.ts';
import { draftOf, newEvidence, type Draft, type Evidence } from './evidence-state.ts';
import { duesOf, tick } from './evidence.ts';
import { event, noCall, readAnswered, unreadable } from './intake.ts';
import { isListed } from './ownership.ts';
import { beginElsewhere, extend, knowPause, limitDues, limitOver } from './pause-limit.ts';
import { RETRY_WITHIN_MS } from './retry-rules.ts';
import { explainsLoss, isTakenBack, mayTakeEffect, safeLost, type SafeLost } from './safe-lost.ts';
import { noteBeside } from './told.ts';
import {
  answered,
  ask,
  end,
  EXPECTS,
  judge,
  pausedElsewhere,
  prepared,
  standingResumes,
  takeBackByItself,
  wishDues,
  type Step,
} from './wish.ts';
import { noWishes, type Wish, type WishDraft, type WishEffect, type Wishes } from './wish-state.ts';

/** One conversation: what is known of its recording, what was asked for, and what follows. */
export interface Call {
  readonly conversationId: string;
  /** Number of the newest input (E1). */
  readonly order: number;
  /** Elapsed ms of the newest input. */
  readonly at: number;
  readonly evidence: Evidence;
  readonly wishes: Wishes;
  readonly captures: Captures;
  readonly policy: Policy;
  readonly mayPauseOthers: boolean;
  readonly logged: Logged;
  /** The pause that `logged` is about. */
  readonly loggedWishId: string | undefined;
  readonly claim: Claim;
  readonly safeLost: SafeLost | undefined;
  /** *Safe* was said, and neither an alarm nor a wish of the agent's has said since that it is recorded. */
  readonly isRelied: boolean;
  /** Somebody else had resumed: what was said meanwhile is recorded, whatever comes after it, until the agent has read that. */
  readonly wasRecorded: boolean;
  /** Elapsed ms at which the newest calm state was entered. */
  readonly calmAt: number;
  /** This user asked for the recording that goes on, in another window of this browser. */
  readonly isResumedElsewhere: boolean;
  readonly endedWhilePaused: boolean;
  /** The limit (elapsed ms) that the agent has read is over, or has answered by a command. */
  readonly limitReadAt: number | undefined;
}

/** While *safe* is shown one read goes out per heartbeat (rule 6); a heartbeat comes every 30 s. */
const PROVE_AFTER_MS = 25_000;
/** A read this young has just proven it. Skipping a heartbeat for an older one would double the time a deaf channel may lie. */
const JUST_READ_MS = 5_000;

export function newCall(conversationId: string, userId: string, policy: Policy): Call {
  const evidence = newEvidence(userId);
  return {
    conversationId,
    order: 0,
    at: -Infinity,
    evidence,
    wishes: noWishes,
    captures: noCaptures,
    policy,
    mayPauseOthers: false,
    logged: 'yes',
    loggedWishId: undefined,
    claim: claimOf(evidence, noWishes, policy, 'yes', 0),
    safeLost: undefined,
    isRelied: false,
    wasRecorded: false,
    calmAt: -Infinity,
    isResumedElsewhere: false,
    endedWhilePaused: false,
    limitReadAt: undefined,
  };
}

/** The whole domain in one pure function: an input and the time give the next call and what the world is asked to do. */
export function step(
  call: Call,
  input: CallInput,
  at: number,
  wall: number,
): { call: Call; effects: readonly CallEffect[] } {
  let order = call.order;
  const evidence: Draft = draftOf(call.evidence);
  const wishes: WishDraft = { ...call.wishes };
  const effects: CallEffect[] = [];
  const wishEffects: (WishEffect | CaptureEffect)[] = [];
  const next = (): Stamp => ({ order: ++order, at, wall });
  const machines: Step = {
    evidence,
    wishes,
    effects: wishEffects,
    mayPauseOthers: call.mayPauseOthers,
    next,
  };
  const captures = {
    snippet: { evidence, capture: { ...call.captures.snippet }, effects: wishEffects, next },
    adhoc: { evidence, capture: { ...call.captures.adhoc }, effects: wishEffects, next },
  };
  const draft: Around = { ...call };

  noticeSilence(evidence, next());
  apply(input, machines, captures, draft);
  // Each round lets knowledge judge the wish and the wish ask for knowledge; two rounds always suffice, the third proves it.
  for (let round = 0; round < 3; round += 1) {
    const standing = standingResumes(machines) + standingElsewhere(evidence, next());
    resumesStand(evidence, standing, next());
    for (const effect of tick(evidence, next())) effects.push(effect);
    judge(machines);
    judgeCapture(captures.snippet);
    judgeCapture(captures.adhoc);
  }
  const isToProve = call.claim.safe ? at <= call.claim.validUntil : call.claim.unsafe === 'unproven';
  if (input.kind === 'frame' && isToProve && isProofDue(evidence, at)) {
    prove(evidence, next());
    for (const effect of tick(evidence, next())) effects.push(effect);
  }

  const claim = claimOf(evidence, wishes, draft.policy, draft.logged, at);
  const endedNow = claim.state === 'ended' && endsPaused(call);
  const endedWhilePaused =
    endedNow || ((claim.state === 'ended' || claim.state === 'unknown') && draft.endedWhilePaused);
  if (claim.safe && !call.claim.safe) effects.push({ kind: 'safe-shown' });
  // Over its limit a pause is relied on as well, and what is relied on is compared with the recordings.
  if (call.claim.safe ? !claim.safe : isReliedOver(call.claim) && !isReliedOn(claim))
    effects.push({ kind: 'safe-withdrawn' });
  if (isReliedOver(claim) && !isReliedOn(call.claim)) effects.push({ kind: 'over-limit' });
  const isExtendedHere = input.kind === 'extend' && !input.isElsewhere;
  if (isExtendedHere && evidence.belief.extensions > call.evidence.belief.extensions)
    effects.push({ kind: 'extended' });
  if (endedNow && !call.endedWhilePaused) effects.push({ kind: 'ended-while-paused' });
  if (isCalmState(claim.state))
    Object.assign(draft, { calmAt: evidence.belief.stateAt, isResumedElsewhere: false });
  const lost = safeLost(call, claim, draft.safeLost, {
    wishes,
    isRelied: draft.isRelied,
    isResumedElsewhere: draft.isResumedElsewhere,
  });
  if (isToAsk(call, lost)) effects.push({ kind: 'who-resumed' });
  return {
    call: {
      ...call,
      ...draft,
      order,
      at,
      evidence: evidence,
      wishes: wishes,
      captures: { snippet: captures.snippet.capture, adhoc: captures.adhoc.capture },
      claim,
      safeLost: lost,
      isRelied:
        isReliedOn(claim) || (draft.isRelied && claim.state !== 'recording' && claim.state !== 'ended'),
      wasRecorded:
        claim.state !== 'ended' &&
        lost !== 'resumed-in-another-window' &&
        (lost === 'resumed-by-someone-else' || draft.wasRecorded),
      endedWhilePaused,
    },
    // What the agent waits for goes first: commands before reads and notes.
    effects: [...wishEffects, ...effects],
  };
}

/** Elapsed ms at which the call wants a `tick`; Infinity when only the world can bring news. What was due at its newest input is done. */
export function callDueAt(call: Call): number {
  const due = [
    ...duesOf(call.evidence),
    ...wishDues(call.wishes),
    ...captureDues(call.captures.snippet),
    ...captureDues(call.captures.adhoc),
    call.claim.validUntil + 1,
    ...limitDues(call.claim.limit),
  ];
  return Math.min(Infinity, ...due.filter((at) => at > call.at));
}

interface Around {
  policy: Policy;
  mayPauseOthers: boolean;
  logged: Logged;
  loggedWishId: string | undefined;
  safeLost: SafeLost | undefined;
  isRelied: boolean;
  wasRecorded: boolean;
  calmAt: number;
  isResumedElsewhere: boolean;
  endedWhilePaused: boolean;
  limitReadAt: number | undefined;
}

function apply(
  input: CallInput,
  machines: Step,
  captures: Readonly<Record<CaptureTarget, CaptureStep>>,
  draft: Around,
): void {
  const { evidence, wishes, next } = machines;
  switch (input.kind) {
    case 'opened':
      opened(evidence, input, next());
      // A command is waiting to be confirmed: what settles it is not just any answer.
      if (wishes.current?.phase === 'accepted') want(evidence, EXPECTS[wishes.current.action], next());
      return;
    case 'lost':
      return lost(evidence, next());
    case 'frame':
      return frame(evidence, next());
    case 'event':
      return event(evidence, input.snapshot, next());
    case 'unreadable':
      return unreadable(evidence, next());
    case 'listed':
      return isListed(evidence);
    case 'identified':
      return noCall(evidence);
    case 'read-answered':
      return readAnswered(evidence, input.readId, input.result, next());
    case 'asked':
      // Not for a press that is no wish: it answers no alarm and is never told to the journal.
      if (!ask(machines, input.action, input.wishId, input.trigger)) return;
      // Nobody has pressed anything: no alarm is read by it.
      if (input.trigger === 'auto-resume') return;
      draft.safeLost = undefined;
      draft.isRelied &&= input.action === 'pause';
      draft.wasRecorded = false;
      draft.limitReadAt = limitOver(evidence, draft.policy, next().at);
      if (input.action === 'pause' && wishes.current?.id === input.wishId) {
        draft.logged = 'waiting';
        draft.loggedWishId = input.wishId;
      }
      return;
    case 'asked-capture':
      return askCapture(captures[input.target], input.action, input.wishId, input.trigger);
    case 'answered-capture':
      return answeredCapture(captures[input.target], input.commandId, input.result);
    case 'prepared':
      prepared(machines, input.wishId);
      preparedCapture(captures.snippet, input.wishId);
      return preparedCapture(captures.adhoc, input.wishId);
    case 'logged':
      if (input.wishId === draft.loggedWishId) draft.logged = input.ok ? 'yes' : 'refused';
      return;
    case 'requested-here':
      draft.isResumedElsewhere ||=
        draft.safeLost !== undefined &&
        explainsLoss(input.request, { pausedAt: draft.calmAt, at: next().at });
      if (!mayTakeEffect(input.request)) return;
      draft.isResumedElsewhere ||= input.request.agoMs >= 0 && !isTakenBack(input.request);
      return resumeElsewhere(
        evidence,
        { ...input.request, agoMs: Math.max(0, input.request.agoMs) - RETRY_WITHIN_MS, isTold: false },
        next(),
      );
    case 'paused-here':
      return knowPause(evidence, draft.policy, input.pause, next());
    case 'resume-elsewhere':
      if (input.isOver) return elsewhereIsOver(evidence, input.wishId, next());
      draft.isResumedElsewhere = true;
      return resumeElsewhere(evidence, { wishId: input.wishId, agoMs: 0, isTold: true }, next());
    case 'pause-elsewhere':
      return pausedElsewhere(machines, input.at);
    case 'paused-elsewhere': {
      const stamp = next();
      const agoMs = Math.max(0, stamp.wall - (input.at ?? stamp.wall));
      return beginElsewhere(evidence, draft.policy, agoMs, stamp);
    }
    case 'contrary-elsewhere':
      leavePause(evidence);
      return seenElsewhere(evidence, next());
    case 'recorder-elsewhere':
      return seenElsewhere(evidence, next());
    case 'answered':
      if (input.result.ok && input.result.value) noteBeside(evidence, input.result.value);
      return answered(machines, input.commandId, input.result);
    case 'refresh':
      return want(evidence, 'any', next(), { restart: true });
    case 'extend': {
      const isTaken = extend(evidence, draft.policy, next(), input.isElsewhere);
      // The agent wants more time than this panel can give: it ends nothing by itself.
      if (!isTaken && input.isElsewhere) leavePause(evidence);
      if (isTaken || input.isElsewhere) takeBackByItself(machines);
      return;
    }
    case 'settled':
      draft.safeLost = undefined;
      draft.wasRecorded = false;
      draft.limitReadAt = limitOver(evidence, draft.policy, next().at);
      draft.endedWhilePaused = false;
      wishes.last = undefined;
      wishes.endedByItself = false;
      captures.snippet.capture.last = undefined;
      captures.adhoc.capture.last = undefined;
      return;
    case 'unread':
      // What is known from now on says what of it is true still.
      if (input.isLost) draft.safeLost = 'cannot-confirm';
      draft.wasRecorded ||= input.wasRecorded;
      wishes.endedByItself ||= input.endedByItself;
      draft.endedWhilePaused ||= input.endedWhilePaused;
      return;
    case 'signed-out':
      lost(evidence, next());
      endCapture(captures.snippet, signedOutEnding(captures.snippet.capture.current), { kind: 'signed-out' });
      endCapture(captures.adhoc, signedOutEnding(captures.adhoc.capture.current), { kind: 'signed-out' });
      return end(machines, signedOutEnding(wishes.current), { kind: 'signed-out' });
    case 'configured':
      draft.policy = input.policy;
      draft.mayPauseOthers = input.mayPauseOthers;
      return;
    case 'tick':
      return;
  }
}

/** What has left may yet come true, and nobody is told: only what never left has failed. */
const signedOutEnding = (wish: Pick<Wish, 'phase'> | undefined): 'failed' | 'unconfirmed' =>
  wish?.phase === 'sent' || wish?.phase === 'accepted' || wish?.phase === 'doubtful'
    ? 'unconfirmed'
    : 'failed';

/** At once when the pause is lost, and again when it is proven that somebody resumed and not yet known who. */
function isToAsk(before: Call, lost: SafeLost | undefined): boolean {
  if (lost === undefined || lost === before.safeLost) return false;
  return isReliedOn(before.claim) || lost === 'resumed-by-someone-else';
}

/** Rule 6: one read for each heartbeat while *safe* is shown, unless one has just proven it. */
export function isProofDue(evidence: Evidence, at: number): boolean {
  return (
    !evidence.reads.reading &&
    at - evidence.reads.provedAt >= PROVE_AFTER_MS &&
    at - evidence.reads.lastAt >= JUST_READ_MS
  );
}

function endsPaused(call: Call): boolean {
  const { state, before } = call.evidence.belief;
  return state === 'paused' || (state === 'checking' && before?.state === 'paused');
}
