import type { Models } from 'purecloud-platform-client-v2';
import type { Result } from '../../domain/result.ts';
import { decode } from './fields.ts';

export interface Channel {
  readonly id: string;
  /** A secret: whoever has it receives the user's events. Never logged, never part of a failure. */
  readonly connectUri: string;
}

/** POST notifications/channels. */
export const decodeChannel = (value: unknown): Result<Channel> =>
  decode<Models.Channel, Channel>(value, (channel) => {
    const connectUri = channel.id('connectUri');
    if (!isSocketUri(connectUri)) channel.wrong('connectUri');
    return { id: channel.id('id'), connectUri };
  });

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

/** Events leave this machine encrypted or not at all. */
function isSocketUri(uri: string): boolean {
  if (!URL.canParse(uri)) return false;
  const { protocol, hostname } = new URL(uri);
  return protocol === 'wss:' || (protocol === 'ws:' && LOOPBACK.test(hostname));
}

/**
 * PUT and GET notifications/channels/{id}/subscriptions: the topics that are in force. With `ignoreErrors` a refused
 * topic comes back as `state: Rejected` instead of failing the request, so that the state is asked in any case.
 */
export const decodeTopics = (value: unknown): Result<readonly string[]> =>
  decode<Models.ChannelTopicEntityListing, readonly string[]>(value, (listing) =>
    (listing.objects<Models.ChannelTopic>('entities') ?? [])
      .filter((topic) => topic.text('state')?.toLowerCase() !== 'rejected')
      .map((topic) => topic.id('id')),
  );
