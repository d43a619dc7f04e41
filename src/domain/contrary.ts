import { setState } from './belief.ts';
import { isCalmState, type Stamp } from './claim-state.ts';
import { want } from './episode.ts';
import type { Draft } from './evidence-state.ts';
import type { Mapped } from './mapping.ts';

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

/** Own resumes that may still take effect: while one stands nothing calm can be claimed (E3). */
export function resumesStand(evidence: Draft, count: number, stamp: Stamp): void {
  if (count === evidence.contrary.standingResumes) return;
  const more = count > evidence.contrary.standingResumes;
  evidence.contrary.standingResumes = count;
  // E4 asks to settle after a contrary event only. A read just after an own resume was answered may lag behind it as well
  // and show the pause before: fails towards recording.
  heardContrary(evidence, stamp, !more);
  if (more && (isCalmState(evidence.belief.state) || evidence.belief.state === 'checking'))
    setState(evidence, 'recording', stamp);
}
