import { isCalmState, type Stamp } from './claim-state.ts';
import { END_OF_EPISODE_MS, endChecking, endEpisode, want } from './episode.ts';
import {
  FRAME_MAX_AGE_MS,
  setState,
  type Draft,
  type Evidence,
  type EvidenceEffect,
} from './evidence-state.ts';

/** A new channel generation: what older ones told is void; one read at once, a second when the first was calm too early. */
export function opened(
  e: Draft,
  { generation, quietMs = 0 }: { readonly generation: number; readonly quietMs?: number },
  stamp: Stamp,
): void {
  const ended = e.state === 'ended';
  Object.assign(e, {
    generation,
    openedAt: stamp.at,
    // A channel that was there before this panel is as quiet as it is: joining it is no frame.
    lastFrameAt: stamp.at - quietMs,
    silent: false,
    deaf: false,
    deafAt: undefined,
    known: new Set(),
    gone: new Set(),
    carried: { event: new Set(), read: new Set() },
    eventKey: undefined,
    heard: [],
    seenKeys: new Set(),
    contraryN: stamp.n,
    reading: undefined,
    snapshot: ended ? e.snapshot : undefined,
    lastRead: undefined,
    denials: 0,
    looks: 0,
    lookAgainAt: undefined,
  } satisfies Partial<Evidence>);
  // A call that ended may have come back by a transfer that no event of this channel tells.
  if (!ended) setState(e, 'unknown', stamp);
  want(e, 'any', stamp, { restart: true });
}

/** E3: the generation is lost. Nothing of it can be claimed any more. */
export function lost(e: Draft, stamp: Stamp): void {
  e.generation = undefined;
  e.reading = undefined;
  becomeUnknown(e, stamp);
}

export function frame(e: Draft, stamp: Stamp): void {
  e.lastFrameAt = stamp.at;
  if (!e.silent) return;
  e.silent = false;
  // What came in the silence may have been lost: only a read sent from here on proves anything calm.
  e.contraryN = stamp.n;
  want(e, 'any', stamp, { restart: true });
}

/**
 * No frame for 35 s: nothing is known any more. Asked before every input, because a sleeping computer ticks late and the
 * first thing it hears may be a frame that would hide the gap.
 */
export function noticeSilence(e: Draft, stamp: Stamp): void {
  if (e.generation === undefined || e.silent || stamp.at <= e.lastFrameAt + FRAME_MAX_AGE_MS) return;
  e.silent = true;
  becomeUnknown(e, stamp);
}

/** Own resumes that may still take effect: while one stands nothing calm can be claimed (E3). */
export function resumesStand(e: Draft, count: number, stamp: Stamp): void {
  if (count === e.standingResumes) return;
  const more = count > e.standingResumes;
  e.standingResumes = count;
  e.contraryN = stamp.n;
  // E4 asks to settle after a contrary event only. A read just after an own resume was answered may lag behind it as well
  // and show the pause before: fails towards recording.
  if (!more) e.contraryEventAt = stamp.at;
  if (more && (isCalmState(e.state) || e.state === 'checking')) setState(e, 'recording', stamp);
}

/** Time has passed: ends episodes and silences, sends the read that is due. */
export function tick(e: Draft, stamp: Stamp): readonly EvidenceEffect[] {
  const effects: EvidenceEffect[] = [];
  const checkedTooLong = e.checkingSince !== undefined && stamp.at >= e.checkingSince + END_OF_EPISODE_MS;
  if (e.episode && stamp.at >= e.episode.endsAt) endEpisode(e, stamp);
  else if (checkedTooLong) endChecking(e, stamp);
  if (e.lookAgainAt !== undefined && stamp.at >= e.lookAgainAt) {
    e.lookAgainAt = undefined;
    if (!e.episode && e.state === 'unknown') want(e, 'any', stamp);
  }
  if (e.wantedAt !== undefined && !e.reading && stamp.at >= e.wantedAt && e.generation !== undefined) {
    e.reading = { id: e.nextReadId, n: stamp.n, at: stamp.at };
    e.wantedAt = undefined;
    e.nextReadId += 1;
    if (e.episode) e.episode = { ...e.episode, reads: e.episode.reads + 1, sentAt: stamp.at };
    effects.push({ kind: 'read', readId: e.reading.id });
  }
  if (e.deafAt !== undefined && stamp.at >= e.deafAt) {
    e.deafAt = undefined;
    e.deaf = true;
    effects.push({ kind: 'deaf' });
  }
  return effects;
}

/** Elapsed ms at which {@link tick} has something to do. */
export function duesOf(e: Evidence): readonly number[] {
  return [
    e.reading ? Infinity : (e.wantedAt ?? Infinity),
    e.episode?.endsAt ?? Infinity,
    e.lookAgainAt ?? Infinity,
    e.checkingSince === undefined ? Infinity : e.checkingSince + END_OF_EPISODE_MS,
    e.deafAt ?? Infinity,
    e.generation === undefined || e.silent ? Infinity : e.lastFrameAt + FRAME_MAX_AGE_MS + 1,
  ];
}

function becomeUnknown(e: Draft, stamp: Stamp): void {
  e.contraryN = stamp.n;
  e.wantedAt = undefined;
  e.lookAgainAt = undefined;
  e.episode = undefined;
  e.deafAt = undefined;
  if (e.state !== 'ended') setState(e, 'unknown', stamp);
}
