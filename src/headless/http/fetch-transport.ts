import type { Clock } from '../../app/ports.ts';
import type { Failure } from '../../domain/failure.ts';
import { fetchWhole } from '../../genesys/http/fetch-whole.ts';
import {
  jsonOrText,
  MAX_ANSWER_BYTES,
  TIMEOUT_MS,
  type ApiAnswer,
  type ApiRequest,
  type Transport,
} from '../../genesys/http/transport.ts';
import { pause } from '../patience.ts';
import type { TokenSource } from './token.ts';

export interface FetchTransportDeps {
  readonly apiUrl: string;
  readonly token: TokenSource;
  readonly fetch: typeof fetch;
  readonly clock: Pick<Clock, 'after'>;
}

/** A 401 is believed when it was said so often in a row. */
const MOST_SENT = 3;
const AFTER_SECOND_MS = 1_000;
const LIMITS = { timeoutMs: TIMEOUT_MS, maxBytes: MAX_ANSWER_BYTES };

/**
 * Carries requests by Node's fetch with the client's token. A 401 means that nothing was done: the request goes out again
 * with a new token, twice at most. Never rejects.
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
    for (let sent = 1; ; sent += 1) {
      const held = await token.get();
      if (!held.ok) return withoutToken(held.failure);
      if (request.isWanted?.() === false) return { kind: 'offline' };
      request.leaves?.();
      const answer = await once(request, held.value);
      if (answer.kind !== 'answered' || answer.status !== 401) return answer;
      token.refused(held.value);
      if (sent === MOST_SENT) return answer;
      // The first 401 may be a token that ended: that waits for nothing.
      if (sent > 1) await pause(AFTER_SECOND_MS, clock);
    }
  };
}

/** What a failed sign-in means to a request: nothing was sent. */
function withoutToken(failure: Failure): ApiAnswer {
  if (failure.kind === 'timeout' || failure.kind === 'offline') return { kind: failure.kind };
  if (failure.kind === 'outage') {
    return { kind: 'answered', status: failure.status, headers: {}, body: undefined, of: 'sign-in' };
  }
  if (failure.kind === 'malformed') {
    // No status of the sign-in's own may count here: a 200 would be a command's.
    const unreadable = { of: 'sign-in', unreadable: failure.what } as const;
    return { kind: 'answered', status: 502, headers: {}, body: undefined, ...unreadable };
  }
  const retryAfterMs = failure.kind === 'rate-limited' ? failure.retryAfterMs : undefined;
  const headers: Record<string, string> =
    retryAfterMs === undefined ? {} : { 'retry-after': String(retryAfterMs / 1_000) };
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
