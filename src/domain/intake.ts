import { isCalmState, type Stamp } from './claim-state.ts';
import { dropEpisode, endEpisode, planAfterAnswer, want } from './episode.ts';
import { DEAF_AFTER_MS, enterCalm, setState, SETTLE_MS, type Draft, type Episode } from './evidence-state.ts';
import {
  factsKey,
  isCalm,
  mapSnapshot,
  ownCaptures,
  sameMapped,
  tellsPause,
  type Mapped,
} from './mapping.ts';
import type { Result } from './result.ts';
import { denied } from './second-look.ts';
import { accept, conflicts, eventOthers, isOutdated, readOthers, warns } from './snapshot-rules.ts';
import type { Snapshot } from './snapshot.ts';

/** An event: contrary evidence takes effect now, calm evidence asks for a read. */
export function event(e: Draft, snapshot: Snapshot, stamp: Stamp): void {
  if (e.generation === undefined || isOutdated(e, snapshot)) return;
  const key = factsKey(snapshot, e.userId);
  // Against the last event and against all that was heard: a read may have said something else in between.
  const changed = key !== e.eventKey || (e.snapshot !== undefined && key !== factsKey(e.snapshot, e.userId));
  e.eventKey = key;
  e.deafAt = undefined;
  // It delivers after all: one event was lost, not the channel.
  e.deaf = false;
  e.seenKeys = new Set([...e.seenKeys, key]);
  const warning = warns(e, snapshot, 'event');
  const quieter = eventOthers(e, snapshot, stamp);
  accept(e, snapshot);

  const mapped = mapSnapshot(snapshot, e.userId);
  if (mapped.state !== 'ringing') e.ringing = false;
  e.heard = [...e.heard.filter((one) => !sameMapped(one.mapped, mapped)), { at: stamp.at, mapped }];
  if (isOver(mapped) && e.lastRead === undefined) {
    if (e.state !== 'ended') doubtTheEnd(e, mapped, stamp, true);
    return;
  }
  if (settleWithoutRecording(e, mapped, stamp, true)) return;
  const answer = e.episode?.last;
  // What was kept for the end of the episode may be older than this event.
  if (e.episode && typeof answer === 'object' && !sameMapped(answer.mapped, mapped))
    e.episode = { ...e.episode, last: 'early' };
  if (e.episode && changed && mapped.state !== 'recording')
    e.episode = { ...e.episode, calmHeardAt: stamp.at };
  if (mapped.state === 'recording' || warning || conflicts(e, mapped)) {
    const wasUnknown = e.state === 'unknown';
    contrary(e, mapped, stamp, true);
    if (mapped.state === 'recording' && e.episode?.expects === 'capture') want(e, 'capture', stamp);
    else if (mapped.state !== 'recording' && changed) want(e, 'calm', stamp);
    else if (warning) want(e, 'any', stamp);
    // E6, a changed field: what was unknown may be recording by a stale event only.
    else if (wasUnknown && changed && !e.episode) want(e, 'any', stamp, { notBefore: stamp.at + SETTLE_MS });
  } else if ((changed || isStuck(e)) && !isCalmState(e.state)) {
    e.calmHeardWall ??= stamp.wall;
    if (e.episode?.expects !== 'capture') want(e, mapped.state === 'unknown' ? 'any' : 'calm', stamp);
  }
  // A read of this second may still show what has just ended, and nothing else asks for another.
  if (quieter && changed)
    want(e, isCalmState(e.state) ? 'calm' : 'any', stamp, { notBefore: stamp.at + SETTLE_MS });
}

/** The reads of an episode came to nothing. Any event is news then, also one that repeats what was known before. */
const isStuck = (e: Draft): boolean => e.state === 'unknown' && !e.ringing && !e.episode;

/** An event that cannot be read: something changed and nobody knows what (E3, taken at its worst). */
export function unreadable(e: Draft, stamp: Stamp): void {
  if (e.generation === undefined) return;
  e.deafAt = undefined;
  e.ringing = false;
  contrary(e, { state: 'unknown' }, stamp, true);
  want(e, 'any', stamp, { notBefore: stamp.at + SETTLE_MS });
}

/** The answer of read `id`. Answers of other reads (an older generation's, or given up) are not evidence. */
export function readAnswered(e: Draft, id: number, result: Result<Snapshot>, stamp: Stamp): void {
  if (e.reading?.id !== id) return;
  const sent = e.reading;
  e.reading = undefined;
  if (!result.ok) {
    if (result.failure.kind === 'not-found') {
      if (e.state === 'ended') return dropEpisode(e);
      if (e.snapshot === undefined && denied(e, 'not-found')) return endEpisode(e, stamp);
    }
    const delay = result.failure.kind === 'rate-limited' ? result.failure.retryAfterMs : undefined;
    return planAfterAnswer(e, sent, stamp, delay);
  }
  const snapshot = result.value;
  if (isOutdated(e, snapshot)) return planAfterAnswer(e, sent, stamp);
  e.lastReadAt = stamp.at;
  const key = factsKey(snapshot, e.userId);
  if (e.seenKeys.size > 0 && !e.seenKeys.has(key)) e.deafAt ??= stamp.at + DEAF_AFTER_MS;
  e.seenKeys = new Set([...e.seenKeys, key]);
  const warning = warns(e, snapshot, 'read');
  const othersToldAt = readOthers(e, snapshot, sent, stamp);
  accept(e, snapshot);

  const mapped = mapSnapshot(snapshot, e.userId);
  if (mapped.state !== 'ringing') e.ringing = false;
  e.lastRead = {
    n: sent.n,
    mapped,
    tellsPause: tellsPause(snapshot, e.userId),
    own: ownCaptures(snapshot, e.userId),
  };
  const isForeign = mapped.state === 'not-mine';
  if (isForeign) denied(e, 'foreign');
  if (isOver(mapped) && sent.at < e.openedAt + SETTLE_MS) {
    if (e.state !== 'ended') doubtTheEnd(e, mapped, stamp, false);
    else if (e.episode) e.episode = { ...e.episode, last: 'early' };
    return planAfterAnswer(e, sent, stamp);
  }
  if (isForeign && !e.notMine) {
    doubtTheEnd(e, mapped, stamp, false);
    return planAfterAnswer(e, sent, stamp);
  }
  if (settleWithoutRecording(e, mapped, stamp, false)) return;
  const last = judgeAnswer(e, mapped, sent, warning, stamp);
  if (e.episode && sent.n > e.episode.n) {
    const heardAt = e.episode.calmHeardAt ?? Infinity;
    const isHeard = sent.at >= heardAt + SETTLE_MS;
    e.episode = { ...e.episode, last, ...(isHeard && { calmHeardAt: undefined }) };
  }
  // While a resume is being confirmed, a calm answer is "not yet" until the episode ends.
  if (typeof last === 'object' && e.episode?.expects !== 'capture') enterCalm(e, mapped, sent.n, stamp);
  planAfterAnswer(e, sent, stamp);
  // What the last read of an episode shows to have changed no other read has proven yet (E6: a changed field).
  if (!e.episode && warning && last === 'early') want(e, 'calm', stamp, { notBefore: stamp.at + SETTLE_MS });
  // A late answer of an episode that is over, and a calm event since: the answer may be the older of the two.
  const heardAt = calmHeardAt(e);
  if (!e.episode && last === 'contrary' && sent.at < heardAt + SETTLE_MS)
    want(e, 'calm', stamp, { notBefore: heardAt + SETTLE_MS });
  if (othersToldAt !== undefined && !e.episode)
    want(e, isCalmState(e.state) ? 'calm' : 'any', stamp, { notBefore: othersToldAt });
}

const calmHeardAt = (e: Draft): number => e.heard.findLast((one) => isCalm(one.mapped))?.at ?? -Infinity;

/** Known to be no call, unless an event has shown one since it was asked about. */
export function noCall(e: Draft): void {
  if (e.snapshot !== undefined) return;
  e.notMine = true;
  e.lookAgainAt = undefined;
  dropEpisode(e);
}

/** E4: what an answer is worth; whatever is contrary in it takes effect here. */
function judgeAnswer(
  e: Draft,
  mapped: Mapped,
  sent: { n: number; at: number },
  warning: boolean,
  stamp: Stamp,
): Episode['last'] {
  const isSettled = sent.at >= Math.max(e.contraryEventAt, e.openedAt) + SETTLE_MS;
  // A read and an event of the same second that differ: the read may be the older one, whatever the event said.
  const isDisputed = e.heard.some((one) => sent.at < one.at + SETTLE_MS && !sameMapped(one.mapped, mapped));
  const fresh =
    sent.n > e.contraryN && isSettled && !isDisputed && e.standingResumes === 0 && !e.silent && !warning;
  if (mapped.state === 'recording' || warning || (!fresh && conflicts(e, mapped)))
    contrary(e, mapped, stamp, false);
  if (mapped.state === 'recording') {
    // Whatever calm event came before was none, or is over: the next calm claim does not date from it.
    if (sent.at >= calmHeardAt(e) + SETTLE_MS) e.calmHeardWall = undefined;
    return 'contrary';
  }
  if (mapped.state === 'unknown') {
    if (conflicts(e, mapped)) contrary(e, mapped, stamp, false);
    return 'absent';
  }
  return fresh ? { mapped, n: sent.n } : 'early';
}

function isOver(mapped: Mapped): boolean {
  return mapped.state === 'ended' || mapped.state === 'not-mine';
}

/**
 * In a new generation nothing tells an event of the end from a stale one of an older leg, and the first read may lag
 * behind a transfer back. Fails towards a live call: Unknown with a working pause button, until a later read decides.
 */
function doubtTheEnd(e: Draft, mapped: Mapped, stamp: Stamp, byEvent: boolean): void {
  contrary(e, mapped, stamp, byEvent);
  setState(e, 'unknown', stamp);
  if (e.episode) e.episode = { ...e.episode, last: 'early' };
  want(e, 'any', stamp, { notBefore: e.openedAt + SETTLE_MS });
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
function settleWithoutRecording(e: Draft, mapped: Mapped, stamp: Stamp, byEvent: boolean): boolean {
  if (mapped.state !== 'ended' && mapped.state !== 'not-mine') return false;
  // Legs changed (E3): should the call come back, a read of this second may still show it as it was.
  e.contraryN = stamp.n;
  if (byEvent) e.contraryEventAt = stamp.at;
  e.notMine = mapped.state === 'not-mine';
  setState(e, e.notMine ? 'unknown' : 'ended', stamp);
  dropEpisode(e);
  return true;
}
