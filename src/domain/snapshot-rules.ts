import { agrees, isCalmState, type Stamp } from './claim-state.ts';
import { SETTLE_MS, type Draft, type Evidence } from './evidence-state.ts';
import {
  BESIDE_THE_POLICY,
  carriedFields,
  carriesScreen,
  otherRecorders,
  partyKey,
  type Mapped,
} from './mapping.ts';
import { vouchedFor } from './second-look.ts';
import { ownLegs, type Recorder, type Snapshot } from './snapshot.ts';

/** A snapshot that says something else than the calm claim, or that an ended conversation lives. */
export function conflicts(e: Evidence, mapped: Mapped): boolean {
  return (isCalmState(e.state) && !agrees(e.state, e.pauseKind, mapped)) || e.state === 'ended';
}

/** E3: legs or live participants changed, or a field that this source carried is now absent. */
export function warns(e: Draft, snapshot: Snapshot, source: 'event' | 'read'): boolean {
  const now = carriedFields(snapshot, e.userId);
  const absent = [...e.carried[source]].some((name) => !now.has(name));
  e.carried = { ...e.carried, [source]: now };
  return absent || (e.snapshot !== undefined && partyKey(e.snapshot) !== partyKey(snapshot));
}

/** E2: shows a leg alive that is known to have ended, or lacks a participant that is known. */
export function isOutdated(e: Evidence, snapshot: Snapshot): boolean {
  const ids = new Set(snapshot.legs.map((leg) => leg.participantId));
  return (
    [...e.known].some((id) => !ids.has(id)) ||
    snapshot.legs.some((leg) => leg.live && e.gone.has(leg.participantId))
  );
}

export function accept(e: Draft, snapshot: Snapshot): void {
  e.snapshot = snapshot;
  if (ownLegs(snapshot, e.userId).length > 0) {
    e.notMine = false;
    vouchedFor(e);
  }
  e.known = new Set([...e.known, ...snapshot.legs.map((leg) => leg.participantId)]);
  e.gone = new Set([...e.gone, ...snapshot.legs.filter((leg) => !leg.live).map((leg) => leg.participantId)]);
}

/**
 * Other recorders by a read: it adds at once and removes only what it is newer than. Answers when a read has to be sent to
 * tell whether others are over.
 */
export function readOthers(
  e: Draft,
  snapshot: Snapshot,
  sent: { n: number; at: number },
  stamp: Stamp,
): number | undefined {
  const now = capturingLegs(snapshot);
  const on = new Map(e.othersOn);
  let tellsAt: number | undefined;
  for (const [mark, seen] of e.othersOn) {
    if (now.has(mark)) continue;
    const isNewer = sent.n > seen.n && sent.at >= seen.at + SETTLE_MS;
    if (!isNewer) tellsAt = Math.max(tellsAt ?? -Infinity, seen.at + SETTLE_MS);
    else if (!isUntold(snapshot, mark)) on.delete(mark);
  }
  for (const mark of now) on.set(mark, { n: stamp.n, at: on.get(mark)?.at ?? -Infinity });
  e.othersOn = on;
  setOthers(e, e.others.has('screen') || otherRecorders(snapshot).has('screen'));
  return tellsAt;
}

/**
 * Other recorders by an event: it adds at once; only a read may remove. Reads do not carry the screen, so that an event
 * has to do there, but not one that comes within the settle time: pairs of events overtake each other.
 * Answers whether some may be over.
 */
export function eventOthers(e: Draft, snapshot: Snapshot, stamp: Stamp): boolean {
  const now = capturingLegs(snapshot);
  const hasScreen = otherRecorders(snapshot).has('screen');
  if (hasScreen) e.screenSeenAt = stamp.at;
  const screenIsOver = carriesScreen(snapshot) && stamp.at >= e.screenSeenAt + SETTLE_MS;
  const seen = { n: stamp.n, at: stamp.at };
  e.othersOn = new Map([...e.othersOn, ...[...now].map((mark) => [mark, seen] as const)]);
  setOthers(e, hasScreen || (e.others.has('screen') && !screenIsOver));
  return [...e.othersOn.keys()].some((mark) => !now.has(mark) && !isUntold(snapshot, mark));
}

/** Absence is not "none": a live leg that tells of no recorder at all has not said that one is over. */
function isUntold(snapshot: Snapshot, mark: string): boolean {
  const leg = snapshot.legs.find(({ participantId }) => mark.startsWith(`${participantId} `));
  return leg !== undefined && leg.live && Object.keys(leg.recorders).length === 0;
}

function capturingLegs(snapshot: Snapshot): ReadonlySet<string> {
  const marks = new Set<string>();
  for (const { live, participantId, recorders } of snapshot.legs) {
    if (!live) continue;
    for (const name of BESIDE_THE_POLICY)
      if (recorders[name] === 'active') marks.add(`${participantId} ${name}`);
  }
  return marks;
}

function setOthers(e: Draft, hasScreen: boolean): void {
  const audio = BESIDE_THE_POLICY.filter((name) =>
    [...e.othersOn.keys()].some((mark) => mark.endsWith(` ${name}`)),
  );
  e.others = new Set<Recorder>([...audio, ...(hasScreen ? (['screen'] as const) : [])]);
}
