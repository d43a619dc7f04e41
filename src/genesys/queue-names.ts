import type { Models } from 'purecloud-platform-client-v2';
import type { Result } from '../domain/result.ts';
import type { Rest } from './http/rest.ts';
import { decode } from './wire/fields.ts';

/**
 * GET conversations: the agent's present conversations name the queue that each came through. It needs no permission and no
 * scope beyond what calls need anyway.
 */
export const readQueueNames = (rest: Rest): Promise<Result<ReadonlyMap<string, string>>> =>
  rest.ask({ method: 'GET', path: '/api/v2/conversations' }, decodeQueueNames);

const decodeQueueNames = (value: unknown): Result<ReadonlyMap<string, string>> =>
  decode<Models.ConversationEntityListing, ReadonlyMap<string, string>>(value, (listing) => {
    const conversations = listing.objects<Models.Conversation>('entities') ?? [];
    const participants = conversations.flatMap(
      (one) => one.objects<Models.Participant>('participants') ?? [],
    );
    return new Map(
      participants.flatMap((one) => {
        const [id = '', name = ''] = [one.text('queueId'), one.text('queueName')];
        return id && name ? [[id, name] as const] : [];
      }),
    );
  });
