import type { Trigger } from './audit.ts';
import { isLive } from './channel.ts';
import type { Stamp } from './claim-state.ts';
import { END_OF_EPISODE_MS, READS_PER_EPISODE, want } from './episode.ts';
import type { Draft, Evidence } from './evidence-state.ts';
import { isUnanswered, type Failure } from './failure.ts';
import type { Result } from './result.ts';
import {
  CHANGE_AFTER_CHANGE_MS,
  CONFIRM_AFTER_MS,
  DOUBLE_CLICK_MS,
  retryDelayMs,
  RETRY_WITHIN_MS,
} from './retry-rules.ts';
import { ownLeg, ownLegs, type Leg } from './snapshot.ts';
import { PRESSES } from './wish.ts';
import type { Ending } from './wish-state.ts';

/** What an agent may start and stop beside the policy recording. It never changes the policy's state, only *safe*. */
export type CaptureTarget = 'snippet' | 'adhoc';
export type CaptureAction = 'start' | 'stop';

export interface CaptureWish {
  readonly id: string;
  readonly target: CaptureTarget;
  readonly action: CaptureAction;
  readonly trigger: Trigger;
  readonly askedAt: number;
  /** As in `Wish`; both actions await the journal, and neither waits for a pause. */
  readonly phase: 'preparing' | 'waiting' | 'sent' | 'accepted' | 'doubtful';
  readonly attempts: number;
  readonly sentOrder: number;
  readonly answeredAt: number;
  readonly failure: Failure | undefined;
  readonly failedOrder: number;
  /** Reads that were looked at since the answer, and the number of the newest of them. */
  readonly reads: number;
  readonly readOrder: number;
}

/** One target's wish, its command in flight, and how the last wish ended. */
export interface Capture {
  readonly target: CaptureTarget;
  readonly current: CaptureWish | undefined;
  readonly commandId: number | undefined;
  readonly nextCommandId: number;
  /** What its one button does, and the elapsed ms at which that became another thing. */
  readonly offered: CaptureAction;
  readonly offeredAt: number;
  readonly last:
    | {
        readonly action: CaptureAction;
        readonly ending: 'unconfirmed' | 'failed';
        readonly failure: Failure | undefined;
        readonly order: number;
      }
    | undefined;
}

export type Captures = { readonly [T in CaptureTarget]: Capture };

export type CaptureEffect =
  | { readonly kind: 'prepare'; readonly wish: CaptureWish }
  | {
      readonly kind: 'send-capture';
      readonly target: CaptureTarget;
      readonly commandId: number;
      readonly on: boolean;
    }
  | {
      readonly kind: 'story';
      readonly wish: CaptureWish;
      readonly phase: 'accepted' | Ending;
      readonly failure?: Failure;
    };

type CaptureDraft = { -readonly [K in keyof Capture]: Capture[K] };

/** One capture's draft, what is known, and the effects that have piled up. */
export interface CaptureStep {
  readonly evidence: Draft;
  readonly capture: CaptureDraft;
  readonly effects: { push(effect: CaptureEffect): unknown };
  next(): Stamp;
}

const none = (target: CaptureTarget): Capture => ({
  target,
  current: undefined,
  commandId: undefined,
  nextCommandId: 1,
  offered: 'start',
  offeredAt: -Infinity,
  last: undefined,
});
export const noCaptures: Captures = { snippet: none('snippet'), adhoc: none('adhoc') };

/** The own leg on which it captures, as far as that is known, else the one on which the agent speaks: with two, it may run on either. */
export function captureLeg(
  { told, userId }: Pick<Evidence, 'told' | 'userId'>,
  target: CaptureTarget,
): Leg | undefined {
  const { snapshot, othersOn } = told;
  if (!snapshot) return undefined;
  const own = ownLegs(snapshot, userId).filter(({ live }) => live);
  return (
    own.find(({ participantId }) => othersOn.has(`${participantId} ${target}`)) ?? ownLeg(snapshot, userId)
  );
}

/** On an own leg, as far as it is told and a channel lives. One that pauses goes on by itself: it is not off. */
export function captureState(
  { told, channel, userId }: Evidence,
  target: CaptureTarget,
): 'on' | 'off' | 'unknown' {
  const leg = captureLeg({ told, userId }, target);
  // A read that lags behind an event tells less than is known.
  const runs = leg !== undefined && told.othersOn.has(`${leg.participantId} ${target}`);
  const recorder = runs ? 'active' : leg?.recorders[target];
  if (!isLive(channel) || recorder === undefined) return 'unknown';
  return recorder === 'none' ? 'off' : 'on';
}

/** One button does both: what it does has just changed, and until then no press was meant for it. `at` is elapsed ms. */
export const captureRestsUntil = ({ offeredAt }: Capture): number => offeredAt + CHANGE_AFTER_CHANGE_MS;

/**
 * A click on start or stop: the journal first, then the request. A press means what the button did when it began: it is no
 * wish just after that has changed, nor where it is not what the button does, which while a wish is under way is this wish.
 */
export function askCapture(step: CaptureStep, action: CaptureAction, id: string, trigger: Trigger): void {
  const { capture } = step;
  const { at } = step.next();
  const standing = capture.current;
  if (PRESSES.has(trigger) && (action !== capture.offered || at < captureRestsUntil(capture))) return;
  if (standing?.action === action && at - standing.askedAt < DOUBLE_CLICK_MS) return;
  if (standing) endCapture(step, 'superseded');
  const wish: CaptureWish = {
    id,
    target: capture.target,
    action,
    trigger,
    askedAt: at,
    phase: 'preparing',
    attempts: 0,
    sentOrder: Infinity,
    answeredAt: Infinity,
    failure: undefined,
    failedOrder: Infinity,
    reads: 0,
    readOrder: 0,
  };
  capture.current = wish;
  capture.last = undefined;
  step.effects.push({ kind: 'prepare', wish });
  if (step.evidence.belief.state === 'ended') endCapture(step, 'failed', { kind: 'no-live-leg' });
}

export function preparedCapture(step: CaptureStep, wishId: string): void {
  const wish = step.capture.current;
  if (wish?.id !== wishId || wish.phase !== 'preparing') return;
  step.capture.current = { ...wish, phase: 'waiting' };
  sendWaiting(step);
}

/** The answer to a command, also to one whose wish was superseded meanwhile. */
export function answeredCapture(step: CaptureStep, commandId: number, result: Result<void>): void {
  const { capture, evidence } = step;
  if (capture.commandId !== commandId) return;
  capture.commandId = undefined;
  const stamp = step.next();
  const wish = capture.current;
  if (wish?.phase !== 'sent') return sendWaiting(step);
  if (result.ok || result.failure.kind === 'conflict') {
    const failure = result.ok ? undefined : result.failure;
    capture.current = { ...wish, phase: 'accepted', answeredAt: stamp.at, failure };
    step.effects.push({ kind: 'story', wish, phase: 'accepted' });
    return want(evidence, 'any', stamp, { restart: true, delayMs: CONFIRM_AFTER_MS });
  }
  const { failure } = result;
  const delayMs = retryDelayMs(failure, wish, stamp.at);
  const isUnheard = evidence.channel.generation === undefined;
  if (delayMs === undefined || isUnheard)
    return endCapture(step, isUnheard && isUnanswered(failure) ? 'unconfirmed' : 'failed', failure);
  capture.current = { ...wish, phase: 'doubtful', failure, failedOrder: stamp.order };
  want(evidence, 'any', stamp, { restart: true, delayMs });
}

/** What the button does follows what is known, and the wish while there is one. */
export function judgeCapture(step: CaptureStep): void {
  judgeWish(step);
  const { capture, evidence } = step;
  const offered =
    capture.current?.action ?? (captureState(evidence, capture.target) === 'on' ? 'stop' : 'start');
  if (offered === capture.offered) return;
  capture.offered = offered;
  capture.offeredAt = step.next().at;
}

/** Rule 1: only a read that was sent after the request shows that it came true. */
function judgeWish(step: CaptureStep): void {
  const { capture, evidence } = step;
  if (capture.last && shows(evidence, capture.target, capture.last.action, capture.last.order) === true)
    capture.last = undefined;
  const wish = capture.current;
  if (!wish) return;
  if (evidence.belief.state === 'ended') return endCapture(step, 'unconfirmed');
  const { at } = step.next();
  if (wish.phase !== 'accepted' && wish.phase !== 'doubtful') return;
  if (shows(evidence, capture.target, wish.action, wish.sentOrder) === true)
    return endCapture(step, 'confirmed');
  if (wish.phase === 'doubtful') return retry(step, wish, at);
  const readOrder = evidence.reads.last?.order ?? 0;
  const isNew = readOrder > Math.max(wish.sentOrder, wish.readOrder);
  const reads = wish.reads + (isNew ? 1 : 0);
  if (at >= wish.answeredAt + END_OF_EPISODE_MS || reads >= READS_PER_EPISODE) {
    return endCapture(step, 'unconfirmed', wish.failure);
  }
  if (!isNew) return;
  // Not yet: reads may lag behind.
  capture.current = { ...wish, reads, readOrder };
  want(evidence, 'any', step.next(), { delayMs: 1_500 });
}

/** Elapsed ms at which {@link judgeCapture} has something to do by itself. */
export function captureDues(capture: Capture): readonly number[] {
  const { current: wish } = capture;
  const rest = captureRestsUntil(capture);
  if (wish?.phase === 'accepted') return [rest, wish.answeredAt + END_OF_EPISODE_MS];
  return wish?.phase === 'doubtful' ? [rest, wish.askedAt + RETRY_WITHIN_MS] : [rest];
}

export function endCapture(step: CaptureStep, ending: Ending, failure?: Failure): void {
  const { capture } = step;
  const wish = capture.current;
  if (!wish) return;
  capture.current = undefined;
  const matters = (ending === 'failed' || ending === 'unconfirmed') && step.evidence.belief.state !== 'ended';
  capture.last = matters ? { action: wish.action, ending, failure, order: step.next().order } : undefined;
  step.effects.push({ kind: 'story', wish, phase: ending, ...(failure && { failure }) });
}

/** Whether a read sent after `sinceN` shows the wished state; `undefined` when none does or the field is absent. */
function shows(
  evidence: Draft,
  target: CaptureTarget,
  action: CaptureAction,
  sinceOrder: number,
): boolean | undefined {
  const state =
    evidence.reads.last && evidence.reads.last.order > sinceOrder
      ? evidence.reads.last.own[target]
      : undefined;
  return state === undefined ? undefined : state === (action === 'start' ? 'active' : 'none');
}

function retry(step: CaptureStep, wish: CaptureWish, at: number): void {
  const { evidence } = step;
  const told = evidence.reads.last !== undefined && evidence.reads.last.order > wish.failedOrder;
  const over = at >= wish.askedAt + RETRY_WITHIN_MS;
  if (told && !over) {
    step.capture.current = { ...wish, phase: 'waiting' };
    return sendWaiting(step);
  }
  if (over || evidence.channel.generation === undefined)
    endCapture(step, told ? 'failed' : 'unconfirmed', wish.failure);
}

function sendWaiting(step: CaptureStep): void {
  const { capture } = step;
  const wish = capture.current;
  if (wish?.phase !== 'waiting' || capture.commandId !== undefined) return;
  const { order } = step.next();
  const commandId = capture.nextCommandId;
  capture.nextCommandId = commandId + 1;
  capture.commandId = commandId;
  capture.current = { ...wish, phase: 'sent', attempts: wish.attempts + 1, sentOrder: order };
  step.effects.push({ kind: 'send-capture', target: capture.target, commandId, on: wish.action === 'start' });
}
