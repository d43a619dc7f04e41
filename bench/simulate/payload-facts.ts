import type { Truth } from '../../sandbox/control.ts';

/**
 * What a payload says, read by itself: the witness shares no code with the product, or it would share its mistakes.
 */
export interface PayloadFacts {
  readonly conversationId: string;
  /** Policy recording of the conversation or of the agent's own live leg captures. */
  readonly captures: boolean;
  /** A snippet, an ad hoc or an agent-side recorder of a live leg captures. */
  readonly others: boolean;
  /** The agent has a live leg. */
  readonly isLive: boolean;
  /** Own leg or conversation says so, and neither says no. */
  readonly secure: boolean;
  /** Some leg's screen is recorded; only events tell. */
  readonly screen: boolean;
  readonly participants: ReadonlyMap<string, boolean>;
}

interface Leg {
  id?: string;
  state?: string;
  endTime?: string;
  purpose?: string;
  user?: { id?: string };
  recordingState?: string;
  securePause?: boolean;
  recordersState?: Record<string, string>;
  monitoredParticipantId?: string;
  coachedParticipantId?: string;
  bargedParticipantId?: string;
  screenRecordingState?: string;
}

const isActive = (word: unknown): boolean => typeof word === 'string' && word.toLowerCase() === 'active';

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
  const isLive = (leg: Leg) =>
    leg.state !== 'disconnected' && leg.state !== 'terminated' && leg.endTime === undefined;
  const own = legs.filter(
    (leg) =>
      leg.user?.id === userId &&
      (leg.purpose === 'agent' || leg.purpose === 'user') &&
      leg.monitoredParticipantId === undefined &&
      leg.coachedParticipantId === undefined &&
      leg.bargedParticipantId === undefined &&
      isLive(leg),
  );
  const mine = own.findLast((leg) => leg.state === 'connected') ?? own.at(-1);
  const live = legs.filter(isLive);
  const { customerExperienceState, agentExperienceState } = mine?.recordersState ?? {};
  return {
    conversationId: id,
    captures:
      isActive(recordingState) ||
      isActive(mine?.recordingState) ||
      isActive(customerExperienceState) ||
      isActive(agentExperienceState),
    others: live.some(
      ({ recordersState: states }) =>
        isActive(states?.['snippetState']) ||
        isActive(states?.['adhocState']) ||
        isActive(states?.['agentExperienceState']),
    ),
    isLive: mine !== undefined,
    secure:
      [mine?.securePause, securePause].includes(true) && ![mine?.securePause, securePause].includes(false),
    screen: live.some((leg) => isActive(leg.screenRecordingState)),
    participants: new Map(legs.map((leg) => [leg.id ?? '', isLive(leg)])),
  };
}

let last: { text: string; userId: string; facts: PayloadFacts | 'sign' | undefined } | undefined;

/** The same frame comes to every panel. */
export function factsInFrame(text: string, userId: string): PayloadFacts | 'sign' | undefined {
  if (last?.text !== text || last.userId !== userId) last = { text, userId, facts: read(text, userId) };
  return last.facts;
}

function read(text: string, userId: string): PayloadFacts | 'sign' | undefined {
  try {
    const frame = JSON.parse(text) as { topicName?: string; eventBody?: unknown };
    if (typeof frame.topicName !== 'string') return undefined;
    if (!frame.topicName.endsWith('.conversations.calls')) return 'sign';
    return factsOf(frame.eventBody, userId);
  } catch {
    return undefined;
  }
}

export type TrueCall = Truth['conversations'][number];

const stillThere = (state: string) => state === 'alerting' || state === 'connected' || state === 'parked';

/** Nothing in it is older than what is true now: all participants are there, and nobody lives who is gone. */
export function isUpToDate(facts: PayloadFacts, call: TrueCall): boolean {
  return call.participants.every(({ id, state }) => {
    const lives = facts.participants.get(id);
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
