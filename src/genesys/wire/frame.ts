import type { Models } from 'purecloud-platform-client-v2';
import { failed, ok, type Result } from '../../domain/result.ts';
import type { Snapshot } from '../../domain/snapshot.ts';
import { decodeCall } from './call.ts';
import { decode } from './fields.ts';
import { CALLS_TOPIC, CONVERSATIONS_TOPIC } from './topics.ts';

/** One message of a notification channel's socket. */
export type Frame =
  | { readonly kind: 'heartbeat' }
  | { readonly kind: 'pong' }
  | { readonly kind: 'snapshot'; readonly topic: string; readonly snapshot: Snapshot }
  /** An event of another call than the only one asked for. Nothing else of it is read. */
  | { readonly kind: 'elsewhere'; readonly topic: string }
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

export interface FrameOptions {
  /**
   * Who subscribes to a topic of whole conversations brings `decodeConversation` along; the agent panel does not, and does
   * not download it.
   */
  readonly nested?: ((body: unknown) => Result<Snapshot>) | undefined;
  /** The id of the only call that matters: events that are readably about another one are not decoded. */
  readonly only?: string | undefined;
}

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

/** `malformed` when the frame is no JSON object with a topic name. */
export function decodeFrame(text: string, options: FrameOptions = {}): Result<Frame> {
  const parsed = parse(text);
  if (parsed === undefined) return failed({ kind: 'malformed', what: 'frame' });
  const topic = decode<Envelope, string>(parsed, (frame) => frame.id('topicName'));
  return topic.ok ? ok(frameOf(topic.value, bodyOf(parsed), options)) : topic;
}

function frameOf(topic: string, body: unknown, { nested, only }: FrameOptions): Frame {
  if (topic === 'channel.metadata') {
    const message = decode<Models.SystemMessageSystemMessage, string>(
      body,
      (fields) => fields.text('message') ?? '',
    );
    return { kind: message.ok && message.value.toLowerCase() === 'pong' ? 'pong' : 'heartbeat' };
  }
  const system = SYSTEM.find(([name]) => topic === name || topic.startsWith(`${name}.`));
  if (system !== undefined) return { kind: 'system', what: system[1] };
  if (CALLS_TOPIC.test(topic)) {
    // Whoever lives on frames for all calls of the user hears ten times as much as concerns it.
    if (only !== undefined && isOfAnother(body, only)) return { kind: 'elsewhere', topic };
    return snapshotFrame(topic, body, decodeCall(body));
  }
  if (nested && CONVERSATIONS_TOPIC.test(topic)) return snapshotFrame(topic, body, nested(body));
  return { kind: 'other', topic };
}

function snapshotFrame(topic: string, body: unknown, decoded: Result<Snapshot>): Frame {
  if (decoded.ok) return { kind: 'snapshot', topic, snapshot: decoded.value };
  const id = idOf(body);
  const what = decoded.failure.kind === 'malformed' ? decoded.failure.what : decoded.failure.kind;
  return { kind: 'unreadable', topic, what, ...(id.ok && { conversationId: id.value }) };
}

const idOf = (body: unknown): Result<string> =>
  decode<Models.CallConversation, string>(body, (call) => call.id('id'));

/** False also for an id that cannot be read: then it may be this call's. */
function isOfAnother(body: unknown, only: string): boolean {
  const id = idOf(body);
  return id.ok && id.value !== only;
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
