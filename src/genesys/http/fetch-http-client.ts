import type { HttpRequestOptions } from 'purecloud-platform-client-v2';
import AbstractHttpClient from 'purecloud-platform-client-v2/src/purecloud-platform-client-v2/AbstractHttpClient.js';
import type { Clock } from '../../app/ports.ts';
import { TIMEOUT_MS } from './transport.ts';

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

/** Answers of the endpoints in use are a few hundred kB at the very most. */
const MAX_ANSWER = 4_000_000;

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
    // A browser's fetch refuses to be called as a method of something else.
    const send = this.#fetch;
    const abort = new AbortController();
    let timedOut = false;
    const cancel = this.#clock.after(TIMEOUT_MS, () => {
      timedOut = true;
      abort.abort();
    });
    try {
      const answer = await send(urlOf(options), { ...initOf(options), signal: abort.signal });
      const text = await answer.text();
      if (answer.ok) return responseOf(answer, text);
      throw Object.assign(new Error(`HTTP ${answer.status}`), { response: responseOf(answer, text) });
    } catch (error) {
      // Neither the original error nor its cause is kept: it can hold the URL and, with some stacks, the headers.
      if (error instanceof Error && 'response' in error) throw error;
      throw new NoAnswer(timedOut ? 'timeout' : 'offline');
    } finally {
      cancel();
    }
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
  const init: RequestInit = { method, credentials: 'omit' };
  if (method === 'GET') init.cache = 'no-store';
  else init.keepalive = true;
  const sent = { ...headers };
  if (data === undefined || data === null) delete sent['Content-Type'];
  else init.body = typeof data === 'string' ? data : JSON.stringify(data);
  return { ...init, headers: sent };
}

function responseOf(answer: Response, text: string): SdkResponse {
  return {
    status: answer.status,
    statusText: answer.statusText,
    headers: Object.fromEntries(answer.headers),
    data: text.length > MAX_ANSWER ? undefined : parsed(text),
    text: '',
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
