import type { Models } from 'purecloud-platform-client-v2';
import type { User } from '../people.ts';
import type { Conversation } from '../world/model.ts';

/** Assumed: no source names the permission for topics of queues and of other users. */
export const VIEW_OTHERS = 'conversation:communication:view';
/** An id must stay under this, combined forms included. */
const MAX_TOPIC_LENGTH = 200;

const USER_TOPIC = /^v2\.users\.([0-9a-f-]{36})\.conversations(\.calls)?$/;
const QUEUE_TOPIC = /^v2\.routing\.queues\.([0-9a-f-]{36})\.conversations(\.calls)?$/;

export type TopicVerdict =
  { kind: 'accepted' } | { kind: 'invalid'; reason: string } | { kind: 'forbidden'; missing: string[] };

/** `prefix?a&b` stands for `prefix.a` and `prefix.b` and counts as one topic. */
export function expandTopic(id: string): string[] {
  const [prefix = '', endings] = id.split('?', 2);
  return endings === undefined ? [id] : endings.split('&').map((ending) => `${prefix}.${ending}`);
}

export function judgeTopic(
  id: string,
  { id: userId, permissions }: Pick<User, 'id' | 'permissions'>,
  refusedQueues: readonly string[],
): TopicVerdict {
  if (id.length >= MAX_TOPIC_LENGTH) return { kind: 'invalid', reason: `Topic ${id} is too long.` };
  for (const name of expandTopic(id)) {
    const [, owner] = USER_TOPIC.exec(name) ?? [];
    const [, queueId] = QUEUE_TOPIC.exec(name) ?? [];
    if (owner === undefined && queueId === undefined) {
      return { kind: 'invalid', reason: `Topic ${name} is not one that the sandbox knows.` };
    }
    const isRefused = queueId !== undefined && refusedQueues.includes(queueId);
    if (isRefused || (owner !== userId && !permissions.includes(VIEW_OTHERS))) {
      return { kind: 'forbidden', missing: [VIEW_OTHERS] };
    }
  }
  return { kind: 'accepted' };
}

/** Who hears of a conversation: everybody who is or was in it, and those who watch its queue. */
export function topicsOf(conversation: Conversation): { nested: string[]; flat: string[] } {
  const users = new Set(conversation.participants.flatMap(({ userId }) => (userId ? [userId] : [])));
  const owners = [...[...users].map((id) => `v2.users.${id}`), `v2.routing.queues.${conversation.queueId}`];
  return {
    nested: owners.map((owner) => `${owner}.conversations`),
    flat: conversation.medium === 'call' ? owners.map((owner) => `${owner}.conversations.calls`) : [],
  };
}

const ofUser = (id: string, description: string): Models.AvailableTopic => ({
  id,
  description,
  visibility: 'Public',
  enforced: true,
  transports: ['All'],
  requiresCurrentUserOrPermission: true,
  requiresPermissions: [VIEW_OTHERS],
  topicParameters: ['id'],
});

const ofQueue = (id: string, description: string): Models.AvailableTopic => ({
  ...ofUser(id, description),
  requiresCurrentUserOrPermission: false,
});

export const AVAILABLE_TOPICS: readonly Models.AvailableTopic[] = [
  ofUser('v2.users.{id}.conversations', 'Conversations of a user, all media.'),
  ofUser('v2.users.{id}.conversations.calls', 'Calls of a user.'),
  ofQueue('v2.routing.queues.{id}.conversations', 'Conversations of a queue, all media.'),
  ofQueue('v2.routing.queues.{id}.conversations.calls', 'Calls of a queue.'),
];
