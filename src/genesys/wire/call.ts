import type { Models } from 'purecloud-platform-client-v2';
import type { Result } from '../../domain/result.ts';
import type { Leg, Snapshot } from '../../domain/snapshot.ts';
import { decode, type Fields } from './fields.ts';
import { participantFacts, RECORDING_STATES, sessionFacts } from './leg.ts';

/** The REST read and the event say the same, but for `screenRecordingState`, which only the event carries. */
type CallModel = Models.CallConversation & Models.ConversationCallEventTopicCallConversation;
type ParticipantModel = Models.CallMediaParticipant & Models.ConversationCallEventTopicCallMediaParticipant;

/** The flat shape: GET conversations/calls/{id} and the topic `v2.users.{id}.conversations.calls`. */
export const decodeCall = (value: unknown): Result<Snapshot> => decode<CallModel, Snapshot>(value, snapshot);

/** GET conversations/calls. One call that cannot be read makes the list unreadable: leaving it out would hide it. */
export const decodeCalls = (value: unknown): Result<readonly Snapshot[]> =>
  decode<Models.CallConversationEntityListing, readonly Snapshot[]>(value, (listing) => {
    const entities = listing.objects<CallModel>('entities');
    if (entities === undefined) listing.wrong('entities');
    return (entities ?? []).map(snapshot);
  });

function snapshot(call: Fields<CallModel>): Snapshot {
  const participants = call.objects<ParticipantModel>('participants');
  if (participants === undefined) call.wrong('participants');
  return {
    conversationId: call.id('id'),
    medium: 'call',
    legs: (participants ?? []).map(leg),
    recordingState: call.word('recordingState', RECORDING_STATES),
    securePause: call.flag('securePause'),
  };
}

function leg(participant: Fields<ParticipantModel>): Leg {
  const session = sessionFacts(participant);
  return {
    participantId: participant.id('id'),
    userId: participant.object<Models.DomainEntityRef>('user')?.text('id'),
    purpose: participant.text('purpose')?.toLowerCase() ?? '',
    queueId: participant.object<Models.DomainEntityRef>('queue')?.text('id'),
    ...session,
    startedAt: session.startedAt ?? participant.time('startTime'),
    ...participantFacts(participant),
  };
}
