import type { Models } from 'purecloud-platform-client-v2';
import type { Result } from '../../domain/result.ts';
import type { Leg, Medium, Snapshot } from '../../domain/snapshot.ts';
import { decode, type Fields } from './fields.ts';
import { participantFacts, RECORDING_STATES, sessionFacts, type SessionFacts } from './leg.ts';

type ConversationModel = Pick<Models.Conversation, 'id' | 'participants' | 'recordingState' | 'securePause'>;
type ParticipantModel = Models.Participant;
type Sessions = Partial<Record<Medium, readonly SessionFacts[]>>;

/** In the order in which a conversation is named when it has several: a callback that became a call is a call. */
const MEDIA: readonly (readonly [Medium, readonly (keyof ParticipantModel & string)[]])[] = [
  ['call', ['calls']],
  ['video', ['videos']],
  ['callback', ['callbacks']],
  ['message', ['messages', 'chats', 'internalMessages']],
  ['email', ['emails']],
  ['screen', ['screenshares', 'cobrowsesessions']],
  ['other', ['socialExpressions']],
];

/** The nested shape of all media: GET conversations and the topic `v2.users.{id}.conversations`. */
export const decodeConversation = (value: unknown): Result<Snapshot> =>
  decode<ConversationModel, Snapshot>(value, snapshot);

/** GET conversations. One that cannot be read makes the list unreadable: leaving it out would hide it. */
export const decodeConversations = (value: unknown): Result<readonly Snapshot[]> =>
  decode<Models.ConversationEntityListing, readonly Snapshot[]>(value, (listing) => {
    const entities = listing.objects<ConversationModel>('entities');
    if (entities === undefined) listing.wrong('entities');
    return (entities ?? []).map(snapshot);
  });

function snapshot(conversation: Fields<ConversationModel>): Snapshot {
  const participants = conversation.objects<ParticipantModel>('participants');
  if (participants === undefined) conversation.wrong('participants');
  const all = (participants ?? []).map((participant) => ({ participant, sessions: sessionsOf(participant) }));
  const medium = mediumOf(all.map(({ sessions }) => sessions));
  return {
    conversationId: conversation.id('id'),
    medium,
    legs: all.map(({ participant, sessions }) => leg(participant, sessions, medium)),
    recordingState: conversation.word('recordingState', RECORDING_STATES),
    securePause: conversation.flag('securePause'),
  };
}

function sessionsOf(participant: Fields<ParticipantModel>): Sessions {
  const found: Sessions = {};
  for (const [medium, keys] of MEDIA) {
    const sessions = keys.flatMap((key) => participant.objects<Models.Call>(key) ?? []);
    if (sessions.length > 0) found[medium] = sessions.map(sessionFacts);
  }
  return found;
}

function mediumOf(all: readonly Sessions[]): Medium {
  const media = MEDIA.map(([medium]) => medium);
  return (
    media.find((medium) => all.some((sessions) => sessions[medium]?.some(({ live }) => live))) ??
    media.find((medium) => all.some((sessions) => sessions[medium] !== undefined)) ??
    'other'
  );
}

/** A participant can hold several calls: the connected one counts, else the newest live one, else the newest. */
function pick(sessions: readonly SessionFacts[]): SessionFacts | undefined {
  const newest = (some: readonly SessionFacts[]) =>
    some.toSorted((a, b) => (a.startedAt ?? 0) - (b.startedAt ?? 0)).at(-1);
  return (
    newest(sessions.filter(({ connected }) => connected)) ??
    newest(sessions.filter(({ live }) => live)) ??
    newest(sessions)
  );
}

function leg(participant: Fields<ParticipantModel>, sessions: Sessions, medium: Medium): Leg {
  const ended = participant.time('endTime') !== undefined;
  const anyLive = Object.values(sessions).some((some) => some.some(({ live }) => live));
  const session = pick(sessions[medium] ?? []) ?? { live: anyLive, connected: false, recorders: {} };
  return {
    participantId: participant.id('id'),
    userId: participant.text('userId'),
    purpose: participant.text('purpose')?.toLowerCase() ?? '',
    queueId: participant.text('queueId'),
    ...session,
    live: session.live && !ended,
    connected: session.connected && !ended,
    startedAt: session.startedAt ?? participant.time('connectedTime') ?? participant.time('startTime'),
    ...participantFacts(participant),
    ...(!ended && watches(participant) && { watchesScreen: true }),
  };
}

const watches = (participant: Fields<ParticipantModel>): boolean =>
  (participant.objects<Models.Call>('screenMonitorings') ?? []).some((one) => sessionFacts(one).live);
