import { extendPause, pauseBeganElsewhere, pauseIsKnown, type KnownPause } from './belief.ts';
import type { Stamp } from './claim-state.ts';
import { prove } from './episode.ts';
import type { Draft, Evidence } from './evidence-state.ts';

/** What the customer decided about how long a pause may last: `config.json`, section `pause`. */
export interface PauseRules {
  /** After this long in one pause *safe* lapses to plain "Paused". */
  readonly maxSeconds: number;
  readonly warnAfterSeconds: number;
  readonly extendSeconds: number;
  readonly maxExtensions: number;
  /** At its limit a pause of the agent's own ends by itself, if nothing speaks against that (`auto-resume.ts`). */
  readonly autoResume: boolean;
}

/** So long before it a countdown tells of that. */
export const COUNTED_FROM_MS = 12_000;

/** The clock of one pause, elapsed ms. */
export interface PauseLimit {
  readonly warnsAt: number;
  readonly endsAt: number;
  /** How long the pause may last by now, with what it was extended by. */
  readonly seconds: number;
  /** Until then the agent may extend it: also after its end, as long as that leaves time. */
  readonly extendableUntil: number;
}

/** Counted from when the pause was first seen: a channel that comes back, or a look in between, makes no pause younger. */
export function pauseLimitOf({ belief }: Pick<Evidence, 'belief'>, rules: PauseRules): PauseLimit {
  const from = belief.pauseAt ?? belief.stateAt;
  // Under other rules, of another queue, no more count than those allow.
  const extensions = Math.min(belief.extensions, rules.maxExtensions);
  const seconds = rules.maxSeconds + extensions * rules.extendSeconds;
  const endsAt = from + seconds * 1000;
  return {
    warnsAt: Math.min(
      from + rules.warnAfterSeconds * 1000,
      rules.autoResume ? endsAt - COUNTED_FROM_MS : Infinity,
    ),
    endsAt,
    seconds,
    extendableUntil: extensions < rules.maxExtensions ? endsAt + rules.extendSeconds * 1000 : -Infinity,
  };
}

/**
 * The agent takes more time; false: there is none left to take. What had run out may be safe again once a read that is sent from here
 * on proves it.
 */
export function extend(evidence: Draft, rules: PauseRules, stamp: Stamp, isElsewhere = false): boolean {
  const { belief } = evidence;
  const { endsAt, extendableUntil } = pauseLimitOf(evidence, rules);
  // Who knows of a pause, and is about to see it, knows that it was extended meanwhile.
  const isThere = belief.state === 'paused' || (isElsewhere && belief.pauseAt !== undefined);
  if (!isThere || stamp.at >= extendableUntil) return false;
  const isLate = stamp.at >= endsAt;
  extendPause(evidence, isLate, stamp);
  if (isLate && belief.pauseKind === 'secure') prove(evidence, stamp);
  return true;
}

/**
 * The agent has paused anew in another panel, and that one has proven it `agoMs` ago. What had run out here is safe again once a read
 * that is sent from here on proves it.
 */
export function beginElsewhere(evidence: Draft, rules: PauseRules, agoMs: number, stamp: Stamp): void {
  const isOver = limitOver(evidence, rules, stamp.at) !== undefined;
  pauseBeganElsewhere(evidence, stamp.at - agoMs, isOver, stamp);
  if (isOver && evidence.belief.pauseKind === 'secure') prove(evidence, stamp);
}

/** So far apart panels, and the log of what they saw, may date one pause. */
export const SAME_PAUSE_MS = 5_000;

/**
 * What the log knows of this pause: its beginning, or that of a Pause after it, and how often it was extended while this panel did not
 * hear of that.
 */
export function knowPause(evidence: Draft, rules: PauseRules, pause: KnownPause, stamp: Stamp): void {
  const { belief } = evidence;
  const { pauseAt, isOnlyKnown } = belief;
  const laterMs = stamp.at - pause.ms - (pauseAt ?? Infinity);
  if (isOnlyKnown || !(laterMs >= -SAME_PAUSE_MS)) return pauseIsKnown(evidence, pause, stamp);
  const isLater = laterMs > SAME_PAUSE_MS;
  if (isLater && (pause.isSame || pause.isPressed)) beginElsewhere(evidence, rules, pause.ms, stamp);
  if (isLater && belief.pauseAt === pauseAt) return;
  // They were taken in time: the log does not keep others.
  const isLate = limitOver(evidence, rules, stamp.at) !== undefined;
  while (belief.extensions < pause.extensions) extendPause(evidence, isLate, stamp);
  const isInTime = limitOver(evidence, rules, stamp.at) === undefined;
  if (isLate && isInTime && belief.pauseKind === 'secure') prove(evidence, stamp);
}

/** The limit of this pause, when it is over: elapsed ms. */
export function limitOver(evidence: Evidence, rules: PauseRules, at: number): number | undefined {
  const { endsAt } = pauseLimitOf(evidence, rules);
  return evidence.belief.state === 'paused' && at >= endsAt ? endsAt : undefined;
}

/** Elapsed ms at which something else is to be shown of it. */
export const limitDues = (limit: PauseLimit | undefined): readonly number[] =>
  limit ? [limit.warnsAt, limit.endsAt, limit.extendableUntil] : [];
