import type { Clock } from '../../app/ports.ts';
import { fetchWhole } from '../../genesys/http/fetch-whole.ts';
import {
  jsonOrText,
  MAX_ANSWER_BYTES,
  TIMEOUT_MS,
  type ApiAnswer,
  type ApiRequest,
  type Transport,
} from '../../genesys/http/transport.ts';
import type { TokenSource } from './token.ts';

export interface FetchTransportDeps {
  readonly apiUrl: string;
  readonly token: TokenSource;
  readonly fetch: typeof fetch;
  readonly clock: Pick<Clock, 'after'>;
}

const LIMITS = { timeoutMs: TIMEOUT_MS, maxBytes: MAX_ANSWER_BYTES };

/**
 * Carries requests by Node's fetch with the client's token. A 401 means that nothing was done: the request goes out once
 * more with a new token. Never rejects.
 */
export function createFetchTransport({ apiUrl, token, fetch: send, clock }: FetchTransportDeps): Transport {
  async function once(request: ApiRequest, bearer: string): Promise<ApiAnswer> {
    const { method, body } = request;
    const init: RequestInit = {
      method,
      headers: {
        authorization: `Bearer ${bearer}`,
        accept: 'application/json',
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      // The token goes nowhere else: a redirect is an answer like any other that nobody expected.
      redirect: 'manual',
    };
    const answer = await fetchWhole(send, urlOf(apiUrl, request), init, { ...LIMITS, clock });
    if (answer.kind !== 'answered') return answer;
    const { kind, status, headers, text } = answer;
    return { kind, status, headers, body: text === undefined ? undefined : jsonOrText(text) };
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
