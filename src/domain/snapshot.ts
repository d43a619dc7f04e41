/** The media a conversation of the agent can have. Only some have a recording that can be paused: see `operations.ts`. */
export type Medium = 'call' | 'callback' | 'message' | 'email' | 'video' | 'screen' | 'other';

export type RecordingState = 'none' | 'active' | 'paused';

/** Recorders of one leg (`recordersState`), plus the participant's screen recorder. */
export type AudioRecorder = 'customer' | 'agent' | 'snippet' | 'adhoc';
export type Recorder = AudioRecorder | 'screen';

/**
 * One participant of one conversation with its leg, as one snapshot tells it. A field is `undefined` when the snapshot
 * does not carry it: real payloads leave unset fields out, and absence is not "none".
 */
export interface Leg {
  readonly participantId: string;
  readonly userId?: string | undefined;
  /** Lower case: agent, user, customer, external, acd, ivr, … */
  readonly purpose: string;
  /** Neither disconnected nor terminated, and without an end time. */
  readonly live: boolean;
  readonly connected: boolean;
  /** Not answered yet, by the words that say so: what it tells of recording is not meant yet. Any other word is no ringing. */
  readonly ringing?: boolean | undefined;
  readonly held?: boolean | undefined;
  readonly queueId?: string | undefined;
  /** Epoch ms of the leg's connection, or of its start when it is not connected yet. */
  readonly startedAt?: number | undefined;
  /** Set when this participant does not talk as a party but listens in. */
  readonly listens?: 'monitor' | 'coach' | 'barge' | undefined;
  /** Watches an agent's screen live. Only the nested shape tells. */
  readonly watchesScreen?: true;
  /** Nobody whose leg it would be is on the call: what is known of it is told by this one (`headless/all-agents.ts`). */
  readonly standsIn?: true;
  readonly recordingState?: RecordingState | undefined;
  readonly securePause?: boolean | undefined;
  readonly recorders: Readonly<Partial<Record<AudioRecorder, RecordingState>>>;
  /** What this app, or another that says so, has written on the participant (`rc1.…`): anybody may have, and it is evidence of nothing. */
  readonly marks?: Readonly<Record<string, string>>;
  /** Absent where the source does not carry it: REST reads of a call have no screen state. */
  readonly screen?: RecordingState | undefined;
}

/** A whole conversation at some unknown moment: events and reads alike are full snapshots without a sequence number. */
export interface Snapshot {
  readonly conversationId: string;
  readonly medium: Medium;
  readonly legs: readonly Leg[];
  readonly recordingState?: RecordingState | undefined;
  readonly securePause?: boolean | undefined;
}

const OWN_PURPOSES = new Set(['agent', 'user']);

/** Legs of this user as a party to the conversation: monitoring, coaching and barging ones do not count. */
export function ownLegs(snapshot: Snapshot, userId: string): readonly Leg[] {
  return snapshot.legs.filter(
    (leg) =>
      leg.userId === userId &&
      (leg.standsIn === true || (OWN_PURPOSES.has(leg.purpose) && leg.listens === undefined)),
  );
}

/** Agents who talk on the call besides this user. */
export const otherAgents = ({ legs }: Snapshot, userId: string): readonly Leg[] =>
  legs.filter(
    (leg) =>
      leg.live && leg.connected && leg.userId !== userId && OWN_PURPOSES.has(leg.purpose) && !leg.listens,
  );

/**
 * The agent's own leg: the connected one, else the newest live one. The same user appears once per transfer, so the
 * first match may be long over. `undefined` when no own leg is live.
 */
export function ownLeg(snapshot: Snapshot, userId: string): Leg | undefined {
  const live = ownLegs(snapshot, userId).filter((leg) => leg.live);
  return (
    live.findLast((leg) => leg.connected) ??
    live.toSorted((a, b) => (a.startedAt ?? 0) - (b.startedAt ?? 0)).at(-1)
  );
}
