import type { Models } from 'purecloud-platform-client-v2';
import type { Medium } from '../../control.ts';
import { queueName } from '../people.ts';
import type { Conversation, Participant } from '../world/model.ts';
import { toldRecording } from '../world/recording.ts';
import { overall, restOverall } from './casing.ts';
import type { Style } from './leg.ts';
import { dateField, isRecorded, listeningFields, peerOf, recordingFields, screenField } from './leg.ts';

type NestedParticipant = Models.Participant & Models.ConversationEventTopicParticipant;
type MediumKey = 'calls' | 'callbacks' | 'messages' | 'emails' | 'videos' | 'screenshares';

const LEGS_OF = {
  call: 'calls',
  callback: 'callbacks',
  message: 'messages',
  email: 'emails',
  video: 'videos',
  screen: 'screenshares',
} as const satisfies Record<Medium, MediumKey>;

const NO_LEGS = {
  calls: [],
  callbacks: [],
  chats: [],
  cobrowsesessions: [],
  emails: [],
  messages: [],
  screenshares: [],
  socialExpressions: [],
  videos: [],
  internalMessages: [],
};

const PARTICIPANT_TYPES = {
  customer: 'External',
  acd: 'ACD',
  agent: 'Internal',
  user: 'Internal',
} as const satisfies Record<Participant['purpose'], string>;

/** `Conversation` over REST: answers of /conversations and of operation A. Legs stand inside participants. */
export function nestedConversation(conversation: Conversation, style: Style): Models.Conversation {
  const { switches } = style;
  const recording = toldRecording(conversation, switches);
  return {
    id: conversation.id,
    startTime: style.date(conversation.startedAt),
    ...dateField(style, 'endTime', conversation.endedAt),
    address: conversation.address,
    participants: conversation.participants.map((leg) => nestedParticipant(conversation, leg, style)),
    recordingState: restOverall(recording.state),
    ...(switches.securePauseCarried ? { securePause: recording.securePause } : {}),
    selfUri: `/api/v2/conversations/${conversation.id}`,
  };
}

/** The same as the topic ….conversations has it. */
export function nestedEvent(
  conversation: Conversation,
  style: Style,
): Models.ConversationEventTopicConversation {
  const { switches, outlet } = style;
  const recording = toldRecording(conversation, switches);
  return {
    id: conversation.id,
    participants: conversation.participants.map((leg) => nestedParticipant(conversation, leg, style)),
    recordingState: overall(recording.state, outlet, switches.casing),
    address: conversation.address,
    ...(switches.securePauseCarried ? { securePause: recording.securePause } : {}),
  };
}

function nestedParticipant(conversation: Conversation, leg: Participant, style: Style): NestedParticipant {
  const rest = style.outlet === 'rest';
  return {
    id: leg.id,
    ...(rest ? { startTime: style.date(leg.startedAt) } : {}),
    ...dateField(style, 'connectedTime', leg.connectedAt),
    ...dateField(style, 'endTime', leg.endedAt),
    ...(leg.userId ? { userId: leg.userId } : {}),
    ...(leg.userId && rest ? { userUri: `/api/v2/users/${leg.userId}` } : {}),
    name: leg.name,
    queueId: conversation.queueId,
    ...(rest
      ? { queueName: queueName(conversation.queueId), participantType: PARTICIPANT_TYPES[leg.purpose] }
      : { wrapupExpected: leg.purpose === 'agent' }),
    purpose: leg.purpose,
    ...(leg.consultParticipantId ? { consultParticipantId: leg.consultParticipantId } : {}),
    ...(leg.purpose === 'customer' ? { address: conversation.address } : {}),
    wrapupRequired: leg.wrapupRequired,
    wrapupPrompt: 'optional',
    mediaRoles: ['full'],
    ...listeningFields(leg),
    ...screenField(leg),
    ...dateField(style, 'startAcwTime', leg.acwStartedAt),
    ...dateField(style, 'endAcwTime', leg.acwEndedAt),
    attributes: { ...leg.attributes },
    // Over REST the other media are there and empty; in events they are absent.
    ...(rest ? NO_LEGS : {}),
    ...(leg.watchedParticipantId === undefined
      ? mediumLegs(conversation, leg, style)
      : watching(conversation, leg.watchedParticipantId, leg, style)),
  };
}

/** Whoever watches a screen has a session for that and none of the call. */
function watching(
  conversation: Conversation,
  watchedId: string,
  leg: Participant,
  style: Style,
): Partial<NestedParticipant> {
  const watched = conversation.participants.find(({ id }) => id === watchedId);
  const session = {
    id: leg.communicationId,
    state: leg.state,
    provider: 'Edge',
    monitoringType: 'conversation',
    ...(leg.disconnectType ? { disconnectType: leg.disconnectType } : {}),
    ...dateField(style, 'connectedTime', leg.connectedAt),
    ...dateField(style, 'disconnectedTime', leg.endedAt),
  };
  const userId = watched?.userId ?? '';
  return style.outlet === 'rest'
    ? { screenMonitorings: [{ ...session, targetUser: { id: userId } }] }
    : {
        screenMonitoredParticipantId: watchedId,
        screenMonitorings: [{ ...session, targetUserId: userId }],
      };
}

function mediumLegs(conversation: Conversation, leg: Participant, style: Style) {
  const peerId = peerOf(conversation, leg);
  const common = {
    id: leg.communicationId,
    state: leg.state,
    initialState: leg.purpose === 'agent' ? 'alerting' : 'offering',
    ...(style.outlet === 'rest' ? { segments: [] } : {}),
    ...(leg.disconnectType ? { disconnectType: leg.disconnectType } : {}),
    ...dateField(style, 'connectedTime', leg.connectedAt),
    ...dateField(style, 'disconnectedTime', leg.endedAt),
    provider: 'Edge',
    ...(peerId ? { peerId } : {}),
    afterCallWorkRequired: leg.wrapupRequired,
  };
  const key = LEGS_OF[conversation.medium];
  if (key === 'videos' || key === 'screenshares') return { [key]: [common] };
  const held = {
    ...common,
    direction: leg.purpose === 'agent' ? 'inbound' : 'outbound',
    held: leg.held,
    ...dateField(style, 'startHoldTime', leg.heldAt),
  };
  if (key !== 'calls') return { [key]: [held] };
  return {
    calls: [
      {
        ...held,
        recording: isRecorded(conversation, leg, style.switches),
        ...recordingFields(conversation, leg, style),
        muted: false,
        confined: false,
      },
    ],
  };
}
