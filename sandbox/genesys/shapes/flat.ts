import type { Models } from 'purecloud-platform-client-v2';
import type { Conversation, Participant } from '../world/model.ts';
import { toldRecording } from '../world/recording.ts';
import { overall } from './casing.ts';
import type { Style } from './leg.ts';
import { dateField, isRecorded, listeningFields, peerOf, recordingFields, screenField } from './leg.ts';

type FlatConversation = Models.CallConversation & Models.ConversationCallEventTopicCallConversation;
type FlatParticipant = Models.CallMediaParticipant & Models.ConversationCallEventTopicCallMediaParticipant;

/** `CallConversation`: answers of /conversations/calls and the topic ….conversations.calls. One leg per participant. */
export function flatConversation(conversation: Conversation, style: Style): FlatConversation {
  const { outlet, switches } = style;
  const recording = toldRecording(conversation, switches);
  return {
    id: conversation.id,
    // Who only watches a screen has no call.
    participants: conversation.participants
      .filter((leg) => leg.watchedParticipantId === undefined)
      .map((leg) => flatParticipant(conversation, leg, style)),
    otherMediaUris: [],
    recordingState: overall(recording.state, outlet, switches.casing),
    ...(switches.securePauseCarried ? { securePause: recording.securePause } : {}),
    ...(outlet === 'rest' ? { selfUri: `/api/v2/conversations/calls/${conversation.id}` } : {}),
  };
}

function flatParticipant(conversation: Conversation, leg: Participant, style: Style): FlatParticipant {
  const { outlet, switches } = style;
  const reference = (id: string, kind: string) =>
    outlet === 'rest' ? { id, selfUri: `/api/v2/${kind}/${id}` } : { id };
  const peer = peerOf(conversation, leg);
  return {
    id: leg.id,
    name: leg.name,
    address: leg.purpose === 'customer' ? conversation.address : `sip:${leg.communicationId}@sandbox.example`,
    startTime: style.date(leg.startedAt),
    ...dateField(style, 'connectedTime', leg.connectedAt),
    ...dateField(style, 'endTime', leg.endedAt),
    ...dateField(style, 'startHoldTime', leg.heldAt),
    purpose: leg.purpose,
    state: leg.state,
    direction: leg.purpose === 'agent' ? 'inbound' : 'outbound',
    ...(leg.disconnectType ? { disconnectType: leg.disconnectType } : {}),
    held: leg.held,
    wrapupRequired: leg.wrapupRequired,
    wrapupPrompt: 'optional',
    mediaRoles: ['full'],
    ...(leg.userId ? { user: reference(leg.userId, 'users') } : {}),
    queue: reference(conversation.queueId, 'routing/queues'),
    attributes: { ...leg.attributes },
    provider: 'Edge',
    ...(peer ? { peer } : {}),
    ...(outlet === 'event' ? screenField(leg) : {}),
    ...dateField(style, 'startAcwTime', leg.acwStartedAt),
    ...dateField(style, 'endAcwTime', leg.acwEndedAt),
    muted: false,
    confined: false,
    recording: isRecorded(conversation, leg, switches),
    ...recordingFields(conversation, leg, style),
    ani: conversation.address,
    dnis: 'tel:+15550199000',
    ...listeningFields(leg),
    ...(leg.consultParticipantId ? { consultParticipantId: leg.consultParticipantId } : {}),
  };
}
