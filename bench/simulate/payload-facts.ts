import type { Truth } from '../../sandbox/control.ts';

/** What one snapshot means, by the table of docs/rules.md ("What one snapshot says"). */
export type Meaning =
  'recording' | 'ringing' | 'secure' | 'unspecified' | 'held' | 'none' | 'unknown' | 'over' | 'not-mine';

/**
 * What a payload says, read by itself: the oracle shares no code with the product, or it would share its mistakes.
 */
export interface PayloadFacts {
  readonly conversationId: string;
  readonly meaning: Meaning;
  /** Recorders of live legs that capture and that a pause does not silence. */
  readonly others: ReadonlySet<string>;
  /** Some leg's screen is recorded; only events tell. */
  readonly screen: boolean;
  /** Who is there, and how. */
  readonly party: string;
  readonly participants: ReadonlyMap<string, boolean>;
  /** How many live legs are of somebody of the organisation, and whether one of this agent's is on hold. */
  readonly users: number;
  readonly held: boolean;
}

interface Leg {
  id?: string;
  state?: string;
  endTime?: string;
  purpose?: string;
  held?: boolean;
  user?: { id?: string };
  recordingState?: string;
  securePause?: boolean;
  recordersState?: Record<string, string>;
  monitoredParticipantId?: string;
  coachedParticipantId?: string;
  bargedParticipantId?: string;
  screenRecordingState?: string;
}

const is = (word: unknown, wanted: string): boolean =>
  typeof word === 'string' && word.toLowerCase() === wanted;
const isActive = (word: unknown): boolean => is(word, 'active');
const isLiveLeg = (leg: Leg) =>
  leg.state !== 'disconnected' && leg.state !== 'terminated' && leg.endTime === undefined;

export function factsOf(body: unknown, userId: string): PayloadFacts | undefined {
  if (typeof body !== 'object' || body === null) return undefined;
  const { id, participants, recordingState, securePause } = body as {
    id?: unknown;
    participants?: unknown;
    recordingState?: unknown;
    securePause?: unknown;
  };
  if (typeof id !== 'string' || !Array.isArray(participants)) return undefined;
  const legs = participants as Leg[];
  const live = legs.filter(isLiveLeg);
  const OTHERS = { snippet: 'snippetState', adhoc: 'adhocState', agent: 'agentExperienceState' };
  const listens = (leg: Leg) =>
    leg.monitoredParticipantId ?? leg.coachedParticipantId ?? leg.bargedParticipantId;
  return {
    conversationId: id,
    meaning: meaningOf(legs, listens, userId, [recordingState, securePause]),
    others: new Set(
      Object.entries(OTHERS)
        .filter(([, field]) => live.some(({ recordersState: states }) => isActive(states?.[field])))
        .map(([name]) => name),
    ),
    screen: live.some((leg) => isActive(leg.screenRecordingState)),
    party: live
      .map((leg) => `${leg.id} ${leg.state === 'connected'} ${listens(leg) ?? ''}`)
      .toSorted()
      .join(),
    participants: new Map(legs.map((leg) => [leg.id ?? '', isLiveLeg(leg)])),
    users: live.filter(({ user, purpose }) => user?.id !== undefined || purpose === 'agent').length,
    held: live.some((leg) => leg.user?.id === userId && leg.held === true),
  };
}

function meaningOf(
  legs: readonly Leg[],
  listens: (leg: Leg) => string | undefined,
  userId: string,
  [overall, overallSecure]: readonly [unknown, unknown],
): Meaning {
  const own = legs.filter(
    (leg) =>
      leg.user?.id === userId && ['agent', 'user'].includes(leg.purpose ?? '') && listens(leg) === undefined,
  );
  if (own.length === 0) return 'not-mine';
  const live = own.filter(isLiveLeg);
  const mine = live.findLast((leg) => leg.state === 'connected') ?? live.at(-1);
  if (mine === undefined) return 'over';
  const isCapturing = live.some(
    ({ recordingState, recordersState }) =>
      isActive(recordingState) ||
      isActive(recordersState?.['customerExperienceState']) ||
      isActive(recordersState?.['agentExperienceState']),
  );
  if (isCapturing || isActive(overall)) return 'recording';
  if (mine.state === 'alerting') return 'ringing';
  const words = [mine.recordingState, overall];
  if (words.some((word) => is(word, 'paused'))) {
    const kinds = [mine.securePause, overallSecure];
    const isDenied = live.some((leg) => is(leg.recordingState, 'paused') && leg.securePause === false);
    if (kinds.includes(true) && !kinds.includes(false) && !isDenied && mine.state === 'connected')
      return 'secure';
    return kinds.includes(false) && !kinds.includes(true) && mine.held === true ? 'held' : 'unspecified';
  }
  return words.some((word) => is(word, 'none')) ? 'none' : 'unknown';
}

let last: { text: string; userId: string; said: PayloadFacts | 'sign' | undefined } | undefined;

/** The same frame comes to every panel. */
export function factsInFrame(text: string, userId: string): PayloadFacts | 'sign' | undefined {
  if (last?.text !== text || last.userId !== userId) last = { text, userId, said: read(text, userId) };
  return last.said;
}

/** Undefined: nobody can read it, so that it may have been about any call. */
function read(text: string, userId: string): PayloadFacts | 'sign' | undefined {
  let frame: unknown;
  try {
    frame = JSON.parse(text);
  } catch {
    return undefined;
  }
  const { topicName, eventBody } = (frame ?? {}) as { topicName?: unknown; eventBody?: unknown };
  const isOfCalls = typeof topicName === 'string' && topicName.endsWith('.conversations.calls');
  return isOfCalls ? factsOf(eventBody, userId) : 'sign';
}

export type TrueCall = Truth['conversations'][number];

const stillThere = (state: string) => state === 'alerting' || state === 'connected' || state === 'parked';

/** Nothing in it is older than what is true now: all participants are there, and nobody lives who is gone. */
export function isUpToDate(said: PayloadFacts, call: TrueCall): boolean {
  return call.participants.every(({ id, state }) => {
    const lives = said.participants.get(id);
    return lives !== undefined && (!lives || stillThere(state));
  });
}

/** What is really captured: by policy, and by whom else that a pause does not silence. */
export function capturedNow(call: TrueCall): { policy: boolean; others: boolean; screen: boolean } {
  const legs = call.participants;
  return {
    policy: legs.some(({ recorders }) => recorders.customer === 'active' || recorders.agent === 'active'),
    others: legs.some(
      ({ recorders }) =>
        recorders.snippet === 'active' || recorders.adhoc === 'active' || recorders.agent === 'active',
    ),
    screen: legs.some(({ screen }) => screen === 'active'),
  };
}

/** Whether this recorder captures, by its name among `others`. */
export const capturesNow = (call: TrueCall, recorder: string): boolean =>
  call.participants.some(({ recorders }) =>
    Object.entries(recorders).some(([name, state]) => name === recorder && state === 'active'),
  );

/** Not answered yet: what is told of recording is not meant yet, and nothing is claimed. */
export const rings = (call: TrueCall, userId: string): boolean =>
  !call.participants.some((leg) => leg.userId === userId && leg.state === 'connected');

export const hasLiveLeg = (call: TrueCall, userId: string): boolean =>
  call.participants.some(
    (leg) =>
      leg.userId === userId &&
      leg.purpose === 'agent' &&
      leg.listening === undefined &&
      stillThere(leg.state),
  );
