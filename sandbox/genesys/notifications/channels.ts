import type { Ids } from '../ids.ts';
import type { Token } from '../oauth/tokens.ts';
import { ORGANIZATION } from '../people.ts';
import type { Timing } from '../timing.ts';
import { systemFrame } from './frames.ts';
import type { Line } from './line.ts';
import { expandTopic } from './topics.ts';

export interface Channel {
  id: string;
  /** The path of the connect URI. It ends in the id, and whoever knows it may listen. */
  path: string;
  userId: string;
  clientId: string;
  tokenId: string;
  topics: string[];
  expiresAt: number;
  usedAt: number;
  line?: Line;
}

export interface Channels {
  create(token: Token): Channel;
  /** A channel of this token's user and client. */
  find(id: string, token: Token): Channel | undefined;
  byPath(path: string): Channel | undefined;
  of(token: Token): Channel[];
  all(): readonly Channel[];
  /** Sets the list of topics; that also extends the life of the channel. */
  subscribe(channel: Channel, topics: readonly string[]): void;
  connect(channel: Channel, line: Line): void;
  disconnect(channel: Channel, line: Line): void;
  /** Ends a channel, telling whoever listens. */
  end(channel: Channel): void;
  /** Ends a channel without a word, as at the end of its life. */
  expire(channel: Channel): void;
  tokenRevoked(token: Token): void;
  /** Sends a frame to every open socket that asked for one of its topics. */
  deliver(topicName: string, frame: () => string): void;
}

const LIFE_MS = 24 * 60 * 60_000;
const MAX_CHANNELS = 20;
export const MAX_TOPICS = 1000;

export function createChannels(timing: Timing, ids: Ids, changed: () => void): Channels {
  let channels: Channel[] = [];

  const subject = (channel: Channel) => ({
    channelId: channel.id,
    userId: channel.userId,
    clientId: channel.clientId,
    organizationId: ORGANIZATION.id,
  });

  function forget(channel: Channel): void {
    channels = channels.filter((other) => other !== channel);
    changed();
  }

  function noLongerSubscribed(channel: Channel): void {
    const { line } = channel;
    if (line === undefined) return;
    line.send(
      systemFrame(
        'no_longer_subscribed',
        channel.id,
        subject(channel),
        'another_channel_subscribed',
        `The channel ${channel.id} is no longer subscribed.`,
      ),
    );
    line.close('no longer subscribed');
    delete channel.line;
  }

  function end(channel: Channel): void {
    noLongerSubscribed(channel);
    forget(channel);
  }

  function watchExpiry(channel: Channel): void {
    timing.after(channel.expiresAt - timing.now(), () => {
      if (!channels.includes(channel)) return;
      if (channel.expiresAt > timing.now()) {
        watchExpiry(channel);
        return;
      }
      expire(channel);
    });
  }

  function expire(channel: Channel): void {
    channel.line?.close('expired');
    delete channel.line;
    forget(channel);
  }

  /** Unconnected channels go first, then the one that was used longest ago. */
  function makeRoom(token: Token): void {
    const own = channels.filter(
      ({ userId, clientId }) => userId === token.userId && clientId === token.client.id,
    );
    if (own.length < MAX_CHANNELS) return;
    const [victim] = own.sort(
      (a, b) => Number(a.line !== undefined) - Number(b.line !== undefined) || a.usedAt - b.usedAt,
    );
    if (victim !== undefined) end(victim);
  }

  return {
    create(token) {
      makeRoom(token);
      const id = ids.channel();
      const channel: Channel = {
        id,
        path: `/channels/${id}`,
        userId: token.userId,
        clientId: token.client.id,
        tokenId: token.id,
        topics: [],
        expiresAt: timing.now() + LIFE_MS,
        usedAt: timing.now(),
      };
      channels.push(channel);
      watchExpiry(channel);
      changed();
      return channel;
    },
    find: (id, token) =>
      channels.find(
        (channel) =>
          channel.id === id && channel.userId === token.userId && channel.clientId === token.client.id,
      ),
    byPath: (path) => channels.find((channel) => channel.path === path),
    of: (token) =>
      channels.filter(({ userId, clientId }) => userId === token.userId && clientId === token.client.id),
    all: () => channels,
    subscribe(channel, topics) {
      channel.topics = [...new Set(topics)];
      channel.usedAt = timing.now();
      channel.expiresAt = timing.now() + LIFE_MS;
      changed();
    },
    connect(channel, line) {
      noLongerSubscribed(channel);
      channel.line = line;
      channel.usedAt = timing.now();
      changed();
    },
    disconnect(channel, line) {
      if (channel.line !== line) return;
      delete channel.line;
      changed();
    },
    end,
    expire,
    tokenRevoked(token) {
      for (const channel of channels.filter(({ tokenId }) => tokenId === token.id)) {
        channel.line?.send(
          systemFrame(
            'token_revoked',
            token.id,
            subject(channel),
            'user_tokens_revoked',
            'The token was revoked.',
          ),
        );
        channel.line?.close('token revoked');
        delete channel.line;
        forget(channel);
      }
    },
    deliver(topicName, frame) {
      for (const { topics, line } of channels) {
        if (line !== undefined && topics.some((id) => expandTopic(id).includes(topicName)))
          line.send(frame());
      }
    },
  };
}
