import type { Models } from 'purecloud-platform-client-v2';
import type { Switches } from '../../control.ts';
import { problem } from '../errors.ts';
import { jsonReply } from '../wire.ts';
import type { Route } from './route.ts';

const NAMESPACE = 'platform.api';

function limits({ requestsPerMinute }: Switches): Models.LimitsEntityListing {
  const limit = (key: string, value: number | undefined) => ({ key, namespace: NAMESPACE, value });
  return {
    entities: [
      limit('client.credentials.token.rate.per.minute', requestsPerMinute),
      limit('org.app.user.rate.per.minute', 3_000),
      limit('request.bytes.max', 512_000),
      limit('token.rate.per.minute', requestsPerMinute),
    ] as Models.Limit[],
  };
}

/** What the organisation is allowed; no permission is needed. */
export const LIMIT_ROUTES: readonly Route[] = [
  {
    method: 'GET',
    path: '/api/v2/organizations/limits/namespaces/{namespaceName}',
    endpoint: 'limits',
    scopes: [],
    run: ({ switches }, { params }) =>
      params['namespaceName'] === NAMESPACE ? jsonReply(200, limits(switches)) : problem(404),
  },
];
