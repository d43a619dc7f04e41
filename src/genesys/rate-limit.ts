import type { Result } from '../domain/result.ts';
import type { Rest } from './http/rest.ts';
import { decodeRateLimit } from './wire/limits.ts';

/** Requests a minute that a client's token may send; `undefined` where the platform tells none. Needs no permission. */
export const readRateLimit = (rest: Rest): Promise<Result<number | undefined>> =>
  rest.ask(
    {
      method: 'GET',
      path: '/api/v2/organizations/limits/namespaces/{namespaceName}',
      params: { namespaceName: 'platform.api' },
    },
    decodeRateLimit,
  );
