import type { Switches } from '../../control.ts';
import type { Conversation, Listening, Participant } from '../world/model.ts';
import { overallState, tellsPauseWhileRinging, toldRecorders } from '../world/recording.ts';
import type { Outlet } from './casing.ts';
import { overall, recordersState } from './casing.ts';

/** How a body is to be written. */
export interface Style {
  switches: Switches;
  outlet: Outlet;
  /** Turns the sandbox's clock into an ISO date. */
  date(at: number): string;
}

/** Fields that are unset are left out, never null. */
export const dateField = <K extends string>(
  { date }: Style,
  key: K,
  at: number | undefined,
): { [key in K]?: string } => (at === undefined ? {} : ({ [key]: date(at) } as { [key in K]?: string }));

/** Every voice leg tells its recording state; the single recorders are told of an agent's connected leg only. */
export function recordingFields(conversation: Conversation, leg: Participant, style: Style) {
  const { switches, outlet } = style;
  const recorders = toldRecorders(conversation, leg, switches);
  const state = tellsPauseWhileRinging(conversation, leg) ? 'paused' : overallState([recorders]);
  return {
    recordingState: overall(state, outlet, switches.casing),
    ...(leg.purpose === 'agent' && leg.state === 'connected'
      ? { recordersState: recordersState(recorders, outlet, switches.casing) }
      : {}),
    ...(switches.securePauseCarried ? { securePause: leg.tellsSecurePause } : {}),
  };
}

export const isRecorded = (conversation: Conversation, leg: Participant, switches: Switches): boolean =>
  Object.values(toldRecorders(conversation, leg, switches)).some((state) => state !== 'none');

const LISTENED = {
  monitor: 'monitoredParticipantId',
  coach: 'coachedParticipantId',
  barge: 'bargedParticipantId',
} as const satisfies Record<Listening, string>;

export const listeningFields = ({ listening, listenedParticipantId }: Participant) =>
  listening && listenedParticipantId ? { [LISTENED[listening]]: listenedParticipantId } : {};

export const screenField = ({ screen }: Participant) =>
  screen === 'none' ? {} : { screenRecordingState: screen };

/** The leg on the other end: an agent's is the customer's, and the other way round. */
export function peerOf(conversation: Conversation, leg: Participant): string | undefined {
  const wanted = leg.purpose === 'customer' ? 'agent' : 'customer';
  return conversation.participants.findLast(({ purpose }) => purpose === wanted)?.communicationId;
}
