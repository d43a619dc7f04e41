import { isCalmState, type ClaimState, type Since, type Stamp } from './claim-state.ts';
import type { Belief, Draft } from './evidence-state.ts';
import type { Mapped } from './mapping.ts';
import { ownLeg } from './snapshot.ts';

/**
 * Changes the state and keeps its clock: a calm claim that was only checked keeps the time it had. `isFeared`: a recording that
 * nothing has shown. A pause that turns out to go on behind it is the one that it was.
 */
export function setState(
  evidence: Draft,
  state: ClaimState,
  stamp: Stamp,
  { pauseKind, isFeared = false }: { pauseKind?: 'secure' | 'unspecified'; isFeared?: boolean } = {},
): void {
  const { belief } = evidence;
  const was = belief.state;
  belief.ringing = false;
  belief.pauseKind = state === 'paused' ? pauseKind : undefined;
  belief.checkingSince = state === 'checking' ? (belief.checkingSince ?? stamp.at) : undefined;
  const isShown = state === 'recording' && !isFeared;
  if (isShown) {
    belief.before = undefined;
    belief.recordedAt = stamp.at;
  }
  if (state === 'paused') belief.isOnlyKnown = false;
  if (isShown || state === 'held' || state === 'not-recording' || state === 'ended')
    belief.pauseAt = belief.knownSince = undefined;
  if (was === state) return;
  // What comes after a gap may be another pause.
  if (state === 'unknown') belief.knownSince = undefined;
  if (state === 'checking' || (isFeared && was !== 'checking'))
    belief.before = { state: was, since: belief.since, stateAt: belief.stateAt };
  belief.state = state;
  belief.since = sinceOf(evidence, was, stamp);
  belief.stateAt = before(evidence, was, state)?.stateAt ?? stamp.at;
  if (state === 'paused' && belief.pauseAt === undefined) pauseBegins(evidence, stamp.at);
  belief.ownPause = undefined;
  if (!isCalmState(state)) return;
  belief.before = undefined;
  belief.calmHeardWall = undefined;
}

/** What it was, where it comes back after it was only checked, or a recording only feared. */
const before = ({ belief }: Draft, was: ClaimState, state: ClaimState) =>
  (was === 'checking' || was === 'recording') && belief.before?.state === state ? belief.before : undefined;

/** Nothing has shown this recording: a resume is on its way, or may be. */
export const isOnlyFeared = ({ state, before: was }: Belief): boolean =>
  state === 'recording' && was !== undefined;

/** E4: the only way into a calm state, and into the knowledge that it rings. */
export function enterCalm(evidence: Draft, mapped: Mapped, sentOrder: number, stamp: Stamp): void {
  if (mapped.state === 'ringing') {
    setState(evidence, 'unknown', stamp);
    evidence.belief.ringing = true;
  }
  if (mapped.state !== 'paused' && mapped.state !== 'held' && mapped.state !== 'not-recording') return;
  setState(evidence, mapped.state, stamp, mapped.state === 'paused' ? { pauseKind: mapped.kind } : {});
  evidence.belief.provenOrder = sentOrder;
}

/** Something says that the leg is answered, or no longer says that it rings. */
export function stopsRinging({ belief }: Draft): void {
  belief.ringing = false;
}

/** A calm event came first: should a read prove it, that is since when the state holds. */
export function calmIsHeard({ belief }: Draft, stamp: Stamp): void {
  belief.calmHeardWall ??= stamp.wall;
}

/** Whatever calm event came before was none, or is over: the next calm claim does not date from it. */
export function calmIsDenied({ belief }: Draft): void {
  belief.calmHeardWall = undefined;
}

/** A Pause is proven: its time begins anew, also within an older pause. Elapsed ms; `wishId`: by that of this panel. */
export function pauseBegins({ belief }: Draft, at: number, wishId?: string): void {
  belief.pauseAt = at;
  belief.knownSince = undefined;
  belief.ownPause = wishId;
  belief.extensions = 0;
  belief.extendedOrder = 0;
}

/** A pause as the log of this browser has it. */
export interface KnownPause {
  /** So long ago it began. */
  readonly ms: number;
  /** How often it was extended. */
  readonly extensions: number;
  /** Nothing in the log speaks for another one since. */
  readonly isSame: boolean;
  /** It began with a Pause of this user that was proven: what is paused now, be it another one, began no earlier. */
  readonly isPressed: boolean;
}

/**
 * Panels of this browser know of this pause. Pauses have no identity, and it may be another one by now: so it only makes a pause
 * older, with the extensions of that one, and none whose beginning this panel has seen or brought about. What began before this panel
 * has seen a recording is over.
 */
export function pauseIsKnown(
  { belief }: Draft,
  { ms, extensions, isSame }: KnownPause,
  { at, wall }: Stamp,
): void {
  const { state, since, pauseAt = Infinity, ownPause } = belief;
  const isOpen =
    state === 'paused' ? !ownPause && since?.kind !== 'exact' : state === 'unknown' && pauseAt === Infinity;
  if (!isOpen || !(at - ms < pauseAt) || at - ms <= belief.recordedAt) return;
  belief.pauseAt = at - ms;
  belief.isOnlyKnown = state === 'unknown';
  belief.extensions = Math.max(belief.extensions, extensions);
  if (!isSame) return;
  belief.knownSince = { at: wall - ms, kind: 'exact' };
  if (since) belief.since = belief.knownSince;
}

/** Another panel of this user has proven a Pause, at this moment (elapsed ms): this one knows when the pause it sees began anew. */
export function pauseBeganElsewhere(evidence: Draft, at: number, isOver: boolean, stamp: Stamp): void {
  const { belief } = evidence;
  if (belief.pauseAt === undefined || at <= belief.pauseAt || at <= belief.recordedAt) return;
  pauseBegins(evidence, at);
  if (isOver) belief.extendedOrder = stamp.order;
}

/** Nobody but the agent ends this pause: something speaks against it, or something else was asked for. */
export function leavePause({ belief }: Draft): void {
  belief.ownPause = undefined;
}

/** The agent takes more time for this pause; `isLate`: after it had run out. */
export function extendPause({ belief }: Draft, isLate: boolean, stamp: Stamp): void {
  belief.extensions += 1;
  if (isLate) belief.extendedOrder = stamp.order;
}

function sinceOf(evidence: Draft, was: ClaimState, stamp: Stamp): Since | undefined {
  const { belief, told, userId } = evidence;
  const { state } = belief;
  if (state === 'unknown' || state === 'checking') return undefined;
  const known = before(evidence, was, state);
  if (known) return known.since;
  if (was === 'unknown' && state !== 'ended') {
    const startedAt = told.snapshot && ownLeg(told.snapshot, userId)?.startedAt;
    if (state === 'paused' && belief.knownSince) return belief.knownSince;
    if (state === 'recording' && startedAt !== undefined) return { at: startedAt, kind: 'about' };
    return { at: stamp.wall, kind: 'at-least' };
  }
  return { at: (isCalmState(state) ? belief.calmHeardWall : undefined) ?? stamp.wall, kind: 'exact' };
}
