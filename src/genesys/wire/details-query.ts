import type { Models } from 'purecloud-platform-client-v2';
import type { Result } from '../../domain/result.ts';
import { decode, type Fields } from './fields.ts';

export interface FoundCall {
  readonly conversationId: string;
  /** Epoch ms; absent while it lives. */
  readonly endedAt?: number;
  /** Whether a recording of its audio was begun; absent when none of its sessions tells. */
  readonly recorded?: boolean;
  /** Users of the agents who are on the call, or were; absent where none is told. */
  readonly agents?: readonly string[];
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
        const agents = agentsIn(call);
        return {
          conversationId: call.id('conversationId'),
          ...(endedAt !== undefined && { endedAt }),
          ...(recorded !== undefined && { recorded }),
          ...(agents.length > 0 && { agents }),
        };
      }),
      totalHits: answer.number('totalHits') ?? found.length,
    };
  });

type Call = Fields<Models.AnalyticsConversationWithoutAttributes>;
const participantsOf = (call: Call) =>
  call.objects<Models.AnalyticsParticipantWithoutAttributes>('participants') ?? [];

const AGENTS: ReadonlySet<string | undefined> = new Set(['agent', 'user']);

const agentsIn = (call: Call): readonly string[] =>
  participantsOf(call).flatMap((participant) => {
    const userId = AGENTS.has(participant.text('purpose')) ? participant.text('userId') : undefined;
    return userId === undefined ? [] : [userId];
  });

function recordedIn(call: Call): boolean | undefined {
  const told = participantsOf(call)
    .flatMap((participant) => participant.objects<Models.AnalyticsSession>('sessions') ?? [])
    .map((session) => session.flag('recording'))
    .filter((flag) => flag !== undefined);
  return told.length === 0 ? undefined : told.includes(true);
}
