/** `docs/platform-surface.md`, Topics. What subscribes and what reads a frame go by the same names. */
export const callsTopic = (userId: string): string => `v2.users.${userId}.conversations.calls`;

export const queueCallsTopic = (queueId: string): string =>
  `v2.routing.queues.${queueId}.conversations.calls`;

/** Calls of a user or a queue, in the flat form. */
export const CALLS_TOPIC = /^v2\.(users|routing\.queues)\.[^.]+\.conversations\.calls$/;

/** Whole conversations of theirs. */
export const CONVERSATIONS_TOPIC = /^v2\.(users|routing\.queues)\.[^.]+\.conversations$/;
