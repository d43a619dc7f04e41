import type { HttpRequestOptions } from 'purecloud-platform-client-v2';
import AbstractHttpClient from 'purecloud-platform-client-v2/src/purecloud-platform-client-v2/AbstractHttpClient.js';
import type { Clock } from '../../app/ports.ts';
import { isSuccess } from './failure-of.ts';
import { fetchWhole, type Fetched } from './fetch-whole.ts';
import { jsonOrText, MAX_ANSWER_BYTES, TIMEOUT_MS } from './transport.ts';

/** No answer came: nobody knows whether the request took effect. */
export class NoAnswer extends Error {
  readonly why: 'timeout' | 'offline';
  constructor(why: 'timeout' | 'offline') {
    super(`No answer: ${why}.`);
    this.why = why;
  }
}

/** What the SDK reads from a response, and from `error.response` of a rejection. */
export interface SdkResponse {
  readonly status: number;
  readonly statusText: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly data: unknown;
  readonly text: string;
}

/**
 * Carries the SDK's requests by fetch: its own client is axios, which is larger than everything else we need.
 *
 * `fetch` is called before the first `await`, and `callApi` of the SDK calls `request` within its own call, so that a
 * request leaves in the task of the click that asks for it.
 */
export class FetchHttpClient extends AbstractHttpClient {
  readonly #fetch: typeof fetch;
  readonly #clock: Pick<Clock, 'after'>;

  constructor(deps: { readonly fetch: typeof fetch; readonly clock: Pick<Clock, 'after'> }) {
    super();
    this.#fetch = deps.fetch;
    this.#clock = deps.clock;
  }

  /** Part of the SDK's interface; we set no hooks. */
  override enableHooks(): void {
    throw new Error('FetchHttpClient has no hooks.');
  }

  override async request(options: HttpRequestOptions): Promise<SdkResponse> {
    const limits = { timeoutMs: TIMEOUT_MS, maxBytes: MAX_ANSWER_BYTES, clock: this.#clock };
    const answer = await fetchWhole(this.#fetch, urlOf(options), initOf(options), limits);
    if (answer.kind !== 'answered') throw new NoAnswer(answer.kind);
    const response = responseOf(answer);
    if (isSuccess(answer.status)) return response;
    throw Object.assign(new Error(`HTTP ${answer.status}`), { response });
  }
}

function urlOf({ url, params }: HttpRequestOptions): string {
  const query = new URLSearchParams(params).toString();
  return query === '' ? url : `${url}?${query}`;
}

/**
 * Reads are `no-store`: Chromium holds a PATCH back while a GET of the same URL is in flight, unless that one bypasses
 * the cache, and a pause must overtake a slow read. Writes are not: it would cost a preflight each. They are `keepalive`,
 * so that a pause leaves even when the panel is removed in the same moment (docs/platform-notes.md, "Requests").
 */
function initOf({ method, headers, data }: HttpRequestOptions): RequestInit {
  const init: RequestInit = { method, credentials: 'omit', redirect: 'error' };
  if (method === 'GET') init.cache = 'no-store';
  else init.keepalive = true;
  const sent = { ...headers };
  if (data === undefined || data === null) delete sent['Content-Type'];
  else init.body = typeof data === 'string' ? data : JSON.stringify(data);
  return { ...init, headers: sent };
}

const responseOf = ({ status, headers, text }: Extract<Fetched, { kind: 'answered' }>): SdkResponse => ({
  status,
  statusText: '',
  headers,
  data: text === undefined ? undefined : jsonOrText(text),
  text: '',
});
