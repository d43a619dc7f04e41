import type { Models } from 'purecloud-platform-client-v2';
import type { Result } from '../../domain/result.ts';
import { decode, type Fields } from './fields.ts';

export interface FoundCall {
  readonly conversationId: string;
  /** Epoch ms; absent while it lives. */
  readonly endedAt?: number;
  /** Whether a recording of its audio was begun; absent when none of its sessions tells. */
  readonly recorded?: boolean;
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
        const recorded = recordedIn(call);
        return {
          conversationId: call.id('conversationId'),
          ...(endedAt !== undefined && { endedAt }),
          ...(recorded !== undefined && { recorded }),
        };
      }),
      totalHits: answer.number('totalHits') ?? found.length,
    };
  });

function recordedIn(call: Fields<Models.AnalyticsConversationWithoutAttributes>): boolean | undefined {
  const told = (call.objects<Models.AnalyticsParticipantWithoutAttributes>('participants') ?? [])
    .flatMap((participant) => participant.objects<Models.AnalyticsSession>('sessions') ?? [])
    .map((session) => session.flag('recording'))
    .filter((flag) => flag !== undefined);
  return told.length === 0 ? undefined : told.includes(true);
}
