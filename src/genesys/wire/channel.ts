import type { Models } from 'purecloud-platform-client-v2';
import type { RefusedTopic } from '../../app/ports.ts';
import type { Result } from '../../domain/result.ts';
import { isThisMachine } from '../../loopback.ts';
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

/** Events leave this machine encrypted or not at all. */
function isSocketUri(uri: string): boolean {
  if (!URL.canParse(uri)) return false;
  const { protocol, hostname } = new URL(uri);
  return protocol === 'wss:' || (protocol === 'ws:' && isThisMachine(hostname));
}

/** Topics that the platform delivers, and those that it does not. */
export interface Subscriptions {
  readonly inForce: readonly string[];
  readonly refused: readonly RefusedTopic[];
}

/** A channel takes no more (docs/platform-notes.md, Notifications). */
const MAX_TOPICS = 1_000;

/**
 * PUT and GET notifications/channels/{id}/subscriptions. With `ignoreErrors` a refused topic comes back as
 * `state: Rejected`, with the permissions that it wants, instead of failing the request with all the others.
 */
export const decodeSubscriptions = (value: unknown): Result<Subscriptions> =>
  decode<Models.ChannelTopicEntityListing, Subscriptions>(value, (listing) => {
    const topics = listing.objects<Models.ChannelTopic>('entities', MAX_TOPICS) ?? [];
    const isRefused = (topic: (typeof topics)[number]) => topic.text('state')?.toLowerCase() === 'rejected';
    return {
      inForce: topics.filter((topic) => !isRefused(topic)).map((topic) => topic.id('id')),
      refused: topics.filter(isRefused).map((topic) => {
        const reason = topic.text('rejectionReason');
        return {
          topic: topic.id('id'),
          permissions: topic.texts('missingPermissions') ?? [],
          ...(reason !== undefined && { reason }),
        };
      }),
    };
  });
