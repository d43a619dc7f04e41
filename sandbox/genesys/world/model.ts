import type { Medium, RecorderName } from '../../control.ts';

export type LegState = 'alerting' | 'connected' | 'parked' | 'disconnected' | 'terminated';
export type Listening = 'monitor' | 'coach' | 'barge';

/** One participant with its one leg. Times are milliseconds of the sandbox's clock. */
export interface Participant {
  id: string;
  communicationId: string;
  userId?: string;
  name: string;
  purpose: 'customer' | 'acd' | 'agent' | 'user';
  state: LegState;
  startedAt: number;
  connectedAt?: number;
  endedAt?: number;
  held: boolean;
  heldAt?: number;
  disconnectType?: string;
  /** Whom a supervisor listens to, and how. */
  listening?: Listening;
  listenedParticipantId?: string;
  /** Whose screen a supervisor watches live; such a participant has no leg of a call. */
  watchedParticipantId?: string;
  /** The participant that a consult is about. */
  consultParticipantId?: string;
  wrapupRequired: boolean;
  acwStartedAt?: number;
  acwEndedAt?: number;
  attributes: Record<string, string>;
  /** Which recorders run on this leg; a paused one still runs. */
  running: Record<RecorderName, boolean>;
  /** The leg's policy recorders really are under a secure pause. */
  securePaused: boolean;
  /** What this leg's payload tells about that; it may lag behind when somebody else acted. */
  tellsSecurePause: boolean;
  screen: 'none' | 'active' | 'paused' | 'stopped';
}

export interface Conversation {
  id: string;
  medium: Medium;
  queueId: string;
  customerName: string;
  address: string;
  startedAt: number;
  endedAt?: number;
  /** Which recorders the policy starts when an agent connects. */
  policy: ('customer' | 'agent')[];
  /** The last secure command was a pause; a new leg inherits it where the platform does so. */
  pauseStands: boolean;
  participants: Participant[];
}

export interface Snapshot {
  at: number;
  conversation: Conversation;
}

export const isLive = (participant: Participant): boolean =>
  participant.state === 'alerting' || participant.state === 'connected' || participant.state === 'parked';

/** Somebody who works the interaction, neither the customer nor a listener. */
export const isAgent = (participant: Participant): boolean =>
  participant.purpose === 'agent' && participant.listening === undefined;

export const isEnded = (conversation: Conversation): boolean => !conversation.participants.some(isLive);

/** A user's leg that can be acted on: connected before alerting, newest first. */
export function liveAgentLeg(conversation: Conversation, userId: string): Participant | undefined {
  const legs = conversation.participants.filter(
    (participant) => participant.userId === userId && isAgent(participant) && isLive(participant),
  );
  return legs.findLast((leg) => leg.state === 'connected') ?? legs.at(-1);
}
