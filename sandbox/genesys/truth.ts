import type { Truth } from '../control.ts';
import type { Platform } from './platform.ts';
import type { Conversation } from './world/model.ts';
import { isEnded } from './world/model.ts';
import { conversationRecording, isCapturing, trueRecorders } from './world/recording.ts';

/** What really is, whatever payloads say. */
export function truthOf(platform: Platform): Truth {
  const { timing, world, channels, tokens } = platform;
  return {
    now: timing.now(),
    conversations: world.all().map((conversation) => conversationTruth(platform, conversation)),
    channels: channels.all().map(({ id, userId, clientId, line, topics, expiresAt }) => ({
      id,
      userId,
      clientId,
      connected: line !== undefined,
      topics: [...topics],
      expiresAt,
    })),
    tokens: tokens.all().map(({ userId, client, expiresAt, revoked }) => ({
      userId,
      clientId: client.id,
      expiresAt,
      revoked,
    })),
  };
}

function conversationTruth(
  { world, switches }: Platform,
  conversation: Conversation,
): Truth['conversations'][number] {
  const { id, medium, queueId, customerName, participants } = conversation;
  return {
    id,
    medium,
    queueId,
    customerName,
    ended: isEnded(conversation),
    securePause: conversationRecording(conversation, switches).securePause,
    capturing: isCapturing(conversation, switches),
    participants: participants.map((leg) => ({
      id: leg.id,
      ...(leg.userId ? { userId: leg.userId } : {}),
      name: leg.name,
      purpose: leg.purpose,
      state: leg.state,
      held: leg.held,
      ...(leg.listening ? { listening: leg.listening } : {}),
      ...(leg.watchedParticipantId ? { watching: true } : {}),
      recorders: trueRecorders(conversation, leg, switches),
      screen: leg.screen,
      attributes: { ...leg.attributes },
    })),
    history: [...world.history(id)],
  };
}
