import { agrees, isCalmState, type Stamp } from './claim-state.ts';
import { NOTHING_TOLD, SETTLE_MS, type Draft, type Evidence, type ScreenSeen } from './evidence-state.ts';
import {
  BESIDE_THE_POLICY,
  carriedFields,
  factsKey,
  isCalm,
  partyKey,
  sameMapped,
  type Mapped,
} from './mapping.ts';
import { vouchedFor } from './ownership.ts';
import { ownLegs, type Recorder, type Snapshot } from './snapshot.ts';

/** What the answer to a Pause tells beside its acceptance. */
export interface ToldBeside {
  /** Somebody watches an agent's screen live. */
  readonly isScreenWatched: boolean;
}

export function noteBeside({ told }: Draft, { isScreenWatched }: ToldBeside): void {
  told.isScreenWatched = isScreenWatched;
}

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
  told.screens = withTheirUsers(told.screens, snapshot.legs);
  setOthers(told);
  return tellsAt;
}

/** Other recorders by an event: it adds at once; only a read may remove. Answers whether some may be over. */
export function eventOthers({ told }: Draft, snapshot: Snapshot, stamp: Stamp): boolean {
  const now = capturingLegs(snapshot);
  const seen = { order: stamp.order, at: stamp.at };
  told.othersOn = new Map([...told.othersOn, ...[...now].map((mark) => [mark, seen] as const)]);
  told.screens = screensAfter(told.screens, snapshot, stamp.at);
  setOthers(told);
  return [...told.othersOn.keys()].some((mark) => !now.has(mark) && !isUntold(snapshot, mark));
}

type Screens = Draft['told']['screens'];

/**
 * Reads do not carry the screen, so that events have to do there, and one alone proves nothing: it may be older than what is
 * known. A screen is no longer recorded when two events, the settle time apart, say so of that very leg, or when an event shows
 * the leg over.
 */
function screensAfter(before: Screens, { legs }: Snapshot, at: number): Screens {
  const screens = withTheirUsers(before, legs);
  for (const { participantId: id, live, screen } of legs) {
    const known = screens.get(id);
    if (live && screen === 'active') screens.set(id, { seenAt: at, deniedAt: undefined });
    else if (known && !live) screens.delete(id);
    else if (known && screen !== undefined && at >= known.seenAt + SETTLE_MS) {
      if (known.deniedAt === undefined) screens.set(id, { ...known, deniedAt: at });
      else if (at >= known.deniedAt + SETTLE_MS) screens.delete(id);
    }
  }
  return screens;
}

/** Whose leg is over, and who goes on in another one that tells nothing of the screen, is recorded there. */
function withTheirUsers(before: Screens, legs: Snapshot['legs']): Map<string, ScreenSeen> {
  const screens = new Map(before);
  for (const { participantId: id, live, userId } of legs) {
    const known = screens.get(id);
    const next =
      known && !live && legs.find((leg) => leg.live && leg.userId !== undefined && leg.userId === userId);
    if (!next) continue;
    screens.delete(id);
    if (next.screen === undefined) screens.set(next.participantId, known);
  }
  return screens;
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

function setOthers(told: Draft['told']): void {
  const audio = BESIDE_THE_POLICY.filter((name) =>
    [...told.othersOn.keys()].some((mark) => mark.endsWith(` ${name}`)),
  );
  told.others = new Set<Recorder>([...audio, ...(told.screens.size > 0 ? (['screen'] as const) : [])]);
}
