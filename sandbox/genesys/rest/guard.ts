import type { Switches } from '../../control.ts';
import { problem, rateLimited } from '../errors.ts';
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
export function hasScope({ client }: Token, wanted: readonly string[], switches: Switches): boolean {
  const scopes = [...client.scopes, ...(switches.agentsSeeRecordings ? ['recordings:readonly'] : [])];
  const opens = (scope: string) => scopes.includes(scope) || scopes.includes(scope.replace(/:readonly$/, ''));
  return wanted.length === 0 || wanted.some(opens);
}

const MINUTE_MS = 60_000;

/** Requests per minute, in windows that begin with a request; refused ones count as well. */
export function createRateLimit(
  timing: Timing,
  switches: Switches,
): (token: Token) => WireResponse | undefined {
  const windows = new Map<string, { endsAt: number; count: number }>();
  const counted: Readonly<Record<Switches['rateLimitBy'], (token: Token) => string>> = {
    token: ({ id }) => id,
    client: ({ client }) => client.id,
    organization: () => 'all',
  };
  return (token) => {
    const key = counted[switches.rateLimitBy](token);
    let window = windows.get(key);
    if (window === undefined || window.endsAt <= timing.now()) {
      window = { endsAt: timing.now() + MINUTE_MS, count: 0 };
      windows.set(key, window);
    }
    window.count += 1;
    if (window.count <= (switches.requestsPerMinute ?? 300)) return undefined;
    return rateLimited(Math.ceil((window.endsAt - timing.now()) / 1000));
  };
}
