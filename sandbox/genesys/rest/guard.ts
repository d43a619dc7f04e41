import type { Switches } from '../../control.ts';
import { problem } from '../errors.ts';
import type { Token, Tokens } from '../oauth/tokens.ts';
import type { Timing } from '../timing.ts';
import type { WireRequest, WireResponse } from '../wire.ts';

/** The token of a request, or the 401. */
export function bearer(tokens: Tokens, request: WireRequest): Token | WireResponse {
  const [scheme = '', value = ''] = (request.headers['authorization'] ?? '').split(' ', 2);
  if (scheme.toLowerCase() !== 'bearer' || value === '') return problem(401, 'authentication.required');
  return tokens.valid(value) ?? problem(401, 'bad.credentials');
}

export const isToken = (result: Token | WireResponse): result is Token => 'client' in result;

/** `conversations` opens what `conversations:readonly` opens. */
export const hasScope = (token: Token, wanted: readonly string[]): boolean =>
  wanted.length === 0 ||
  wanted.some(
    (scope) =>
      token.client.scopes.includes(scope) || token.client.scopes.includes(scope.replace(/:readonly$/, '')),
  );

export interface Allowance {
  refused: boolean;
  headers: Record<string, string>;
  limit: number;
  resetSeconds: number;
}

/** Requests per minute of one token, in windows that begin with a request; refused ones count as well. */
export function createRateLimit(timing: Timing, switches: Switches): (token: Token) => Allowance {
  const windows = new Map<string, { endsAt: number; count: number }>();
  return ({ id }) => {
    const limit = switches.requestsPerMinute ?? 300;
    let window = windows.get(id);
    if (window === undefined || window.endsAt <= timing.now()) {
      window = { endsAt: timing.now() + switches.rateWindowMs, count: 0 };
      windows.set(id, window);
    }
    window.count += 1;
    const resetSeconds = Math.ceil((window.endsAt - timing.now()) / 1000);
    return {
      refused: window.count > limit,
      limit,
      resetSeconds,
      headers: {
        'inin-ratelimit-count': String(window.count),
        'inin-ratelimit-allowed': String(limit),
        'inin-ratelimit-reset': String(resetSeconds),
      },
    };
  };
}

export const rateLimited = ({ limit, resetSeconds, headers }: Allowance): WireResponse => {
  const answer = problem(429, 'too.many.requests', {
    message: `Rate limit exceeded the maximum. Retry the request in [${resetSeconds}] seconds`,
    limit: { key: 'token.rate.per.minute', namespace: 'platform.api', value: limit },
  });
  return { ...answer, headers: { ...answer.headers, ...headers, 'retry-after': String(resetSeconds) } };
};
