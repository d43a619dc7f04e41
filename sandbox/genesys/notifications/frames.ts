import type { Models } from 'purecloud-platform-client-v2';

/** Frames of the notification socket. */
export const eventFrame = (topicName: string, eventBody: unknown, correlationId: string): string =>
  JSON.stringify({ topicName, version: '2', eventBody, metadata: { CorrelationId: correlationId } });

const metadataFrame = (message: string): string =>
  JSON.stringify({ topicName: 'channel.metadata', eventBody: { message } });

export const heartbeatFrame = (): string => metadataFrame('WebSocket Heartbeat');
export const pongFrame = (): string => metadataFrame('pong');

export const socketClosingFrame = (): string =>
  JSON.stringify({
    topicName: 'v2.system.socket_closing',
    eventBody: { message: 'The websocket is closing for maintenance. Please reconnect.' },
  });

export interface SystemSubject {
  channelId: string;
  userId: string;
  clientId: string;
  organizationId: string;
}

/** `no_longer_subscribed` names the channel, `token_revoked` the token. */
export function systemFrame(
  topic: 'no_longer_subscribed' | 'token_revoked',
  topicId: string,
  subject: SystemSubject,
  reason: 'another_channel_subscribed' | 'user_tokens_revoked',
  message: string,
): string {
  const eventBody: Models.SystemMessageSystemMessage = {
    channelId: subject.channelId,
    systemTopicType: topic,
    organizationId: subject.organizationId,
    userId: subject.userId,
    oauthClientId: subject.clientId,
    reason,
    message,
  };
  return JSON.stringify({ topicName: `v2.system.${topic}.${topicId}`, version: '2', eventBody });
}

/** Answer to what was asked for over the socket itself. */
export const subscribeResultFrame = (
  status: 'subscribed' | 'failure' | 'error',
  correlationId: unknown,
  topics: readonly string[],
): string =>
  JSON.stringify({
    ...(typeof correlationId === 'string' ? { correlationId } : {}),
    topics,
    result: status === 'subscribed' ? '200' : '400',
    status,
    ...(status === 'error' ? { message: 'Required data missing from subscribe request.' } : {}),
  });
