import { isCalmState, type Stamp } from './claim-state.ts';
import { endEpisode, planAfterAnswer, want } from './episode.ts';
import { DEAF_AFTER_MS, enterCalm, setState, SETTLE_MS, type Draft } from './evidence-state.ts';
import { factsKey, mapSnapshot, type Mapped } from './mapping.ts';
import type { Result } from './result.ts';
import { accept, conflicts, eventOthers, isOutdated, readOthers, warns } from './snapshot-rules.ts';
import type { Snapshot } from './snapshot.ts';

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
