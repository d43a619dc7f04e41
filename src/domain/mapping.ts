import { ownLeg, ownLegs, type Leg, type Recorder, type RecordingState, type Snapshot } from './snapshot.ts';

/** What one snapshot says of the policy recording, seen from the agent's own leg and the conversation. */
export type Mapped =
  | { readonly state: 'recording' }
  | { readonly state: 'paused'; readonly kind: 'secure' | 'unspecified' }
  | { readonly state: 'held' }
  | { readonly state: 'not-recording' }
  /**
   * The agent's leg is not answered yet: before that the platform says *paused* and means no secure pause
   * (docs/platform-notes.md, "While it rings"). Nothing is claimed of it but a capture.
   */
  | { readonly state: 'ringing' }
  /** The fields that would tell are absent. */
  | { readonly state: 'unknown' }
  /** The agent had a leg, and none of them is live. */
  | { readonly state: 'ended' }
  /** The agent has no leg here at all. */
  | { readonly state: 'not-mine' };

/**
 * Any sign of capture wins: own leg or conversation active, or the recorder of the customer or agent side ACTIVE.
 * A hold with suppression looks like a pause but is not a secure one (docs/platform-notes.md, "Hold and secure pause").
 * Snippet, ad hoc and screen recorders, and other participants' legs, never change the state: see {@link otherRecorders}.
 */
export function mapSnapshot(snapshot: Snapshot, userId: string): Mapped {
  if (ownLegs(snapshot, userId).length === 0) return { state: 'not-mine' };
  const leg = ownLeg(snapshot, userId);
  if (!leg) return { state: 'ended' };
  const states = [leg.recordingState, snapshot.recordingState];
  // During a transfer back two own legs can be live for a moment: capture on either counts (rule 2).
  const live = ownLegs(snapshot, userId).filter((one) => one.live);
  if (live.some(isCapturing) || states.includes('active')) return { state: 'recording' };
  if (leg.ringing === true) return { state: 'ringing' };
  if (states.includes('paused')) {
    const words = [leg.securePause, snapshot.securePause];
    // On the phone and on the web at once: a pause that any own leg calls another kind may end by itself.
    const isDoubtful =
      live.length > 1 &&
      live.some(
        (one) => one.ringing !== true && one.recordingState === 'paused' && one.securePause === false,
      );
    // Leg and conversation that contradict each other: somebody may have ended the pause, and only a hold is left of it.
    const isSecure = words.includes(true) && !words.includes(false) && !isDoubtful;
    // Parked, or in a word that nobody knows: the leg tells of no recorder, so that nothing says what else captures.
    if (isSecure && leg.connected) return { state: 'paused', kind: 'secure' };
    if (words.includes(false) && !words.includes(true) && leg.held === true) return { state: 'held' };
    return { state: 'paused', kind: 'unspecified' };
  }
  return states.includes('none') ? { state: 'not-recording' } : { state: 'unknown' };
}

function isCapturing({ recordingState, recorders }: Leg): boolean {
  return recordingState === 'active' || recorders.customer === 'active' || recorders.agent === 'active';
}

/** Own leg or conversation says paused: when the other says active, the light heeds that one, and no resume has come true. */
export const tellsPause = (snapshot: Snapshot, userId: string): boolean =>
  [ownLeg(snapshot, userId)?.recordingState, snapshot.recordingState].includes('paused');

export function isCalm(mapped: Mapped): boolean {
  return mapped.state === 'paused' || mapped.state === 'held' || mapped.state === 'not-recording';
}

export function sameMapped(a: Mapped, b: Mapped): boolean {
  return a.state === b.state && (a.state !== 'paused' || b.state !== 'paused' || a.kind === b.kind);
}

/** Audio recorders that a pause of the policy recording does not silence. */
export const BESIDE_THE_POLICY = ['agent', 'snippet', 'adhoc'] as const;

/** Recorders of any live leg that a pause of the policy recording does not silence and that capture now. Screen only from legs that carry it. */
export function otherRecorders(snapshot: Snapshot): ReadonlySet<Recorder> {
  const active = new Set<Recorder>();
  for (const leg of snapshot.legs) {
    if (!leg.live) continue;
    for (const name of BESIDE_THE_POLICY) {
      if (leg.recorders[name] === 'active') active.add(name);
    }
    if (leg.screen === 'active') active.add('screen');
  }
  return active;
}

/** Somebody is being recorded, by whatever recorder. */
export const captures = (snapshot: Snapshot, userId: string): boolean =>
  mapSnapshot(snapshot, userId).state === 'recording' || otherRecorders(snapshot).size > 0;

/** States of the recorders that the agent may start and stop: of two own legs, the one that captures counts. */
export type OwnCaptures = Readonly<Partial<Record<'snippet' | 'adhoc', RecordingState>>>;

export function ownCaptures(snapshot: Snapshot, userId: string): OwnCaptures {
  const spoken = ownLeg(snapshot, userId);
  const legs = ownLegs(snapshot, userId).filter(({ live }) => live);
  const stateOf = (name: 'snippet' | 'adhoc') =>
    legs.find(({ recorders }) => recorders[name] === 'active')?.recorders[name] ?? spoken?.recorders[name];
  const [snippet, adhoc] = [stateOf('snippet'), stateOf('adhoc')];
  return { ...(snippet && { snippet }), ...(adhoc && { adhoc }) };
}

/** Recording fields that the snapshot carries for the agent; a field that was carried and is now absent is a warning sign. */
export function carriedFields(snapshot: Snapshot, userId: string): ReadonlySet<string> {
  const leg = ownLeg(snapshot, userId);
  const carried = new Set<string>();
  const note = (name: string, value: unknown) => value === undefined || carried.add(name);
  note('conversation.recordingState', snapshot.recordingState);
  note('conversation.securePause', snapshot.securePause);
  note('leg.recordingState', leg?.recordingState);
  note('leg.securePause', leg?.securePause);
  note('leg.recorders.customer', leg?.recorders.customer);
  note('leg.recorders.agent', leg?.recorders.agent);
  return carried;
}

/** Who is there and how: changes when somebody joins, leaves, connects or starts to listen in. */
export function partyKey(snapshot: Snapshot): string {
  return snapshot.legs
    .filter((leg) => leg.live)
    .map((leg) => `${leg.participantId}:${leg.connected ? 'c' : 'a'}:${leg.listens ?? ''}`)
    .toSorted()
    .join('|');
}

/** Equal for two snapshots that mean the same to the panel; tells a changed event from a repeated one. */
export function factsKey(snapshot: Snapshot, userId: string): string {
  const mapped = mapSnapshot(snapshot, userId);
  const kind = mapped.state === 'paused' ? mapped.kind : '';
  const others = [...otherRecorders(snapshot)].filter((name) => name !== 'screen').toSorted();
  return [mapped.state, kind, ...others, partyKey(snapshot)].join(';');
}
