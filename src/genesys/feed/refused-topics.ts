import type { RefusedTopic } from '../../app/ports.ts';
import type { Failure } from '../../domain/failure.ts';
import { ok, type Result } from '../../domain/result.ts';
import type { Subscriptions } from '../wire/channel.ts';
import type { ChannelApi } from './channel-api.ts';

/**
 * Subscribes, and answers what is refused of it. A topic that the answer does not name at all is looked for in the list,
 * once, and then counts as refused: a feed says of which topics it hears nothing.
 */
export async function subscribe(
  channels: ChannelApi,
  channelId: string,
  topics: readonly string[],
): Promise<Result<readonly RefusedTopic[]>> {
  const put = await channels.subscribe(channelId, topics);
  if (!put.ok) return put;
  const told = new Set([...put.value.inForce, ...put.value.refused.map(({ topic }) => topic)]);
  if (topics.every((topic) => told.has(topic))) return ok(refusedOf(topics, put.value));
  const listed = await channels.topics(channelId);
  if (!listed.ok) return listed;
  const refused = [...put.value.refused, ...listed.value.refused];
  return ok(refusedOf(topics, { inForce: listed.value.inForce, refused }));
}

/** Of the topics that are wanted, those that are not in force. */
export function refusedOf(topics: readonly string[], found: Subscriptions): readonly RefusedTopic[] {
  const inForce = new Set(found.inForce);
  const why = new Map(found.refused.map((one) => [one.topic, one]));
  return topics
    .filter((topic) => !inForce.has(topic))
    .map((topic) => why.get(topic) ?? { topic, permissions: [] });
}

/** Nothing at all is delivered. */
export function refusalOf([first]: readonly RefusedTopic[]): Failure {
  const permission = first?.permissions[0];
  return { kind: 'denied', ...(permission !== undefined && { permission }) };
}
