import type { Trigger } from './audit.ts';
import type { Stamp } from './claim-state.ts';
import { END_OF_EPISODE_MS, READS_PER_EPISODE, want } from './episode.ts';
import type { Draft, Evidence } from './evidence-state.ts';
import type { Failure } from './failure.ts';
import type { Result } from './result.ts';
import {
  CHANGE_AFTER_CHANGE_MS,
  CONFIRM_AFTER_MS,
  DOUBLE_CLICK_MS,
  retryDelayMs,
  RETRY_WITHIN_MS,
} from './retry-rules.ts';
import { ownLeg } from './snapshot.ts';
import { PRESSES, type Ending } from './wish.ts';

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
  readonly sentN: number;
  readonly answeredAt: number;
  readonly failure: Failure | undefined;
  readonly failedN: number;
  /** Reads that were looked at since the answer, and the number of the newest of them. */
  readonly reads: number;
  readonly readN: number;
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
        readonly n: number;
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
  readonly e: Draft;
  readonly c: CaptureDraft;
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

/** On the own leg, as far as it is told and a channel lives. */
export function captureState(e: Evidence, target: CaptureTarget): 'on' | 'off' | 'unknown' {
  const leg = e.snapshot && ownLeg(e.snapshot, e.userId);
  // A read that lags behind an event tells less than is known.
  const runs = leg !== undefined && e.othersOn.has(`${leg.participantId} ${target}`);
  const told = runs ? 'active' : leg?.recorders[target];
  if (e.generation === undefined || e.silent || told === undefined) return 'unknown';
  return told === 'active' ? 'on' : 'off';
}

/** One button does both: what it does has just changed, and until then no press was meant for it. `at` is elapsed ms. */
export const captureRestsUntil = ({ offeredAt }: Capture): number => offeredAt + CHANGE_AFTER_CHANGE_MS;

/**
 * A click on start or stop: the journal first, then the request. A press means what the button did when it began: it is no
 * wish just after that has changed, nor where it is not what the button does, which while a wish is under way is this wish.
 */
export function askCapture(step: CaptureStep, action: CaptureAction, id: string, trigger: Trigger): void {
  const { c } = step;
  const { at } = step.next();
  const standing = c.current;
  if (PRESSES.has(trigger) && (action !== c.offered || at < captureRestsUntil(c))) return;
  if (standing?.action === action && at - standing.askedAt < DOUBLE_CLICK_MS) return;
  if (standing) endCapture(step, 'superseded');
  const wish: CaptureWish = {
    id,
    target: c.target,
    action,
    trigger,
    askedAt: at,
    phase: 'preparing',
    attempts: 0,
    sentN: Infinity,
    answeredAt: Infinity,
    failure: undefined,
    failedN: Infinity,
    reads: 0,
    readN: 0,
  };
  c.current = wish;
  c.last = undefined;
  step.effects.push({ kind: 'prepare', wish });
  if (step.e.state === 'ended') endCapture(step, 'failed', { kind: 'no-live-leg' });
}

export function preparedCapture(step: CaptureStep, wishId: string): void {
  const wish = step.c.current;
  if (wish?.id !== wishId || wish.phase !== 'preparing') return;
  step.c.current = { ...wish, phase: 'waiting' };
  sendWaiting(step);
}

/** The answer to a command, also to one whose wish was superseded meanwhile. */
export function answeredCapture(step: CaptureStep, commandId: number, result: Result<void>): void {
  const { c, e } = step;
  if (c.commandId !== commandId) return;
  c.commandId = undefined;
  const stamp = step.next();
  const wish = c.current;
  if (wish?.phase !== 'sent') return sendWaiting(step);
  if (result.ok || result.failure.kind === 'conflict') {
    const failure = result.ok ? undefined : result.failure;
    c.current = { ...wish, phase: 'accepted', answeredAt: stamp.at, failure };
    step.effects.push({ kind: 'story', wish, phase: 'accepted' });
    return want(e, 'any', stamp, { restart: true, delayMs: CONFIRM_AFTER_MS });
  }
  const { failure } = result;
  const delayMs = retryDelayMs(failure, wish, stamp.at);
  if (delayMs === undefined || e.generation === undefined) return endCapture(step, 'failed', failure);
  c.current = { ...wish, phase: 'doubtful', failure, failedN: stamp.n };
  want(e, 'any', stamp, { restart: true, delayMs });
}

/** What the button does follows what is known, and the wish while there is one. */
export function judgeCapture(step: CaptureStep): void {
  judgeWish(step);
  const { c, e } = step;
  const offered = c.current?.action ?? (captureState(e, c.target) === 'on' ? 'stop' : 'start');
  if (offered === c.offered) return;
  c.offered = offered;
  c.offeredAt = step.next().at;
}

/** Rule 1: only a read that was sent after the request shows that it came true. */
function judgeWish(step: CaptureStep): void {
  const { c, e } = step;
  if (c.last && shows(e, c.target, c.last.action, c.last.n) === true) c.last = undefined;
  const wish = c.current;
  if (!wish) return;
  if (e.state === 'ended') return endCapture(step, 'unconfirmed');
  const { at } = step.next();
  if (wish.phase !== 'accepted' && wish.phase !== 'doubtful') return;
  if (shows(e, c.target, wish.action, wish.sentN) === true) return endCapture(step, 'confirmed');
  if (wish.phase === 'doubtful') return retry(step, wish, at);
  const readN = e.lastRead?.n ?? 0;
  const isNew = readN > Math.max(wish.sentN, wish.readN);
  const reads = wish.reads + (isNew ? 1 : 0);
  if (at >= wish.answeredAt + END_OF_EPISODE_MS || reads >= READS_PER_EPISODE) {
    return endCapture(step, 'unconfirmed', wish.failure);
  }
  if (!isNew) return;
  // Not yet: reads may lag behind.
  c.current = { ...wish, reads, readN };
  want(e, 'any', step.next(), { delayMs: 1_500 });
}

/** Elapsed ms at which {@link judgeCapture} has something to do by itself. */
export function captureDues(capture: Capture): readonly number[] {
  const { current: wish } = capture;
  const rest = captureRestsUntil(capture);
  if (wish?.phase === 'accepted') return [rest, wish.answeredAt + END_OF_EPISODE_MS];
  return wish?.phase === 'doubtful' ? [rest, wish.askedAt + RETRY_WITHIN_MS] : [rest];
}

export function endCapture(step: CaptureStep, ending: Ending, failure?: Failure): void {
  const { c } = step;
  const wish = c.current;
  if (!wish) return;
  c.current = undefined;
  const matters = (ending === 'failed' || ending === 'unconfirmed') && step.e.state !== 'ended';
  c.last = matters ? { action: wish.action, ending, failure, n: step.next().n } : undefined;
  step.effects.push({ kind: 'story', wish, phase: ending, ...(failure && { failure }) });
}

/** Whether a read sent after `sinceN` shows the wished state; `undefined` when none does or the field is absent. */
function shows(e: Draft, target: CaptureTarget, action: CaptureAction, sinceN: number): boolean | undefined {
  const state = e.lastRead && e.lastRead.n > sinceN ? e.lastRead.own[target] : undefined;
  return state === undefined ? undefined : (state === 'active') === (action === 'start');
}

function retry(step: CaptureStep, wish: CaptureWish, at: number): void {
  const { e } = step;
  const told = e.lastRead !== undefined && e.lastRead.n > wish.failedN;
  const over = at >= wish.askedAt + RETRY_WITHIN_MS;
  if (told && !over) {
    step.c.current = { ...wish, phase: 'waiting' };
    return sendWaiting(step);
  }
  if (over || e.generation === undefined) endCapture(step, told ? 'failed' : 'unconfirmed', wish.failure);
}

function sendWaiting(step: CaptureStep): void {
  const { c } = step;
  const wish = c.current;
  if (wish?.phase !== 'waiting' || c.commandId !== undefined) return;
  const { n } = step.next();
  const commandId = c.nextCommandId;
  c.nextCommandId = commandId + 1;
  c.commandId = commandId;
  c.current = { ...wish, phase: 'sent', attempts: wish.attempts + 1, sentN: n };
  step.effects.push({ kind: 'send-capture', target: c.target, commandId, on: wish.action === 'start' });
}
