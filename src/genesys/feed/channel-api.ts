import type { Result } from '../../domain/result.ts';
import type { Rest } from '../http/rest.ts';
import { decodeChannel, decodeSubscriptions, type Channel, type Subscriptions } from '../wire/channel.ts';

/** The requests a feed makes. There is none to delete a channel: an unused one ends by itself. */
export interface ChannelApi {
  create(): Promise<Result<Channel>>;
  /**
   * Replaces the channel's topics by these and prolongs its life by 24 h. One that is refused does not keep the others
   * from being delivered: the answer tells which is which.
   */
  subscribe(channelId: string, topics: readonly string[]): Promise<Result<Subscriptions>>;
  topics(channelId: string): Promise<Result<Subscriptions>>;
}

const SUBSCRIPTIONS = '/api/v2/notifications/channels/{channelId}/subscriptions';

export function createChannelApi(rest: Rest): ChannelApi {
  return {
    create: () => rest.ask({ method: 'POST', path: '/api/v2/notifications/channels' }, decodeChannel),
    subscribe: (channelId, topics) =>
      rest.ask(
        {
          method: 'PUT',
          path: SUBSCRIPTIONS,
          params: { channelId },
          query: { ignoreErrors: 'true' },
          body: topics.map((id) => ({ id })),
        },
        decodeSubscriptions,
      ),
    topics: (channelId) =>
      rest.ask({ method: 'GET', path: SUBSCRIPTIONS, params: { channelId } }, decodeSubscriptions),
  };
}
