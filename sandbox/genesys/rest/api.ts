import type { EndpointName } from '../../control.ts';
import { ADMIN_ROUTES } from '../admin/routes.ts';
import { problem, unknownToSandbox } from '../errors.ts';
import { userById } from '../people.ts';
import type { Heard } from '../request-log.ts';
import type { Plan, Reply, WireRequest, WireResponse } from '../wire.ts';
import { reply } from '../wire.ts';
import { CONVERSATION_ROUTES } from './conversations.ts';
import { bearer, createRateLimit, hasScope, isToken } from './guard.ts';
import { LIMIT_ROUTES } from './limits.ts';
import { NOTIFICATION_ROUTES } from './notifications.ts';
import { ANALYTICS_ROUTES } from './analytics.ts';
import { QUEUE_ROUTES } from './queues.ts';
import { RECORDING_FILE_ROUTES } from './recording-files.ts';
import { needsUser } from './user-context.ts';
import { RECORDING_ROUTES } from './recording.ts';
import type { Backend, Match, Outcome } from './route.ts';
import { isOutcome, matchRoute } from './route.ts';
import { USER_ROUTES } from './users.ts';

/** More particular paths first: `/conversations/calls` is not the conversation "calls". */
const ROUTES = [
  ...USER_ROUTES,
  ...NOTIFICATION_ROUTES,
  ...LIMIT_ROUTES,
  ...QUEUE_ROUTES,
  ...ANALYTICS_ROUTES,
  ...RECORDING_FILE_ROUTES,
  ...RECORDING_ROUTES,
  ...CONVERSATION_ROUTES,
  ...ADMIN_ROUTES,
];

/** The gateway's path, before the API's own. */
const GATEWAY_PATH = '/api';

export interface ApiErrand {
  endpoint: EndpointName | undefined;
  plan(heard: Heard): Plan;
  finish(answer: Reply): Reply;
}

export interface Api {
  errand(request: WireRequest): ApiErrand;
  preflight(): WireResponse;
  withCors(answer: Reply): Reply;
}

/** Everything below /api: who asks, what for, whether that is allowed; and the headers that every answer has. */
export function createApi(parts: Omit<Backend, 'restStyle' | 'read'>): Api {
  const { switches, timing, world, ids, tokens, organisation } = parts;
  const backend: Backend = {
    ...parts,
    restStyle: {
      switches,
      outlet: 'rest',
      date: (at) => new Date(timing.wallEpoch + at).toISOString(),
    },
    read: (id) => world.asOf(id, timing.now() - switches.readLagMs),
  };
  const refusalOf = createRateLimit(timing, switches);

  function judge(request: WireRequest, match: Match | undefined, heard: Heard): WireResponse | Outcome {
    if (match === undefined) return unknownToSandbox(`${request.method} ${request.path}`);
    const token = bearer(tokens, request);
    if (!isToken(token)) return token;
    const known = userById(token.userId);
    if (known === undefined) return problem(401, 'bad.credentials');
    const user = organisation.effective(known);
    heard.userId = user.id;
    const limited = refusalOf(token);
    if (limited !== undefined) return limited;
    const { route, params } = match;
    const body = bodyOf(request);
    return !hasScope(token, route.scopes, switches)
      ? // Assumed: no source shows the answer to a missing scope.
        problem(403, 'not.authorized')
      : needsUser(token, route, switches)
        ? problem(400, 'not.a.user')
        : body === 'malformed'
          ? problem(400, 'bad.request')
          : route.run(backend, { token, user, params, query: request.query, body: body.value });
  }

  function withCors(answer: Reply): Reply {
    if (answer === 'lost') return answer;
    return {
      ...answer,
      headers: {
        ...answer.headers,
        'access-control-allow-origin': '*',
        'access-control-expose-headers': `ININ-Correlation-Id${switches.retryAfterExposed ? ',Retry-After' : ''}`,
      },
    };
  }

  return {
    errand(request) {
      const path = request.path.slice(GATEWAY_PATH.length);
      const match = matchRoute(ROUTES, request.method, path);
      return {
        endpoint: match?.route.endpoint,
        plan(heard) {
          const result = judge(request, match, heard);
          return isOutcome(result) ? result : { answer: () => result };
        },
        finish(answer) {
          const correlationId = ids.uuid();
          return withCors(answer === 'lost' ? answer : correlated(answer, correlationId));
        },
      };
    },
    preflight: () =>
      reply(204, '', {
        'access-control-allow-origin': '*',
        'access-control-allow-headers': 'authorization,content-type',
        'access-control-allow-methods': 'GET,HEAD,POST,PUT,PATCH,DELETE',
        'access-control-max-age': '600',
      }),
    withCors,
  };
}

function bodyOf({ body }: WireRequest): { value: unknown } | 'malformed' {
  if (body === '') return { value: undefined };
  try {
    return { value: JSON.parse(body) as unknown };
  } catch {
    return 'malformed';
  }
}

/** The trace id stands in a header of every answer and, of errors, in the body too. */
const correlated = (answer: WireResponse, correlationId: string): WireResponse => ({
  ...answer,
  body:
    answer.status < 400
      ? answer.body
      : answer.body.replace('"contextId":""', `"contextId":"${correlationId}"`),
  headers: {
    'cache-control': 'no-cache, no-store, must-revalidate',
    ...answer.headers,
    'inin-correlation-id': correlationId,
  },
});
