import { leavePause, pauseBegins } from './belief.ts';
import type { Stamp } from './claim-state.ts';
import { END_OF_EPISODE_MS, forgetGoal, want } from './episode.ts';
import type { Draft, Expects } from './evidence-state.ts';
import { isUnanswered, mayBeDone, type Failure } from './failure.ts';
import { mayEndByItself } from './own-pause.ts';
import type { Result } from './result.ts';
import {
  CONFIRM_AFTER_MS,
  DOUBLE_CLICK_MS,
  DECIDED_MS,
  IN_DOUBT_MS,
  RESUME_AFTER_PAUSE_MS,
  failureOfOpen,
  retryDelayMs,
  RETRY_WITHIN_MS,
} from './retry-rules.ts';
import type { As, Command, Ending, PolicyAction, Wish, WishDraft, WishEffect, Wishes } from './wish-state.ts';
import type { Trigger } from './audit.ts';

const TARGET = { pause: 'paused', resume: 'active' } as const;
export const EXPECTS = { pause: 'paused', resume: 'capture' } as const satisfies Record<
  PolicyAction,
  Expects
>;

/** Both machines' drafts and the effects that have piled up in one step of a call. */
export interface Step {
  readonly evidence: Draft;
  readonly wishes: WishDraft;
  readonly effects: { push(effect: WishEffect): unknown };
  /** The agent may act on calls of others (`conversation:recording:pauseOthers`). */
  readonly mayPauseOthers: boolean;
  /** A fresh number for something that happens now (E1). */
  next(): Stamp;
}

export const PRESSES: ReadonlySet<Trigger> = new Set(['agent', 'shortcut']);

/** The agent has just pressed Pause: until then no press resumes. `at` is elapsed ms. */
export const resumeRestsUntil = ({ pausePressedAt }: Wishes): number =>
  pausePressedAt + RESUME_AFTER_PAUSE_MS;

/**
 * A click. Pause goes out in this very step, whatever else is in flight (rule 4); the latest wish wins (rule 5). False when
 * it is no wish: the second half of a double click, or one that was meant for Pause.
 */
export function ask(step: Step, action: PolicyAction, id: string, trigger: Trigger): boolean {
  const { wishes } = step;
  const stamp = step.next();
  const standing = wishes.current;
  const isPress = PRESSES.has(trigger);
  if (action === 'resume' && isPress && stamp.at < resumeRestsUntil(wishes)) return false;
  if (action === 'pause' && isPress) wishes.pausePressedAt = stamp.at;
  // Only of what was pressed: a wish that nobody has pressed may come to nothing, and the press with it.
  const isPressed = standing?.trigger !== 'auto-resume';
  if (standing?.action === action && isPressed && stamp.at - standing.askedAt < DOUBLE_CLICK_MS) return false;
  if (standing) end(step, 'superseded');
  if (trigger !== 'auto-resume') leavePause(step.evidence);
  const wish: Wish = {
    id,
    target: 'policy',
    action,
    trigger,
    askedAt: stamp.at,
    phase: 'preparing',
    attempts: 0,
    sentOrder: Infinity,
    answeredAt: Infinity,
    answeredOrder: Infinity,
    failure: undefined,
    failedOrder: Infinity,
    retryAt: Infinity,
    episodes: 0,
    overtook: action === 'pause' && inFlight(wishes).some((command) => command.to === 'active'),
  };
  wishes.current = wish;
  wishes.last = undefined;
  wishes.endedByItself = false;
  // Rule 4: refused here only because there is no live leg. It still reaches the journal (rule 7).
  if (step.evidence.belief.state === 'ended') {
    step.effects.push({ kind: 'story', wish, phase: 'requested' });
    end(step, 'failed', { kind: 'no-live-leg' });
  } else if (action === 'resume') {
    step.effects.push({ kind: 'prepare', wish });
  } else {
    step.effects.push({ kind: 'story', wish, phase: 'requested' });
    send(step, 'own');
  }
  return true;
}

/**
 * The agent has pressed Pause in another page, at that epoch ms: a Resume of this one is over as by a Pause here, unless it is the
 * newer one and the word came late. It tells nothing of the call.
 */
export function pausedElsewhere(step: Step, pressedAt = Infinity): void {
  leavePause(step.evidence);
  const { at, wall } = step.next();
  const wish = step.wishes.current;
  if (wish?.action === 'resume' && wish.askedAt - at <= pressedAt - wall) end(step, 'superseded');
}

/** The journal has the resume (or refused): it may go out now, if it is still wanted and nothing is in flight. */
export function prepared(step: Step, wishId: string): void {
  const wish = step.wishes.current;
  if (wish?.id !== wishId || wish.phase !== 'preparing') return;
  step.wishes.current = { ...wish, phase: 'waiting' };
  sendWaiting(step);
}

/** The answer to a command. It may belong to a wish that was overtaken: then only its doubt is settled. */
export function answered(step: Step, commandId: number, result: Result<unknown>): void {
  const { wishes, evidence } = step;
  const command = wishes.commands.find((one) => one.id === commandId);
  if (!command) return;
  const stamp = step.next();
  // Without an answer from the platform the command may still take effect: it stands until it is 30 s old.
  const lostAnswer = !result.ok && isUnanswered(result.failure);
  wishes.commands = lostAnswer
    ? wishes.commands.map((one) => (one.id === commandId ? { ...one, answered: true } : one))
    : wishes.commands.filter((one) => one.id !== commandId);
  if (wishes.current) wishes.current = { ...wishes.current, answeredOrder: stamp.order };
  const wish = wishes.current;
  if (wish && wish.id === command.wishId && (wish.phase === 'sent' || wish.phase === 'accepted')) {
    // 409: another change is under way, perhaps this one. Reads tell; if they do not, the refusal says why.
    if (result.ok) accepted(step, wish, stamp);
    else if (result.failure.kind === 'conflict') accepted(step, wish, stamp, result.failure);
    else refused(step, wish, command, result.failure, stamp);
  } else if (wish?.phase === 'accepted') {
    want(evidence, EXPECTS[wish.action], stamp, { restart: true, delayMs: CONFIRM_AFTER_MS });
  } else if (!wish && evidence.belief.state !== 'ended') {
    want(evidence, 'any', stamp, { restart: true, delayMs: CONFIRM_AFTER_MS });
  }
  sendWaiting(step);
}

/** Looks at what is known now: a wish ends when it came true, cannot come true, or its time is over. */
export function judge(step: Step): void {
  const { evidence, wishes } = step;
  const wish = wishes.current;
  if (wishes.last && cameTrue(step, wishes.last.action, wishes.last.order)) {
    wishes.endedByItself ||= wishes.last.isByItself;
    wishes.last = undefined;
  }
  // It had no effect, and can have none any more: what resumes later is somebody else.
  if (wishes.last?.isByItself && wishes.commands.length === 0 && cameTrue(step, 'pause', wishes.last.order))
    wishes.last = { ...wishes.last, isByItself: false };
  const hasBegun =
    !evidence.belief.ringing && evidence.belief.state !== 'unknown' && evidence.belief.state !== 'checking';
  if (wishes.last?.whileRinging && hasBegun) wishes.last = undefined;
  if (!wish) return;
  if (evidence.belief.state === 'ended') return end(step, 'unconfirmed');
  const at = step.next().at;
  if (cameTrue(step, wish.action, wish.sentOrder)) {
    if (wish.action === 'pause') pauseBegins(evidence, at, wish.id);
    return end(step, 'confirmed');
  }
  if (wish.phase === 'accepted') {
    const answeredNow = inFlight(wishes).length === 0;
    const judged = evidence.reads.episode === undefined && evidence.reads.endedEpisodes > wish.episodes;
    const stillRecords =
      evidence.reads.last?.mapped.state === 'recording' && evidence.reads.last.order > wish.answeredOrder;
    if (wish.overtook && answeredNow && judged && stillRecords) {
      wishes.current = { ...wish, overtook: false };
      return send(step, 'own');
    }
    const over = at >= wish.answeredAt + END_OF_EPISODE_MS;
    if (over || (judged && evidence.channel.generation !== undefined)) end(step, 'unconfirmed', wish.failure);
  } else if (wish.phase === 'doubtful') {
    retry(step, wish, at);
  } else if (wish.phase === 'waiting') {
    sendWaiting(step);
  } else if (wish.phase === 'sent' && !wishes.commands.some((command) => command.wishId === wish.id)) {
    // Never answered, and too old to take effect.
    end(step, 'unconfirmed', { kind: 'timeout' });
  }
}

/** Elapsed ms at which {@link judge} has something to do by itself. */
export function wishDues(wishes: Wishes): readonly number[] {
  const wish = wishes.current;
  const dues = [resumeRestsUntil(wishes), ...wishes.commands.map((command) => command.sentAt + IN_DOUBT_MS)];
  if (wish?.phase === 'accepted') dues.push(wish.answeredAt + END_OF_EPISODE_MS);
  if (wish?.phase === 'doubtful') dues.push(wish.askedAt + RETRY_WITHIN_MS, wish.retryAt);
  return dues;
}

/** Forgets commands that are too old to take effect. Answers how many own resumes still stand. */
export function standingResumes(step: Step): number {
  const { wishes } = step;
  const at = step.next().at;
  const alive = wishes.commands.filter((command) => at < command.sentAt + IN_DOUBT_MS);
  if (alive.length < wishes.commands.length) {
    wishes.commands = alive;
    if (step.evidence.belief.state !== 'ended') want(step.evidence, 'any', step.next(), { restart: true });
  }
  return alive.filter((command) => command.to === 'active').length;
}

export function end(step: Step, ending: Ending, failure?: Failure): void {
  const wish = step.wishes.current;
  if (!wish) return;
  step.wishes.current = undefined;
  step.wishes.endedByItself = ending === 'confirmed' && wish.trigger === 'auto-resume';
  forgetGoal(step.evidence);
  step.wishes.last =
    (ending === 'failed' || ending === 'unconfirmed') && step.evidence.belief.state !== 'ended'
      ? {
          action: wish.action,
          ending,
          failure,
          whileRinging: step.evidence.belief.ringing,
          isByItself: ending === 'unconfirmed' && wish.trigger === 'auto-resume',
          order: step.next().order,
        }
      : undefined;
  const told = wish.isOpen ? failureOfOpen(ending, failure) : failure;
  step.effects.push({ kind: 'story', wish, phase: ending, ...(told && { failure: told }) });
}

function accepted(step: Step, wish: Wish, stamp: Stamp, failure?: Failure): void {
  const { endedEpisodes: episodes } = step.evidence.reads;
  step.wishes.current = { ...wish, phase: 'accepted', answeredAt: stamp.at, failure, episodes };
  step.effects.push({ kind: 'story', wish, phase: 'accepted' });
  want(step.evidence, EXPECTS[wish.action], stamp, { restart: true, delayMs: CONFIRM_AFTER_MS });
}

function refused(step: Step, wish: Wish, command: Command, failure: Failure, stamp: Stamp): void {
  if (failure.kind === 'denied' && command.as === 'own' && step.mayPauseOthers) return send(step, 'others');
  // What nobody has pressed is sent once. Whether it took effect is read all the same.
  const isOver = wish.trigger === 'auto-resume' && !mayBeDone(failure);
  const delayMs = isOver ? undefined : retryDelayMs(failure, wish, stamp.at);
  const isUnheard = step.evidence.channel.generation === undefined;
  if (delayMs === undefined || isUnheard) {
    // Nothing has been read that would tell.
    const isOpen = isUnanswered(failure) && (isUnheard || wish.trigger === 'auto-resume');
    end(step, isOpen ? 'unconfirmed' : 'failed', failure);
    return want(step.evidence, 'any', stamp, { restart: true });
  }
  step.wishes.current = {
    ...wish,
    phase: 'doubtful',
    ...(wish.action === 'resume' && mayBeDone(failure) && { isOpen: true as const }),
    failure,
    failedOrder: stamp.order,
    retryAt: stamp.at + delayMs,
    episodes: step.evidence.reads.endedEpisodes,
  };
  want(step.evidence, EXPECTS[wish.action], stamp, { restart: true, delayMs });
}

/** Rule 5: only after a read that was sent since the failure, and only in time. */
function retry(step: Step, wish: Wish, at: number): void {
  const { evidence } = step;
  const read = evidence.reads.last;
  const told = read !== undefined && read.order > wish.failedOrder;
  const over = at >= wish.askedAt + RETRY_WITHIN_MS;
  // The read shows the wanted state already; it only has to become a claim.
  const onTheWay =
    told && wish.action === 'pause' && read.mapped.state === 'paused' && evidence.reads.episode !== undefined;
  const isAuto = wish.trigger === 'auto-resume';
  if (told && !onTheWay && at >= wish.retryAt && !over && !isAuto) return send(step, 'own');
  const isRead = evidence.reads.episode === undefined && evidence.reads.endedEpisodes > wish.episodes;
  if (!over && !(isRead && (isAuto || !told)) && evidence.channel.generation !== undefined) return;
  // One that is not sent again may take effect after the reads.
  const isOpen = isAuto && wish.failure !== undefined && isUnanswered(wish.failure);
  const isKnown = !isOpen && (told || wish.failure?.kind === 'not-found');
  end(step, isKnown ? 'failed' : 'unconfirmed', wish.failure);
}

function sendWaiting(step: Step): void {
  const wish = step.wishes.current;
  if (wish?.phase !== 'waiting') return;
  // The journal took its time, or the computer slept: what was so when it was decided may not be so any more.
  if (wish.trigger === 'auto-resume' && !isStillDue(step, wish)) return end(step, 'superseded');
  if (inFlight(step.wishes).length === 0) send(step, 'own');
}

const isStillDue = (step: Step, { askedAt }: Wish): boolean =>
  step.next().at <= askedAt + DECIDED_MS && mayEndByItself(step.evidence) === 'yes';

/** The agent takes more time: a resume that nobody has pressed does not leave any more. */
export function takeBackByItself(step: Step): void {
  const wish = step.wishes.current;
  if (wish?.trigger === 'auto-resume' && (wish.phase === 'preparing' || wish.phase === 'waiting'))
    end(step, 'superseded');
}

function send(step: Step, as: As): void {
  const { wishes } = step;
  const wish = wishes.current;
  if (!wish) return;
  const stamp = step.next();
  const to = TARGET[wish.action];
  const id = wishes.nextCommandId;
  wishes.nextCommandId = id + 1;
  wishes.commands = [...wishes.commands, { id, wishId: wish.id, to, as, sentAt: stamp.at, answered: false }];
  // Operation B after a 403 of operation A is the same attempt by another way.
  const attempts = as === 'own' ? wish.attempts + 1 : wish.attempts;
  wishes.current = { ...wish, phase: 'sent', attempts, sentOrder: stamp.order };
  step.effects.push({ kind: 'send', commandId: id, to, as });
}

function inFlight(wishes: Wishes): readonly Command[] {
  return wishes.commands.filter((command) => !command.answered);
}

/** Rule 1: only a read sent after the wish can make it true. */
function cameTrue({ evidence }: Step, action: PolicyAction, sentOrder: number): boolean {
  if (action === 'pause')
    return evidence.belief.state === 'paused' && evidence.belief.provenOrder > sentOrder;
  const read = evidence.reads.last;
  if (read === undefined || read.order <= sentOrder) return false;
  return (
    (evidence.belief.state === 'recording' && read.mapped.state === 'recording' && !read.tellsPause) ||
    (evidence.belief.state === 'held' && evidence.belief.provenOrder > sentOrder)
  );
}
