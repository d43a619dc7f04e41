import type { Models } from 'purecloud-platform-client-v2';
import type { AudioRecorder, Leg, RecordingState } from '../../domain/snapshot.ts';
import type { Fields } from './fields.ts';

export const RECORDING_STATES = { none: 'none', active: 'active', paused: 'paused' } as const;

/**
 * `Participant.screenRecordingState`. A requested screen recording counts as running: it may begin at any moment, and
 * this is the direction in which being wrong does no harm.
 */
const SCREEN_STATES: Readonly<Record<string, RecordingState>> = {
  requested: 'active',
  active: 'active',
  paused: 'paused',
  stopped: 'none',
  error: 'none',
  timeout: 'none',
  none: 'none',
};

/** See docs/contracts/call-attributes.md. */
const MARKS = /^rc1\./;

const OVER = new Set(['disconnected', 'terminated']);
const RINGING = new Set(['alerting', 'dialing', 'contacting', 'offering']);

/** What the flat participant of a call and the call leg of a nested one have in common. */
type SessionModel = Pick<
  Models.CallMediaParticipant & Models.Call,
  | 'state'
  | 'held'
  | 'recordingState'
  | 'securePause'
  | 'recordersState'
  | 'connectedTime'
  | 'startAlertingTime'
> & { endTime?: string; disconnectedTime?: string };

export type SessionFacts = Pick<
  Leg,
  'live' | 'connected' | 'ringing' | 'held' | 'startedAt' | 'recordingState' | 'securePause' | 'recorders'
>;

/**
 * A state that is not on the published list counts as live but not connected: a new word must not make a call vanish.
 * A `connected` session can carry an end time (a callback in after-call work), so that both are asked.
 */
export function sessionFacts(session: Fields<SessionModel>): SessionFacts {
  const state = session.text('state')?.toLowerCase() ?? '';
  const ended = [session.time('endTime'), session.time('disconnectedTime')].some((at) => at !== undefined);
  const live = !OVER.has(state) && !ended;
  return {
    live,
    connected: live && state === 'connected',
    ...(live && RINGING.has(state) && { ringing: true }),
    held: session.flag('held'),
    startedAt: session.time('connectedTime') ?? session.time('startAlertingTime'),
    recordingState: session.word('recordingState', RECORDING_STATES),
    securePause: session.flag('securePause'),
    recorders: recorders(session.object<Models.RecordersState>('recordersState')),
  };
}

function recorders(states: Fields<Models.RecordersState> | undefined): Leg['recorders'] {
  const found: Partial<Record<AudioRecorder, RecordingState>> = {};
  if (states === undefined) return found;
  const put = (name: AudioRecorder, key: keyof Models.RecordersState) => {
    const state = states.word(key, RECORDING_STATES);
    if (state !== undefined) found[name] = state;
  };
  put('customer', 'customerExperienceState');
  put('agent', 'agentExperienceState');
  put('snippet', 'snippetState');
  put('adhoc', 'adhocState');
  return found;
}

type ListenerModel = Pick<
  Models.CallMediaParticipant,
  'monitoredParticipantId' | 'coachedParticipantId' | 'bargedParticipantId'
> & { screenRecordingState?: string; attributes?: object };

/** What both shapes of a participant say in the same way. */
export function participantFacts(
  participant: Fields<ListenerModel>,
): Pick<Leg, 'listens' | 'screen' | 'marks'> {
  const is = (key: keyof ListenerModel) => (participant.text(key) ?? '') !== '';
  const marks = participant.textsNamed('attributes', MARKS);
  return {
    ...(marks && { marks }),
    listens: is('bargedParticipantId')
      ? 'barge'
      : is('coachedParticipantId')
        ? 'coach'
        : is('monitoredParticipantId')
          ? 'monitor'
          : undefined,
    screen: participant.word('screenRecordingState', SCREEN_STATES),
  };
}
