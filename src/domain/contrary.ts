import { setState } from './belief.ts';
import { isCalmState, type Stamp } from './claim-state.ts';
import { want } from './episode.ts';
import { SETTLE_MS, type Draft, type Evidence, type ResumeElsewhere } from './evidence-state.ts';
import type { Mapped } from './mapping.ts';
import { CONFIRM_AFTER_MS, IN_DOUBT_MS } from './retry-rules.ts';

/** From here on only a read that is sent later counts; after an event (E4) only one that is sent a settle time later. */
export function heardContrary({ contrary }: Draft, stamp: Stamp, byEvent = false): void {
  contrary.order = stamp.order;
  if (byEvent) contrary.eventAt = stamp.at;
}

/** E3, in the same tick: calm becomes checking; anything else with signs of capture becomes recording. */
export function contradict(evidence: Draft, mapped: Mapped, stamp: Stamp, byEvent: boolean): void {
  heardContrary(evidence, stamp, byEvent);
  if (isCalmState(evidence.belief.state) && evidence.contrary.standingResumes === 0) {
    setState(evidence, 'checking', stamp);
    if (!evidence.reads.episode) want(evidence, 'calm', stamp);
  } else if (mapped.state === 'recording') {
    setState(evidence, 'recording', stamp);
  } else if (evidence.belief.state === 'ended') {
    setState(evidence, 'checking', stamp);
    want(evidence, 'any', stamp);
  }
}

/** Resumes that may still take effect: while one stands nothing calm can be claimed (E3). */
export function resumesStand(evidence: Draft, count: number, stamp: Stamp): void {
  if (count === evidence.contrary.standingResumes) return;
  const more = count > evidence.contrary.standingResumes;
  evidence.contrary.standingResumes = count;
  // E4 asks to settle after a contrary event only. A read just after an own resume was answered may lag behind it as well
  // and show the pause before: fails towards recording.
  heardContrary(evidence, stamp, !more);
  if (more && (isCalmState(evidence.belief.state) || evidence.belief.state === 'checking'))
    setState(evidence, 'recording', stamp, { isFeared: true });
}

/** This user has asked for a resume in another page of this browser. It was sent `agoMs` ago, or is sent by then: it counts against claims like an own one. */
export function resumeElsewhere(
  evidence: Draft,
  { wishId, agoMs, isTold }: { readonly wishId: string; readonly agoMs: number; readonly isTold: boolean },
  stamp: Stamp,
): void {
  const { contrary, belief } = evidence;
  const known = contrary.elsewhere.get(wishId);
  const one: ResumeElsewhere = {
    order: known?.order ?? stamp.order,
    at: known?.at ?? stamp.at,
    until: Math.max(known?.until ?? 0, stamp.at + IN_DOUBT_MS - agoMs),
    isTold: isTold || known?.isTold === true,
  };
  contrary.elsewhere = new Map([...contrary.elsewhere, [wishId, one]]);
  // Nobody else looks what comes of it.
  if (!one.isTold && !known && belief.state !== 'ended')
    want(evidence, 'capture', stamp, { delayMs: CONFIRM_AFTER_MS });
}

/** It has taken effect, or cannot any more. Without a sign of it here, this page looks for itself. */
export function elsewhereIsOver(evidence: Draft, wishId: string, stamp: Stamp): void {
  const { contrary, belief, told } = evidence;
  const one = contrary.elsewhere.get(wishId);
  if (!one) return;
  contrary.elsewhere = new Map([...contrary.elsewhere].filter(([id]) => id !== wishId));
  const isHeard = told.events.some(({ at, mapped }) => at >= one.at && mapped.state === 'recording');
  if (belief.state === 'ended' || isHeard || isSeen(evidence, one)) return;
  want(evidence, 'any', stamp, { restart: true, notBefore: stamp.at + SETTLE_MS });
}

/** Another page of this user's has seen what speaks against a calm claim: no evidence here, and a reason to look. */
export function seenElsewhere(evidence: Draft, stamp: Stamp): void {
  // What is claimed next, a read that is under way does not claim alone: it was sent before that word.
  if (!isCalmState(evidence.belief.state)) return heardContrary(evidence, stamp);
  // A read that is still to be sent is newer than that word; one in flight is not.
  if (evidence.reads.wantedAt !== undefined) return;
  // Reads may lag behind what that page has seen, and this page's own event may be on its way.
  want(evidence, 'calm', stamp, { restart: true, notBefore: stamp.at + SETTLE_MS });
}

/** Forgets what is too old to take effect, or has. Answers how many still stand. */
export function standingElsewhere(evidence: Draft, stamp: Stamp): number {
  for (const [wishId, one] of evidence.contrary.elsewhere)
    if (stamp.at >= one.until || (!one.isTold && isSeen(evidence, one)))
      elsewhereIsOver(evidence, wishId, stamp);
  return evidence.contrary.elsewhere.size;
}

const isSeen = ({ reads: { last } }: Draft, { order }: ResumeElsewhere): boolean =>
  last !== undefined && last.order > order && last.mapped.state === 'recording' && !last.tellsPause;

/** Elapsed ms at which {@link standingElsewhere} has something to forget. */
export const contraryDues = ({ contrary }: Evidence): readonly number[] =>
  [...contrary.elsewhere.values()].map(({ until }) => until);
