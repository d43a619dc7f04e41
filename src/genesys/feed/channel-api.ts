import type { Result } from '../../domain/result.ts';
import type { Rest } from '../http/rest.ts';
import { decodeChannel, decodeTopics, type Channel } from '../wire/channel.ts';

/** The requests a feed makes. There is none to delete a channel: an unused one ends by itself. */
export interface ChannelApi {
  create(): Promise<Result<Channel>>;
  /** Replaces the channel's topics by these and prolongs its life by 24 h. Answers the topics in force. */
  subscribe(channelId: string, topics: readonly string[]): Promise<Result<readonly string[]>>;
  topics(channelId: string): Promise<Result<readonly string[]>>;
}

const SUBSCRIPTIONS = '/api/v2/notifications/channels/{channelId}/subscriptions';

export function createChannelApi(rest: Rest): ChannelApi {
  return {
    create: () => rest.ask({ method: 'POST', path: '/api/v2/notifications/channels' }, decodeChannel),
    subscribe: (channelId, topics) =>
      rest.ask(
        { method: 'PUT', path: SUBSCRIPTIONS, params: { channelId }, body: topics.map((id) => ({ id })) },
        decodeTopics,
      ),
    topics: (channelId) =>
      rest.ask({ method: 'GET', path: SUBSCRIPTIONS, params: { channelId } }, decodeTopics),
  };
}
