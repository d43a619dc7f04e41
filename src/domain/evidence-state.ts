import { isCalmState, type ClaimState, type Since, type Stamp } from './claim-state.ts';
import type { Mapped, OwnCaptures } from './mapping.ts';
import { ownLeg, type Recorder, type Snapshot } from './snapshot.ts';

/** A frame at most this old makes a channel healthy: heartbeats come every 30 s (docs/platform-notes.md, "Heartbeat"). */
export const FRAME_MAX_AGE_MS = 35_000;
/** Replica lag: a read sent this long after the last contrary event is newer than it. */
export const SETTLE_MS = 1_000;
/** A read's change for which no event comes within this time means a deaf channel (E8). */
export const DEAF_AFTER_MS = 10_000;

/**
 * What would settle the question: any answer; a calm one (after a calm event); for a wish that was accepted, a pause or
 * capture. Until then a fresh answer of another kind means "not yet".
 */
export type Expects = 'any' | 'calm' | 'paused' | 'capture';

/** A bounded run of reads that ends in a claim (E5, E6). */
export interface Episode {
  /** Number of its beginning: what a read says that was sent before does not settle it. */
  readonly n: number;
  readonly endsAt: number;
  readonly reads: number;
  /** Elapsed ms at which its newest read was sent. */
  readonly sentAt: number;
  readonly expects: Expects;
  /** The last answer: contrary, without the fields, calm but too early to count, or calm and fresh; none yet. */
  readonly last:
    'contrary' | 'absent' | 'early' | { readonly mapped: Mapped; readonly n: number } | undefined;
  /** Elapsed ms of a calm event heard meanwhile: it gets reads of its own afterwards unless a settled one came. */
  readonly calmHeardAt: number | undefined;
}

/**
 * What is known of one conversation's recording, and how (docs/rules.md, E1-E8).
 * Pure data; the functions below answer a new one and what the world is asked to do.
 */
export interface Evidence {
  readonly userId: string;
  readonly state: ClaimState;
  readonly pauseKind: 'secure' | 'unspecified' | undefined;
  /**
   * The agent's leg is known to be not answered yet. It says that no capture has begun there, so it is entered like a calm
   * state (E4); the state beside it is `unknown`.
   */
  readonly ringing: boolean;
  readonly since: Since | undefined;
  /** Elapsed ms since when the state holds. */
  readonly stateAt: number;
  /** Since when the pause counts (elapsed ms): while nothing denies it, it is the same one; a Pause that is proven begins anew. */
  readonly pauseAt: number | undefined;
  /** The user has no leg here, or the platform does not know it as a call of theirs. */
  readonly notMine: boolean;
  /** How often in a row the platform said so, and whether the agent's own list had this call. */
  readonly denials: number;
  readonly listed: boolean;
  /** Elapsed ms at which a look follows an episode that brought nothing, and how many such looks there were. */
  readonly lookAgainAt: number | undefined;
  readonly looks: number;
  /** The newest accepted snapshot of this generation. */
  readonly snapshot: Snapshot | undefined;
  /** Other recorders that capture, as far as known: on by event or read, off by a later read only. */
  readonly others: ReadonlySet<Recorder>;
  /**
   * The legs on which audio recorders of these were seen to capture, as `participantId recorder`, and when each was last
   * seen: number of the input, and elapsed ms of the last event.
   */
  readonly othersOn: ReadonlyMap<string, { readonly n: number; readonly at: number }>;
  readonly screenSeenAt: number;
  /** The live channel; `undefined` while there is none. */
  readonly generation: number | undefined;
  readonly openedAt: number;
  readonly lastFrameAt: number;
  readonly silent: boolean;
  readonly deaf: boolean;
  readonly deafAt: number | undefined;
  /** E2: participants that must be in every later snapshot, and those that may not come back to life. */
  readonly known: ReadonlySet<string>;
  readonly gone: ReadonlySet<string>;
  readonly carried: { readonly event: ReadonlySet<string>; readonly read: ReadonlySet<string> };
  readonly eventKey: string | undefined;
  /** What events said, each meaning once with when it was last heard (elapsed ms); the newest last. */
  readonly heard: readonly { readonly at: number; readonly mapped: Mapped }[];
  readonly seenKeys: ReadonlySet<string>;
  readonly contraryN: number;
  readonly contraryEventAt: number;
  /** Own resumes that may still take effect: sent, and neither answered nor 30 s old. */
  readonly standingResumes: number;
  readonly reading: { readonly id: number; readonly n: number; readonly at: number } | undefined;
  readonly nextReadId: number;
  readonly wantedAt: number | undefined;
  readonly episode: Episode | undefined;
  readonly endedEpisodes: number;
  readonly checkingSince: number | undefined;
  /** The calm claim that `checking` may return to, and when a first calm event was heard. */
  readonly before:
    { readonly state: ClaimState; readonly since: Since | undefined; readonly stateAt: number } | undefined;
  readonly calmHeardWall: number | undefined;
  /** Number of the sending of the last read that proved the calm claim. */
  readonly provenN: number;
  /** The last read that counted: the number of its sending, and what it said. */
  readonly lastRead:
    | {
        readonly n: number;
        readonly mapped: Mapped;
        readonly tellsPause: boolean;
        /** Snippet and ad hoc recorder of the own leg; absent when not told. */
        readonly own: OwnCaptures;
      }
    | undefined;
  readonly lastReadAt: number;
  /** Elapsed ms of the last read that a heartbeat asked for. */
  readonly provedAt: number;
}

export type EvidenceEffect = { readonly kind: 'read'; readonly readId: number } | { readonly kind: 'deaf' };
export type Draft = { -readonly [K in keyof Evidence]: Evidence[K] };

export function newEvidence(userId: string): Evidence {
  return {
    userId,
    state: 'unknown',
    pauseKind: undefined,
    ringing: false,
    since: undefined,
    stateAt: -Infinity,
    pauseAt: undefined,
    notMine: false,
    denials: 0,
    listed: false,
    lookAgainAt: undefined,
    looks: 0,
    snapshot: undefined,
    others: new Set(),
    othersOn: new Map(),
    screenSeenAt: -Infinity,
    generation: undefined,
    openedAt: -Infinity,
    lastFrameAt: -Infinity,
    silent: false,
    deaf: false,
    deafAt: undefined,
    known: new Set(),
    gone: new Set(),
    carried: { event: new Set(), read: new Set() },
    eventKey: undefined,
    heard: [],
    seenKeys: new Set(),
    contraryN: 0,
    contraryEventAt: -Infinity,
    standingResumes: 0,
    reading: undefined,
    nextReadId: 1,
    wantedAt: undefined,
    episode: undefined,
    endedEpisodes: 0,
    checkingSince: undefined,
    before: undefined,
    calmHeardWall: undefined,
    provenN: 0,
    lastRead: undefined,
    lastReadAt: -Infinity,
    provedAt: -Infinity,
  };
}

/** Changes the state and keeps its clock: a calm claim that was only checked keeps the time it had. */
export function setState(
  e: Draft,
  state: ClaimState,
  stamp: Stamp,
  pauseKind?: 'secure' | 'unspecified',
): void {
  const was = e.state;
  e.ringing = false;
  e.pauseKind = state === 'paused' ? pauseKind : undefined;
  e.checkingSince = state === 'checking' ? (e.checkingSince ?? stamp.at) : undefined;
  if (was === state) return;
  if (state === 'checking') e.before = { state: was, since: e.since, stateAt: e.stateAt };
  e.state = state;
  e.since = sinceOf(e, was, stamp);
  e.stateAt = was === 'checking' && e.before?.state === state ? e.before.stateAt : stamp.at;
  if (state === 'paused') e.pauseAt ??= stamp.at;
  else if (state !== 'unknown' && state !== 'checking') e.pauseAt = undefined;
  if (isCalmState(state) || state === 'recording') e.before = undefined;
  if (isCalmState(state)) e.calmHeardWall = undefined;
}

/** E4: the only way into a calm state, and into the knowledge that it rings. */
export function enterCalm(e: Draft, mapped: Mapped, sentN: number, stamp: Stamp): void {
  if (mapped.state === 'ringing') {
    setState(e, 'unknown', stamp);
    e.ringing = true;
  }
  if (mapped.state !== 'paused' && mapped.state !== 'held' && mapped.state !== 'not-recording') return;
  setState(e, mapped.state, stamp, mapped.state === 'paused' ? mapped.kind : undefined);
  e.provenN = sentN;
}

function sinceOf(e: Draft, was: ClaimState, stamp: Stamp): Since | undefined {
  if (e.state === 'unknown' || e.state === 'checking') return undefined;
  if (was === 'checking' && e.before?.state === e.state) return e.before.since;
  if (was === 'unknown' && e.state !== 'ended') {
    const startedAt = e.snapshot && ownLeg(e.snapshot, e.userId)?.startedAt;
    if (e.state === 'recording' && startedAt !== undefined) return { at: startedAt, kind: 'about' };
    return { at: stamp.wall, kind: 'at-least' };
  }
  return { at: (isCalmState(e.state) ? e.calmHeardWall : undefined) ?? stamp.wall, kind: 'exact' };
}
