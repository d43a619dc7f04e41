import { agrees, isCalmState, type Stamp } from './claim-state.ts';
import { NOTHING_TOLD, SETTLE_MS, type Draft, type Evidence } from './evidence-state.ts';
import {
  BESIDE_THE_POLICY,
  carriedFields,
  carriesScreen,
  otherRecorders,
  factsKey,
  isCalm,
  partyKey,
  sameMapped,
  type Mapped,
} from './mapping.ts';
import { vouchedFor } from './ownership.ts';
import { ownLegs, type Recorder, type Snapshot } from './snapshot.ts';

/** A new generation: what was told on an older channel is void. The last picture of a call that is over stays. */
export function forgetTold({ told }: Draft, keepsSnapshot: boolean): void {
  Object.assign(told, { ...NOTHING_TOLD, snapshot: keepsSnapshot ? told.snapshot : undefined });
}

/** Whether an event brings news: against the last event, and against all that was heard, as a read may have said something else in between. */
export function noteEvent({ told, userId }: Draft, snapshot: Snapshot): boolean {
  const key = factsKey(snapshot, userId);
  const isNews =
    key !== told.eventKey || (told.snapshot !== undefined && key !== factsKey(told.snapshot, userId));
  told.eventKey = key;
  told.seenKeys = new Set([...told.seenKeys, key]);
  return isNews;
}

/** Whether a read tells what no event has told. */
export function noteRead({ told, userId }: Draft, snapshot: Snapshot): boolean {
  const key = factsKey(snapshot, userId);
  const isNews = told.seenKeys.size > 0 && !told.seenKeys.has(key);
  told.seenKeys = new Set([...told.seenKeys, key]);
  return isNews;
}

/** What an event meant, and when it was last heard. */
export function noteMeaning({ told }: Draft, mapped: Mapped, stamp: Stamp): void {
  told.events = [...told.events.filter((one) => !sameMapped(one.mapped, mapped)), { at: stamp.at, mapped }];
}

/** Elapsed ms of the newest calm event. */
export const calmHeardAt = ({ told }: Evidence): number =>
  told.events.findLast((one) => isCalm(one.mapped))?.at ?? -Infinity;

/** A snapshot that says something else than the calm claim, or that an ended conversation lives. */
export function conflicts({ belief: { state, pauseKind } }: Evidence, mapped: Mapped): boolean {
  return (isCalmState(state) && !agrees(state, pauseKind, mapped)) || state === 'ended';
}

/** E3: legs or live participants changed, or a field that this source carried is now absent. */
export function warns({ told, userId }: Draft, snapshot: Snapshot, source: 'event' | 'read'): boolean {
  const now = carriedFields(snapshot, userId);
  const absent = [...told.carried[source]].some((name) => !now.has(name));
  told.carried = { ...told.carried, [source]: now };
  return absent || (told.snapshot !== undefined && partyKey(told.snapshot) !== partyKey(snapshot));
}

/** E2: shows a leg alive that is known to have ended, or lacks a participant that is known. */
export function isOutdated({ told }: Evidence, snapshot: Snapshot): boolean {
  const ids = new Set(snapshot.legs.map((leg) => leg.participantId));
  return (
    [...told.known].some((id) => !ids.has(id)) ||
    snapshot.legs.some((leg) => leg.live && told.gone.has(leg.participantId))
  );
}

export function accept(evidence: Draft, snapshot: Snapshot): void {
  const { told, userId } = evidence;
  told.snapshot = snapshot;
  if (ownLegs(snapshot, userId).length > 0) vouchedFor(evidence);
  told.known = new Set([...told.known, ...snapshot.legs.map((leg) => leg.participantId)]);
  told.gone = new Set([
    ...told.gone,
    ...snapshot.legs.filter((leg) => !leg.live).map((leg) => leg.participantId),
  ]);
}

/**
 * Other recorders by a read: it adds at once and removes only what it is newer than. Answers when a read has to be sent to
 * tell whether others are over.
 */
export function readOthers(
  { told }: Draft,
  snapshot: Snapshot,
  sent: { order: number; at: number },
  stamp: Stamp,
): number | undefined {
  const now = capturingLegs(snapshot);
  const on = new Map(told.othersOn);
  let tellsAt: number | undefined;
  for (const [mark, seen] of told.othersOn) {
    if (now.has(mark)) continue;
    const isNewer = sent.order > seen.order && sent.at >= seen.at + SETTLE_MS;
    if (!isNewer) tellsAt = Math.max(tellsAt ?? -Infinity, seen.at + SETTLE_MS);
    else if (!isUntold(snapshot, mark)) on.delete(mark);
  }
  for (const mark of now) on.set(mark, { order: stamp.order, at: on.get(mark)?.at ?? -Infinity });
  told.othersOn = on;
  setOthers(told, told.others.has('screen') || otherRecorders(snapshot).has('screen'));
  return tellsAt;
}

/**
 * Other recorders by an event: it adds at once; only a read may remove. Reads do not carry the screen, so that an event
 * has to do there, but not one that comes within the settle time: pairs of events overtake each other.
 * Answers whether some may be over.
 */
export function eventOthers({ told }: Draft, snapshot: Snapshot, stamp: Stamp): boolean {
  const now = capturingLegs(snapshot);
  const hasScreen = otherRecorders(snapshot).has('screen');
  if (hasScreen) told.screenSeenAt = stamp.at;
  const screenIsOver = carriesScreen(snapshot) && stamp.at >= told.screenSeenAt + SETTLE_MS;
  const seen = { order: stamp.order, at: stamp.at };
  told.othersOn = new Map([...told.othersOn, ...[...now].map((mark) => [mark, seen] as const)]);
  setOthers(told, hasScreen || (told.others.has('screen') && !screenIsOver));
  return [...told.othersOn.keys()].some((mark) => !now.has(mark) && !isUntold(snapshot, mark));
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

function setOthers(told: Draft['told'], hasScreen: boolean): void {
  const audio = BESIDE_THE_POLICY.filter((name) =>
    [...told.othersOn.keys()].some((mark) => mark.endsWith(` ${name}`)),
  );
  told.others = new Set<Recorder>([...audio, ...(hasScreen ? (['screen'] as const) : [])]);
}
