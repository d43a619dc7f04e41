import type { Models } from 'purecloud-platform-client-v2';
import { failed, ok, type Result } from '../../domain/result.ts';
import type { Snapshot } from '../../domain/snapshot.ts';
import { decodeCall } from './call.ts';
import { decode } from './fields.ts';

/** One message of a notification channel's socket. */
export type Frame =
  | { readonly kind: 'heartbeat' }
  | { readonly kind: 'pong' }
  | { readonly kind: 'snapshot'; readonly topic: string; readonly snapshot: Snapshot }
  /** An event of a conversation topic that cannot be read: something changed, and we do not know what. */
  | {
      readonly kind: 'unreadable';
      readonly topic: string;
      readonly conversationId?: string;
      readonly what: string;
    }
  /** The platform is about to close the socket / another one took over / the token is void. */
  | { readonly kind: 'system'; readonly what: 'closing' | 'superseded' | 'token-revoked' }
  | { readonly kind: 'other'; readonly topic: string };

type SnapshotDecoder = (body: unknown) => Result<Snapshot>;

interface Envelope {
  topicName: string;
  eventBody: object;
}

/** Names of system topics; an id may follow (`v2.system.no_longer_subscribed.{channelId}`). */
const SYSTEM = [
  ['v2.system.socket_closing', 'closing'],
  ['v2.system.no_longer_subscribed', 'superseded'],
  ['v2.system.token_revoked', 'token-revoked'],
] as const;

const CALLS_TOPIC = /^v2\.(users|routing\.queues)\.[^.]+\.conversations\.calls$/;
const CONVERSATIONS_TOPIC = /^v2\.(users|routing\.queues)\.[^.]+\.conversations$/;

/**
 * `malformed` when the frame is no JSON object with a topic name. Who subscribes to a topic of whole conversations brings
 * `decodeConversation` along; the agent panel does not, and does not download it.
 */
export function decodeFrame(text: string, nested?: SnapshotDecoder): Result<Frame> {
  const parsed = parse(text);
  if (parsed === undefined) return failed({ kind: 'malformed', what: 'frame' });
  const topic = decode<Envelope, string>(parsed, (frame) => frame.id('topicName'));
  return topic.ok ? ok(frameOf(topic.value, bodyOf(parsed), nested)) : topic;
}

function frameOf(topic: string, body: unknown, nested: SnapshotDecoder | undefined): Frame {
  if (topic === 'channel.metadata') {
    const message = decode<Models.SystemMessageSystemMessage, string>(
      body,
      (fields) => fields.text('message') ?? '',
    );
    return { kind: message.ok && message.value.toLowerCase() === 'pong' ? 'pong' : 'heartbeat' };
  }
  const system = SYSTEM.find(([name]) => topic === name || topic.startsWith(`${name}.`));
  if (system !== undefined) return { kind: 'system', what: system[1] };
  if (CALLS_TOPIC.test(topic)) return snapshotFrame(topic, body, decodeCall(body));
  if (nested && CONVERSATIONS_TOPIC.test(topic)) return snapshotFrame(topic, body, nested(body));
  return { kind: 'other', topic };
}

function snapshotFrame(topic: string, body: unknown, decoded: Result<Snapshot>): Frame {
  if (decoded.ok) return { kind: 'snapshot', topic, snapshot: decoded.value };
  const id = decode<Models.CallConversation, string>(body, (call) => call.id('id'));
  const what = decoded.failure.kind === 'malformed' ? decoded.failure.what : decoded.failure.kind;
  return { kind: 'unreadable', topic, what, ...(id.ok && { conversationId: id.value }) };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const bodyOf = (frame: unknown): unknown =>
  typeof frame === 'object' && frame !== null && 'eventBody' in frame ? frame.eventBody : undefined;
