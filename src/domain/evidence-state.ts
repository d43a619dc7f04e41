import type { ClaimState, Since } from './claim-state.ts';
import type { Mapped, OwnCaptures } from './mapping.ts';
import type { Recorder, Snapshot } from './snapshot.ts';

/**
 * A frame at most this old makes a channel healthy: heartbeats come every 30 s, and the platform's own client gives up after
 * this long (docs/platform-notes.md, "Heartbeat").
 */
export const FRAME_MAX_AGE_MS = 35_000;
/** Replica lag: a read sent this long after the last contrary event is newer than it. */
export const SETTLE_MS = 1_000;

/**
 * What would settle the question: any answer; a calm one (after a calm event); for a wish that was accepted, a pause or
 * capture. Until then a fresh answer of another kind means "not yet".
 */
export type Expects = 'any' | 'calm' | 'paused' | 'capture';

/** A bounded run of reads that ends in a claim (E5, E6). */
export interface Episode {
  /** Number of its beginning: what a read says that was sent before does not settle it. */
  readonly order: number;
  readonly endsAt: number;
  readonly reads: number;
  /** Elapsed ms at which its newest read was sent. */
  readonly sentAt: number;
  readonly expects: Expects;
  /** The last answer: contrary, without the fields, calm but too early to count, or calm and fresh; none yet. */
  readonly last:
    'contrary' | 'absent' | 'early' | { readonly mapped: Mapped; readonly order: number } | undefined;
  /** Elapsed ms of a calm event heard meanwhile: it gets reads of its own afterwards unless a settled one came. */
  readonly calmHeardAt: number | undefined;
}

/** What is held to be true of the recording, and since when. Written by `belief.ts`. */
export interface Belief {
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
  /** The same, as the log of this browser knows it; missing: it does not. */
  readonly knownSince?: Since | undefined;
  /** Only the log tells of the pause: this panel has not seen it. */
  readonly isOnlyKnown?: boolean;
  /** Elapsed ms at which it was last seen to be recorded. */
  readonly recordedAt: number;
  /** How often this pause was extended, and the number of the newest that came after it had run out; 0 for none. */
  readonly extensions: number;
  readonly extendedOrder: number;
  /** The wish of this panel by whose read the pause is proven, as long as nothing speaks against it or asks for anything else. */
  readonly ownPause: string | undefined;
  readonly checkingSince: number | undefined;
  /** The claim that `checking`, or a recording that is only feared, may return to; and when a first calm event was heard. */
  readonly before:
    { readonly state: ClaimState; readonly since: Since | undefined; readonly stateAt: number } | undefined;
  readonly calmHeardWall: number | undefined;
  /** Number of the sending of the last read that proved the calm claim. */
  readonly provenOrder: number;
}

/** The live channel, and whether it delivers. Written by `channel.ts`. */
export interface Channel {
  /** `undefined` while there is none. */
  readonly generation: number | undefined;
  readonly openedAt: number;
  readonly lastFrameAt: number;
  readonly silent: boolean;
  readonly deaf: boolean;
  readonly deafAt: number | undefined;
}

/** What snapshots of this generation have told, by event or by read. Written by `told.ts`. */
/** When an event last told of it, and when one first denied it since: elapsed ms. */
export interface ScreenSeen {
  readonly seenAt: number;
  readonly deniedAt: number | undefined;
}

export interface Told {
  /** The newest accepted one. */
  readonly snapshot: Snapshot | undefined;
  /** E2: participants that must be in every later snapshot, and those that may not come back to life. */
  readonly known: ReadonlySet<string>;
  readonly gone: ReadonlySet<string>;
  readonly carried: { readonly event: ReadonlySet<string>; readonly read: ReadonlySet<string> };
  readonly eventKey: string | undefined;
  /** What events said, each meaning once with when it was last heard (elapsed ms); the newest last. */
  readonly events: readonly { readonly at: number; readonly mapped: Mapped }[];
  readonly seenKeys: ReadonlySet<string>;
  /** Other recorders that capture, as far as known: on by event or read, off by a later read only. */
  readonly others: ReadonlySet<Recorder>;
  /**
   * The legs on which audio recorders of these were seen to capture, as `participantId recorder`, and when each was last
   * seen: number of the input, and elapsed ms of the last event.
   */
  readonly othersOn: ReadonlyMap<string, { readonly order: number; readonly at: number }>;
  /** The legs whose screen was told to be recorded. */
  readonly screens: ReadonlyMap<string, ScreenSeen>;
  /** At the last Pause of this panel somebody watched an agent's screen live. */
  readonly isScreenWatched: boolean;
}

/** Which read is under way, wanted or over, and what the last one said. Written by `episode.ts`. */
export interface Reads {
  readonly reading: { readonly id: number; readonly order: number; readonly at: number } | undefined;
  readonly nextId: number;
  readonly wantedAt: number | undefined;
  readonly episode: Episode | undefined;
  readonly endedEpisodes: number;
  /** The last one that counted: the number of its sending, and what it said. */
  readonly last:
    | {
        readonly order: number;
        readonly mapped: Mapped;
        readonly tellsPause: boolean;
        /** Snippet and ad hoc recorder of the own leg; absent when not told. */
        readonly own: OwnCaptures;
      }
    | undefined;
  readonly lastAt: number;
  /** Elapsed ms of the last read that a heartbeat asked for. */
  readonly provedAt: number;
}

/** The looks that follow an episode that brought nothing. Written by `second-look.ts`. */
export interface Looks {
  /** Elapsed ms of the next one. */
  readonly againAt: number | undefined;
  /** How many there were. */
  readonly count: number;
}

/** What makes a calm answer too early to count. Written by `contrary.ts`. */
export interface Contrary {
  /** Number of the newest contrary input. */
  readonly order: number;
  readonly eventAt: number;
  /** Resumes that may still take effect: own ones, sent and neither answered nor 30 s old, and those of other pages. */
  readonly standingResumes: number;
  /** Resumes that this user has asked for in other pages of this browser, by their wishes. */
  readonly elsewhere: ReadonlyMap<string, ResumeElsewhere>;
}

export interface ResumeElsewhere {
  /** Number and elapsed ms of the input that told of it. */
  readonly order: number;
  readonly at: number;
  /** Elapsed ms from which on it cannot take effect any more. */
  readonly until: number;
  /** Its page lives and will say when it is over. Else a read that shows its effect says so. */
  readonly isTold: boolean;
}

/** Whether this is a call of the agent's at all. Written by `ownership.ts`. */
export interface Ownership {
  /** The user has no leg here, or the platform does not know it as a call of theirs. */
  readonly notMine: boolean;
  /** How often in a row the platform said so, and whether the agent's own list had this call. */
  readonly denials: number;
  readonly listed: boolean;
}

/**
 * What is known of one conversation's recording, and how (docs/rules.md, E1-E8).
 * Pure data; the functions beside it answer a new one and what the world is asked to do.
 */
export interface Evidence {
  readonly userId: string;
  readonly belief: Belief;
  readonly channel: Channel;
  readonly told: Told;
  readonly reads: Reads;
  readonly looks: Looks;
  readonly contrary: Contrary;
  readonly ownership: Ownership;
}

export type EvidenceEffect =
  | { readonly kind: 'read'; readonly readId: number }
  /** The channel heart-beats but delivers nothing: have it replaced. */
  | { readonly kind: 'deaf' };
type Writable<T> = { -readonly [K in keyof T]: T[K] };
/** One step's own copy, which it may write to. */
export type Draft = { readonly [K in keyof Evidence]: K extends 'userId' ? string : Writable<Evidence[K]> };

export function draftOf(evidence: Evidence): Draft {
  return {
    userId: evidence.userId,
    belief: { ...evidence.belief },
    channel: { ...evidence.channel },
    told: { ...evidence.told },
    reads: { ...evidence.reads },
    looks: { ...evidence.looks },
    contrary: { ...evidence.contrary },
    ownership: { ...evidence.ownership },
  };
}

/** Nothing told yet, as at the beginning of each generation. */
export const NOTHING_TOLD: Omit<Told, 'others' | 'othersOn' | 'screens'> = {
  snapshot: undefined,
  known: new Set(),
  gone: new Set(),
  carried: { event: new Set(), read: new Set() },
  eventKey: undefined,
  events: [],
  seenKeys: new Set(),
  isScreenWatched: false,
};

export function newEvidence(userId: string): Evidence {
  return {
    userId,
    belief: {
      state: 'unknown',
      pauseKind: undefined,
      ringing: false,
      since: undefined,
      stateAt: -Infinity,
      pauseAt: undefined,
      recordedAt: -Infinity,
      extensions: 0,
      extendedOrder: 0,
      ownPause: undefined,
      checkingSince: undefined,
      before: undefined,
      calmHeardWall: undefined,
      provenOrder: 0,
    },
    channel: {
      generation: undefined,
      openedAt: -Infinity,
      lastFrameAt: -Infinity,
      silent: false,
      deaf: false,
      deafAt: undefined,
    },
    told: { ...NOTHING_TOLD, others: new Set(), othersOn: new Map(), screens: new Map() },
    reads: {
      reading: undefined,
      nextId: 1,
      wantedAt: undefined,
      episode: undefined,
      endedEpisodes: 0,
      last: undefined,
      lastAt: -Infinity,
      provedAt: -Infinity,
    },
    looks: { againAt: undefined, count: 0 },
    contrary: { order: 0, eventAt: -Infinity, standingResumes: 0, elsewhere: new Map() },
    ownership: { notMine: false, denials: 0, listed: false },
  };
}
