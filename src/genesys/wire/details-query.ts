import type { Models } from 'purecloud-platform-client-v2';
import type { Result } from '../../domain/result.ts';
import { decode } from './fields.ts';

export interface FoundCall {
  readonly conversationId: string;
  readonly isEnded: boolean;
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
      calls: found.map((call) => ({
        conversationId: call.id('conversationId'),
        isEnded: call.time('conversationEnd') !== undefined,
      })),
      totalHits: answer.number('totalHits') ?? found.length,
    };
  });
