import { isCalmState, type Stamp } from './claim-state.ts';
import { END_OF_EPISODE_MS, endEpisode, planAfterAnswer, want } from './episode.ts';
import {
  DEAF_AFTER_MS,
  enterCalm,
  FRAME_MAX_AGE_MS,
  setState,
  SETTLE_MS,
  type Draft,
  type Evidence,
  type EvidenceEffect,
} from './evidence-state.ts';
import { factsKey, mapSnapshot, type Mapped } from './mapping.ts';
import type { Result } from './result.ts';
import { accept, conflicts, eventOthers, isOutdated, readOthers, warns } from './snapshot-rules.ts';
import type { Snapshot } from './snapshot.ts';

/** A new channel generation: what older ones told is void; one read at once, a second when the first was calm too early. */
export function opened(e: Draft, generation: number, stamp: Stamp): void {
  const ended = e.state === 'ended';
  Object.assign(e, {
    generation,
    openedAt: stamp.at,
    lastFrameAt: stamp.at,
    silent: false,
    deaf: false,
    deafAt: undefined,
    known: new Set(),
    gone: new Set(),
    carried: { event: new Set(), read: new Set() },
    eventKey: undefined,
    seenKeys: new Set(),
    contraryN: stamp.n,
    reading: undefined,
    snapshot: ended ? e.snapshot : undefined,
  } satisfies Partial<Evidence>);
  if (ended) return;
  setState(e, 'unknown', stamp);
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

/** An event: contrary evidence takes effect now, calm evidence asks for a read. */
export function event(e: Draft, snapshot: Snapshot, stamp: Stamp): void {
  if (e.generation === undefined || isOutdated(e, snapshot)) return;
  const key = factsKey(snapshot, e.userId);
  const changed = key !== e.eventKey;
  e.eventKey = key;
  e.deafAt = undefined;
  e.seenKeys = new Set([...e.seenKeys, key]);
  const warning = warns(e, snapshot, 'event');
  const quieter = eventOthers(e, snapshot, stamp);
  accept(e, snapshot);

  const mapped = mapSnapshot(snapshot, e.userId);
  if (settleWithoutRecording(e, mapped, stamp)) return;
  if (mapped.state === 'recording' || warning || conflicts(e, mapped)) {
    contrary(e, mapped, stamp, true);
    if (mapped.state === 'recording' && e.episode?.expects === 'capture') want(e, 'capture', stamp);
    else if (mapped.state !== 'recording' && changed) want(e, 'calm', stamp);
    else if (warning) want(e, 'any', stamp);
  } else if (changed && !isCalmState(e.state)) {
    e.calmHeardWall ??= stamp.wall;
    if (e.episode?.expects !== 'capture') want(e, mapped.state === 'unknown' ? 'any' : 'calm', stamp);
  }
  if (quieter && changed) want(e, isCalmState(e.state) ? 'calm' : 'any', stamp);
}

/** The answer of read `id`. Answers of other reads (an older generation's, or given up) are not evidence. */
export function readAnswered(e: Draft, id: number, result: Result<Snapshot>, stamp: Stamp): void {
  if (e.reading?.id !== id) return;
  const sent = e.reading;
  e.reading = undefined;
  if (!result.ok) {
    if (result.failure.kind === 'not-found' && e.snapshot === undefined) {
      e.notMine = true;
      return endEpisode(e, stamp);
    }
    const delay = result.failure.kind === 'rate-limited' ? result.failure.retryAfterMs : undefined;
    return planAfterAnswer(e, stamp, delay);
  }
  const snapshot = result.value;
  if (isOutdated(e, snapshot)) return planAfterAnswer(e, stamp);
  e.lastReadAt = stamp.at;
  const key = factsKey(snapshot, e.userId);
  if (e.seenKeys.size > 0 && !e.seenKeys.has(key)) e.deafAt ??= stamp.at + DEAF_AFTER_MS;
  e.seenKeys = new Set([...e.seenKeys, key]);
  const warning = warns(e, snapshot, 'read');
  const stillCapturing = readOthers(e, snapshot, sent, stamp);
  accept(e, snapshot);

  const mapped = mapSnapshot(snapshot, e.userId);
  e.lastRead = { n: sent.n, mapped };
  if (settleWithoutRecording(e, mapped, stamp)) return;
  if (mapped.state === 'recording') {
    contrary(e, mapped, stamp, false);
    if (e.episode) e.episode = { ...e.episode, last: 'contrary' };
  } else if (mapped.state === 'unknown') {
    if (warning || conflicts(e, mapped)) contrary(e, mapped, stamp, false);
    if (e.episode) e.episode = { ...e.episode, last: 'absent' };
  } else {
    const fresh =
      sent.n > e.contraryN &&
      sent.at >= Math.max(e.contraryEventAt, e.openedAt) + SETTLE_MS &&
      e.standingResumes === 0 &&
      !e.silent &&
      !warning;
    if (warning || (!fresh && conflicts(e, mapped))) contrary(e, mapped, stamp, false);
    if (e.episode) e.episode = { ...e.episode, last: fresh ? { mapped, n: sent.n } : 'early' };
    if (fresh && e.episode?.expects !== 'capture') enterCalm(e, mapped, sent.n, stamp);
  }
  planAfterAnswer(e, stamp);
  if (stillCapturing && !e.episode && isCalmState(e.state))
    want(e, 'calm', stamp, { notBefore: e.othersSeen.at + SETTLE_MS });
}

/** Own resumes that may still take effect: while one stands nothing calm can be claimed (E3). */
export function resumesStand(e: Draft, count: number, stamp: Stamp): void {
  if (count === e.standingResumes) return;
  const more = count > e.standingResumes;
  e.standingResumes = count;
  e.contraryN = stamp.n;
  if (more && (isCalmState(e.state) || e.state === 'checking')) setState(e, 'recording', stamp);
}

/** Time has passed: ends episodes and silences, sends the read that is due. */
export function tick(e: Draft, stamp: Stamp): readonly EvidenceEffect[] {
  const effects: EvidenceEffect[] = [];
  const checkedTooLong = e.checkingSince !== undefined && stamp.at >= e.checkingSince + END_OF_EPISODE_MS;
  if ((e.episode && stamp.at >= e.episode.endsAt) || checkedTooLong) endEpisode(e, stamp);
  if (e.wantedAt !== undefined && !e.reading && stamp.at >= e.wantedAt && e.generation !== undefined) {
    e.reading = { id: e.nextReadId, n: stamp.n, at: stamp.at };
    e.wantedAt = undefined;
    e.nextReadId += 1;
    if (e.episode) e.episode = { ...e.episode, reads: e.episode.reads + 1 };
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
    e.checkingSince === undefined ? Infinity : e.checkingSince + END_OF_EPISODE_MS,
    e.deafAt ?? Infinity,
    e.generation === undefined || e.silent ? Infinity : e.lastFrameAt + FRAME_MAX_AGE_MS + 1,
  ];
}

/** E3, in the same tick: calm becomes checking; anything else with signs of capture becomes recording. */
function contrary(e: Draft, mapped: Mapped, stamp: Stamp, byEvent: boolean): void {
  e.contraryN = stamp.n;
  if (byEvent) e.contraryEventAt = stamp.at;
  if (isCalmState(e.state) && e.standingResumes === 0) {
    setState(e, 'checking', stamp);
    if (!e.episode) want(e, 'calm', stamp);
  } else if (mapped.state === 'recording') {
    setState(e, 'recording', stamp);
  } else if (e.state === 'ended') {
    setState(e, 'checking', stamp);
    want(e, 'any', stamp);
  }
}

/** A snapshot that ends the matter without a word on recording: the call is over, or it is not the agent's. */
function settleWithoutRecording(e: Draft, mapped: Mapped, stamp: Stamp): boolean {
  if (mapped.state !== 'ended' && mapped.state !== 'not-mine') return false;
  e.notMine = mapped.state === 'not-mine';
  setState(e, e.notMine ? 'unknown' : 'ended', stamp);
  e.episode = undefined;
  e.wantedAt = undefined;
  e.endedEpisodes += 1;
  return true;
}

function becomeUnknown(e: Draft, stamp: Stamp): void {
  e.contraryN = stamp.n;
  e.wantedAt = undefined;
  e.episode = undefined;
  e.deafAt = undefined;
  if (e.state !== 'ended') setState(e, 'unknown', stamp);
}
