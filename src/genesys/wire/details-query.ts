import type { Models } from 'purecloud-platform-client-v2';
import type { Result } from '../../domain/result.ts';
import { decode } from './fields.ts';

export interface FoundCall {
  readonly conversationId: string;
  /** Epoch ms; absent while it lives. */
  readonly endedAt?: number;
}

export interface DetailsPage {
  readonly calls: readonly FoundCall[];
  readonly totalHits: number;
}

/** POST analytics/conversations/details/query, one page of its answer. Without a hit the list is left out. */
export const decodeDetails = (value: unknown): Result<DetailsPage> =>
  decode<Models.AnalyticsConversationQueryResponse, DetailsPage>(value, (answer) => {
    const found = answer.objects<Models.AnalyticsConversationWithoutAttributes>('conversations') ?? [];
    return {
      calls: found.map((call) => {
        const endedAt = call.time('conversationEnd');
        return { conversationId: call.id('conversationId'), ...(endedAt !== undefined && { endedAt }) };
      }),
      totalHits: answer.number('totalHits') ?? found.length,
    };
  });
