import type { Models } from 'purecloud-platform-client-v2';
import { missingAnyPermissions, problem, unknownToSandbox } from '../errors.ts';
import { jsonReply } from '../wire.ts';
import type { WireResponse } from '../wire.ts';
import type { Conversation } from '../world/model.ts';
import type { Backend, Call, Route } from './route.ts';
import { fieldOf } from './route.ts';

const VIEW = ['analytics:conversationDetail:view', 'analytics:agentConversationDetail:view'];
/** Commonly stated; the SDK does not tell a maximum. */
const MAX_PAGE = 100;
const DAY_MS = 86_400_000;

export const ANALYTICS_ROUTES: readonly Route[] = [
  {
    method: 'POST',
    path: '/api/v2/analytics/conversations/details/query',
    endpoint: 'analytics',
    scopes: ['analytics:readonly'],
    run: query,
  },
];

type Test = (conversation: Conversation) => boolean;

function query(backend: Backend, { body, user }: Call): WireResponse {
  if (!VIEW.some((permission) => user.permissions.includes(permission))) return missingAnyPermissions(VIEW);
  const interval = intervalOf(fieldOf(body, 'interval'));
  if (interval === undefined) return problem(400, 'bad.request', { message: 'interval is required.' });
  const paging = fieldOf(body, 'paging');
  const pageSize = Number(fieldOf(paging, 'pageSize') ?? 25);
  const pageNumber = Number(fieldOf(paging, 'pageNumber') ?? 1);
  if (!(pageSize >= 1 && pageSize <= MAX_PAGE && pageNumber >= 1)) return problem(400, 'bad.request');
  const tests = [...testsOf(body, 'conversationFilters'), ...testsOf(body, 'segmentFilters')];
  const unknown = tests.find((test) => typeof test === 'string');
  if (typeof unknown === 'string') return unknownToSandbox(`the predicate ${unknown} of a details query`);
  const fits = (conversation: Conversation) =>
    inInterval(backend, conversation, interval) &&
    tests.every((test) => typeof test === 'function' && test(conversation));
  const found = visible(backend).filter(fits);
  const page = found.slice((pageNumber - 1) * pageSize, pageNumber * pageSize);
  const answer: Models.AnalyticsConversationQueryResponse = {
    // Without a hit the list itself is left out.
    ...(page.length > 0 && { conversations: page.map((each) => shape(backend, each)) }),
    totalHits: found.length,
  };
  return jsonReply(200, answer);
}

/** Analytics lags behind: what is younger than the lag is not there yet, the rest is shown as it was. */
function visible({ world, timing, switches }: Backend): Conversation[] {
  const at = timing.now() - switches.analyticsLagMs;
  return world
    .all()
    .filter(({ startedAt }) => startedAt <= at)
    .map(({ id }) => world.asOf(id, at))
    .filter((conversation) => conversation !== undefined);
}

/** A conversation belongs to an interval by the day on which it began. */
function inInterval(
  { timing }: Backend,
  { startedAt }: Conversation,
  { from, to }: { from: number; to: number },
): boolean {
  const day = (at: number) => Math.floor(at / DAY_MS);
  const start = timing.wallEpoch + startedAt;
  return day(start) >= day(from) && start <= to;
}

function intervalOf(value: unknown): { from: number; to: number } | undefined {
  const [from, to] = String(value).split('/').map(Date.parse);
  if (from === undefined || to === undefined || Number.isNaN(from) || Number.isNaN(to) || to < from)
    return undefined;
  return { from, to };
}

/** Each filter of these lists as a test; the name of a predicate that is not built here. */
function testsOf(body: unknown, key: string): (Test | string)[] {
  const filters = fieldOf(body, key);
  if (!Array.isArray(filters)) return [];
  return filters.flatMap((filter: unknown) => {
    const predicates = fieldOf(filter, 'predicates');
    const tests = (Array.isArray(predicates) ? predicates : []).map(testOf);
    if (fieldOf(filter, 'type') !== 'or') return tests;
    const unknown = tests.find((test) => typeof test === 'string');
    return [
      unknown ??
        ((conversation: Conversation) =>
          tests.some((test) => typeof test === 'function' && test(conversation))),
    ];
  });
}

function testOf(predicate: unknown): Test | string {
  const dimension = fieldOf(predicate, 'dimension');
  const operator = fieldOf(predicate, 'operator') ?? 'matches';
  const value = fieldOf(predicate, 'value');
  if (dimension === 'conversationEnd' && operator === 'notExists')
    return ({ endedAt }) => endedAt === undefined;
  if (dimension === 'conversationEnd' && operator === 'exists') return ({ endedAt }) => endedAt !== undefined;
  if (dimension === 'queueId' && operator === 'matches') return ({ queueId }) => queueId === value;
  if (dimension === 'mediaType' && operator === 'matches')
    return ({ medium }) => (medium === 'call' ? 'voice' : medium) === value;
  return `${String(dimension)} ${String(operator)}`;
}

function shape({ restStyle: { date } }: Backend, conversation: Conversation) {
  const mediaType = conversation.medium === 'call' ? 'voice' : conversation.medium;
  return {
    conversationId: conversation.id,
    conversationStart: date(conversation.startedAt),
    ...(conversation.endedAt === undefined ? {} : { conversationEnd: date(conversation.endedAt) }),
    originatingDirection: 'inbound',
    participants: conversation.participants.map((leg) => ({
      participantId: leg.id,
      purpose: leg.purpose,
      ...(leg.userId ? { userId: leg.userId } : {}),
      sessions: [
        {
          sessionId: leg.communicationId,
          mediaType,
          // Whether a recording was begun, and no word on what it does now.
          ...(leg.purpose === 'agent' && {
            recording: leg.connectedAt !== undefined && conversation.policy.length > 0,
          }),
          segments: [
            {
              segmentStart: date(leg.startedAt),
              ...(leg.endedAt === undefined ? {} : { segmentEnd: date(leg.endedAt) }),
              segmentType: 'interact',
              queueId: conversation.queueId,
            },
          ],
        },
      ],
    })),
  } as Models.AnalyticsConversationWithoutAttributes;
}
