import { calmIsDenied, calmIsHeard, enterCalm, setState, stopsRinging } from './belief.ts';
import { delivers, missesEvent, stirs } from './channel.ts';
import { isCalmState, type Stamp } from './claim-state.ts';
import { contradict, heardContrary } from './contrary.ts';
import {
  dropEpisode,
  endEpisode,
  noteAnswer,
  noteInEpisode,
  planAfterAnswer,
  takeAnswer,
  want,
} from './episode.ts';
import { SETTLE_MS, type Draft, type Episode } from './evidence-state.ts';
import { mapSnapshot, ownCaptures, sameMapped, tellsPause, type Mapped } from './mapping.ts';
import { denied, settleOwnership } from './ownership.ts';
import type { Result } from './result.ts';
import { dropLook } from './second-look.ts';
import type { Snapshot } from './snapshot.ts';
import {
  accept,
  calmHeardAt,
  conflicts,
  eventOthers,
  isOutdated,
  noteEvent,
  noteMeaning,
  noteRead,
  readOthers,
  warns,
} from './told.ts';

/** An event: contrary evidence takes effect now, calm evidence asks for a read. */
export function event(evidence: Draft, snapshot: Snapshot, stamp: Stamp): void {
  if (evidence.channel.generation === undefined || isOutdated(evidence, snapshot)) return;
  const { belief, reads } = evidence;
  const changed = noteEvent(evidence, snapshot);
  delivers(evidence);
  const warning = warns(evidence, snapshot, 'event');
  const quieter = eventOthers(evidence, snapshot, stamp);
  accept(evidence, snapshot);

  const mapped = mapSnapshot(snapshot, evidence.userId);
  if (mapped.state !== 'ringing') stopsRinging(evidence);
  noteMeaning(evidence, mapped, stamp);
  if (isOver(mapped) && reads.last === undefined) {
    if (belief.state !== 'ended') doubtTheEnd(evidence, mapped, stamp, true);
    return;
  }
  if (settleWithoutRecording(evidence, mapped, stamp, true)) return;
  const answer = reads.episode?.last;
  // What was kept for the end of the episode may be older than this event.
  if (typeof answer === 'object' && !sameMapped(answer.mapped, mapped))
    noteInEpisode(evidence, { last: 'early' });
  if (changed && mapped.state !== 'recording') noteInEpisode(evidence, { calmHeardAt: stamp.at });
  if (mapped.state === 'recording' || warning || conflicts(evidence, mapped)) {
    const wasUnknown = belief.state === 'unknown';
    contradict(evidence, mapped, stamp, true);
    if (mapped.state === 'recording' && reads.episode?.expects === 'capture')
      want(evidence, 'capture', stamp);
    else if (mapped.state !== 'recording' && changed) want(evidence, 'calm', stamp);
    else if (warning) want(evidence, 'any', stamp);
    // E6, a changed field: what was unknown may be recording by a stale event only.
    else if (wasUnknown && changed && !reads.episode)
      want(evidence, 'any', stamp, { notBefore: stamp.at + SETTLE_MS });
  } else if ((changed || isStuck(evidence)) && !isCalmState(belief.state)) {
    calmIsHeard(evidence, stamp);
    if (reads.episode?.expects !== 'capture')
      want(evidence, mapped.state === 'unknown' ? 'any' : 'calm', stamp);
  }
  // A read of this second may still show what has just ended, and nothing else asks for another.
  if (quieter && changed)
    want(evidence, isCalmState(belief.state) ? 'calm' : 'any', stamp, { notBefore: stamp.at + SETTLE_MS });
}

/** The reads of an episode came to nothing. Any event is news then, also one that repeats what was known before. */
const isStuck = ({ belief, reads }: Draft): boolean =>
  belief.state === 'unknown' && !belief.ringing && !reads.episode;

/** An event that cannot be read: something changed and nobody knows what (E3, taken at its worst). */
export function unreadable(evidence: Draft, stamp: Stamp): void {
  if (evidence.channel.generation === undefined) return;
  stirs(evidence);
  stopsRinging(evidence);
  contradict(evidence, { state: 'unknown' }, stamp, true);
  want(evidence, 'any', stamp, { notBefore: stamp.at + SETTLE_MS });
}

/** The answer of read `id`. Answers of other reads (an older generation's, or given up) are not evidence. */
export function readAnswered(evidence: Draft, id: number, result: Result<Snapshot>, stamp: Stamp): void {
  const { belief, reads, told, channel } = evidence;
  const sent = takeAnswer(evidence, id);
  if (!sent) return;
  if (!result.ok) {
    if (result.failure.kind === 'not-found') {
      if (belief.state === 'ended') return dropEpisode(evidence);
      if (told.snapshot === undefined && denied(evidence, 'not-found')) return endEpisode(evidence, stamp);
    }
    const delay = result.failure.kind === 'rate-limited' ? result.failure.retryAfterMs : undefined;
    return planAfterAnswer(evidence, sent, stamp, delay);
  }
  const snapshot = result.value;
  if (isOutdated(evidence, snapshot)) return planAfterAnswer(evidence, sent, stamp);
  if (noteRead(evidence, snapshot)) missesEvent(evidence, stamp);
  const warning = warns(evidence, snapshot, 'read');
  const othersToldAt = readOthers(evidence, snapshot, sent, stamp);
  accept(evidence, snapshot);

  const mapped = mapSnapshot(snapshot, evidence.userId);
  if (mapped.state !== 'ringing') stopsRinging(evidence);
  const { userId } = evidence;
  noteAnswer(
    evidence,
    {
      order: sent.order,
      mapped,
      tellsPause: tellsPause(snapshot, userId),
      own: ownCaptures(snapshot, userId),
    },
    stamp,
  );
  const isForeign = mapped.state === 'not-mine';
  if (isForeign) denied(evidence, 'foreign');
  if (isOver(mapped) && sent.at < channel.openedAt + SETTLE_MS) {
    if (belief.state !== 'ended') doubtTheEnd(evidence, mapped, stamp, false);
    else noteInEpisode(evidence, { last: 'early' });
    return planAfterAnswer(evidence, sent, stamp);
  }
  if (isForeign && !evidence.ownership.notMine) {
    doubtTheEnd(evidence, mapped, stamp, false);
    return planAfterAnswer(evidence, sent, stamp);
  }
  if (settleWithoutRecording(evidence, mapped, stamp, false)) return;
  const last = judgeAnswer(evidence, mapped, sent, warning, stamp);
  if (reads.episode && sent.order > reads.episode.order) {
    const isHeard = sent.at >= (reads.episode.calmHeardAt ?? Infinity) + SETTLE_MS;
    noteInEpisode(evidence, { last, ...(isHeard && { calmHeardAt: undefined }) });
  }
  // While a resume is being confirmed, a calm answer is "not yet" until the episode ends.
  if (typeof last === 'object' && reads.episode?.expects !== 'capture')
    enterCalm(evidence, mapped, sent.order, stamp);
  planAfterAnswer(evidence, sent, stamp);
  // What the last read of an episode shows to have changed no other read has proven yet (E6: a changed field).
  if (!reads.episode && warning && last === 'early')
    want(evidence, 'calm', stamp, { notBefore: stamp.at + SETTLE_MS });
  // A late answer of an episode that is over, and a calm event since: the answer may be the older of the two.
  const heardAt = calmHeardAt(evidence);
  if (!reads.episode && last === 'contrary' && sent.at < heardAt + SETTLE_MS)
    want(evidence, 'calm', stamp, { notBefore: heardAt + SETTLE_MS });
  if (othersToldAt !== undefined && !reads.episode)
    want(evidence, isCalmState(belief.state) ? 'calm' : 'any', stamp, { notBefore: othersToldAt });
}

/** Known to be no call, unless an event has shown one since it was asked about. */
export function noCall(evidence: Draft): void {
  if (evidence.told.snapshot !== undefined) return;
  settleOwnership(evidence, true);
  dropLook(evidence);
  dropEpisode(evidence);
}

/** E4: what an answer is worth; whatever is contrary in it takes effect here. */
function judgeAnswer(
  evidence: Draft,
  mapped: Mapped,
  sent: { order: number; at: number },
  warning: boolean,
  stamp: Stamp,
): Episode['last'] {
  const { contrary, channel, told } = evidence;
  const isSettled = sent.at >= Math.max(contrary.eventAt, channel.openedAt) + SETTLE_MS;
  // A read and an event of the same second that differ: the read may be the older one, whatever the event said.
  const isDisputed = told.events.some(
    (one) => sent.at < one.at + SETTLE_MS && !sameMapped(one.mapped, mapped),
  );
  const isUndoubted = contrary.standingResumes === 0 && !channel.silent && !warning;
  const fresh = sent.order > contrary.order && isSettled && !isDisputed && isUndoubted;
  if (mapped.state === 'recording' || warning || (!fresh && conflicts(evidence, mapped)))
    contradict(evidence, mapped, stamp, false);
  if (mapped.state === 'recording') {
    if (sent.at >= calmHeardAt(evidence) + SETTLE_MS) calmIsDenied(evidence);
    return 'contrary';
  }
  if (mapped.state === 'unknown') {
    if (conflicts(evidence, mapped)) contradict(evidence, mapped, stamp, false);
    return 'absent';
  }
  return fresh ? { mapped, order: sent.order } : 'early';
}

function isOver(mapped: Mapped): boolean {
  return mapped.state === 'ended' || mapped.state === 'not-mine';
}

/**
 * In a new generation nothing tells an event of the end from a stale one of an older leg, and the first read may lag
 * behind a transfer back. Fails towards a live call: Unknown with a working pause button, until a later read decides.
 */
function doubtTheEnd(evidence: Draft, mapped: Mapped, stamp: Stamp, byEvent: boolean): void {
  contradict(evidence, mapped, stamp, byEvent);
  setState(evidence, 'unknown', stamp);
  noteInEpisode(evidence, { last: 'early' });
  want(evidence, 'any', stamp, { notBefore: evidence.channel.openedAt + SETTLE_MS });
}

/** A snapshot that ends the matter without a word on recording: the call is over, or it is not the agent's. */
function settleWithoutRecording(evidence: Draft, mapped: Mapped, stamp: Stamp, byEvent: boolean): boolean {
  if (mapped.state !== 'ended' && mapped.state !== 'not-mine') return false;
  // Legs changed (E3): should the call come back, a read of this second may still show it as it was.
  heardContrary(evidence, stamp, byEvent);
  const isForeign = mapped.state === 'not-mine';
  settleOwnership(evidence, isForeign);
  setState(evidence, isForeign ? 'unknown' : 'ended', stamp);
  dropEpisode(evidence);
  return true;
}
