import { TIMEOUT_MS, type ApiAnswer, type ApiRequest, type Transport } from '../../genesys/http/transport.ts';
import type { TokenSource } from './token.ts';

export interface FetchTransportDeps {
  readonly apiUrl: string;
  readonly token: TokenSource;
  readonly fetch: typeof fetch;
}

/** Answers of the endpoints in use are a few hundred kB at the very most. */
const MAX_ANSWER = 4_000_000;

/**
 * Carries requests by Node's fetch with the client's token. A 401 means that nothing was done: the request goes out once
 * more with a new token. Never rejects, and keeps nothing of an error, which may hold URL and headers.
 */
export function createFetchTransport({ apiUrl, token, fetch: send }: FetchTransportDeps): Transport {
  async function once(request: ApiRequest, bearer: string): Promise<ApiAnswer> {
    try {
      const { method, body } = request;
      const answer = await send(urlOf(apiUrl, request), {
        method,
        headers: {
          authorization: `Bearer ${bearer}`,
          accept: 'application/json',
          ...(body !== undefined && { 'content-type': 'application/json' }),
        },
        ...(body !== undefined && { body: JSON.stringify(body) }),
        redirect: 'error',
        signal: AbortSignal.timeout(TIMEOUT_MS),
      });
      const text = await answer.text();
      return {
        kind: 'answered',
        status: answer.status,
        headers: Object.fromEntries(answer.headers),
        body: text.length > MAX_ANSWER ? undefined : parsed(text),
      };
    } catch (error) {
      const isTimeout = error instanceof Error && error.name === 'TimeoutError';
      return { kind: isTimeout ? 'timeout' : 'offline' };
    }
  }

  return async (request) => {
    const first = await token.get();
    if (!first.ok) return withoutToken(first.failure);
    const answer = await once(request, first.value);
    if (answer.kind !== 'answered' || answer.status !== 401) return answer;
    token.refused(first.value);
    const second = await token.get();
    return second.ok ? once(request, second.value) : withoutToken(second.failure);
  };
}

/** What a failed sign-in means to a request: nothing was sent. */
function withoutToken(failure: { readonly kind: string; readonly retryAfterMs?: number }): ApiAnswer {
  if (failure.kind === 'timeout' || failure.kind === 'offline') return { kind: failure.kind };
  const headers: Record<string, string> =
    failure.retryAfterMs === undefined ? {} : { 'retry-after': String(failure.retryAfterMs / 1_000) };
  const status = failure.kind === 'signed-out' ? 401 : failure.kind === 'rate-limited' ? 429 : 503;
  return { kind: 'answered', status, headers, body: undefined };
}

function urlOf(apiUrl: string, { path, params = {}, query }: ApiRequest): string {
  const filled = path.replace(/\{(\w+)\}/g, (_whole, name: string) => {
    const value = params[name];
    if (value === undefined) throw new Error(`The path ${path} lacks its parameter ${name}.`);
    return encodeURIComponent(value);
  });
  const search = new URLSearchParams(query).toString();
  return `${apiUrl}${filled}${search === '' ? '' : `?${search}`}`;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
