import type { Faults } from '../faults.ts';
import { userById } from '../people.ts';
import type { Timing } from '../timing.ts';
import type { ServerSocket, SocketPeer } from '../wire.ts';
import type { Channel, Channels } from './channels.ts';
import { MAX_TOPICS } from './channels.ts';
import { pongFrame, socketClosingFrame, subscribeResultFrame } from './frames.ts';
import { openLine } from './line.ts';
import { judgeTopic } from './topics.ts';

const userOf = ({ userId }: Channel) => ({ id: userId, permissions: userById(userId)?.permissions ?? [] });

/** Between the notice and the close of a socket for maintenance. */
const CLOSING_NOTICE_MS = 60_000;

export type SocketFault = 'half-open' | 'deaf' | 'close' | 'closing-notice' | 'evict' | 'expire';

export interface Sockets {
  connect(path: string, socket: ServerSocket): SocketPeer | { refused: number };
  /** Does this to every socket that is open now. */
  disturb(how: SocketFault): void;
}

export function createSockets(timing: Timing, channels: Channels, faults: Faults): Sockets {
  function subscribe(channel: Channel, asked: { topics?: unknown; correlationId?: unknown }): string {
    const topics = Array.isArray(asked.topics) ? asked.topics.map(String) : [];
    const fits =
      topics.length > 0 &&
      topics.every((id) => judgeTopic(id, userOf(channel), []).kind === 'accepted') &&
      channel.topics.length + topics.length <= MAX_TOPICS;
    if (!fits) return subscribeResultFrame('failure', asked.correlationId, topics);
    channels.subscribe(channel, [...channel.topics, ...topics]);
    return subscribeResultFrame('subscribed', asked.correlationId, topics);
  }

  function answerTo(channel: Channel, text: string): string {
    const message = parsed(text);
    if (message['message'] === 'ping') return pongFrame();
    if (message['message'] === 'subscribe') return subscribe(channel, message);
    return subscribeResultFrame('error', message['correlationId'], []);
  }

  return {
    connect(path, socket) {
      if (faults.socketsRefused()) return { refused: 503 };
      const channel = channels.byPath(path);
      if (channel === undefined) return { refused: 404 };
      const line = openLine(socket, timing);
      channels.connect(channel, line);
      return {
        received: (text) => line.sendSign(answerTo(channel, text)),
        closed() {
          line.drop();
          channels.disconnect(channel, line);
        },
      };
    },
    disturb(how) {
      for (const channel of channels.all()) {
        const { line } = channel;
        if (line === undefined) continue;
        switch (how) {
          case 'half-open':
          case 'deaf':
            line.setMode(how);
            break;
          case 'close':
            line.drop();
            channels.disconnect(channel, line);
            break;
          case 'closing-notice':
            line.send(socketClosingFrame());
            timing.after(CLOSING_NOTICE_MS, () => line.close('maintenance'));
            break;
          case 'evict':
            channels.end(channel);
            break;
          case 'expire':
            channels.expire(channel);
            break;
        }
      }
    },
  };
}

function parsed(text: string): Record<string, unknown> {
  try {
    const value = JSON.parse(text) as unknown;
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}
