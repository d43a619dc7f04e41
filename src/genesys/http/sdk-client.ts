import type { ApiClientClass, HttpRequestOptions } from 'purecloud-platform-client-v2';
import AbstractHttpClient from 'purecloud-platform-client-v2/src/purecloud-platform-client-v2/AbstractHttpClient.js';
import ApiClient from 'purecloud-platform-client-v2/src/purecloud-platform-client-v2/ApiClient.js';
import { listeners } from '../../listeners.ts';
import type { Cancel, Clock } from '../../app/ports.ts';
import { isSuccess } from './failure-of.ts';
import { fetchWhole, type Fetched } from './fetch-whole.ts';
import {
  jsonOrText,
  MAX_ANSWER_BYTES,
  TIMEOUT_MS,
  type ApiAnswer,
  type ApiRequest,
  type Transport,
} from './transport.ts';

/** Where the platform is: one of its regions (`mypurecloud.ie`), or a proxy or sandbox in front of it. */
export type Place =
  | { readonly region: string }
  | {
      readonly gateway: {
        readonly protocol?: string | undefined;
        readonly host: string;
        readonly port?: number | undefined;
        readonly loginPath?: string | undefined;
        readonly apiPath?: string | undefined;
      };
    };

/** The platform SDK's client, which also keeps the access token: in memory, and nowhere else. */
export interface SdkClient {
  readonly transport: Transport;
  /**
   * The same with this token, while the present one serves everybody else. What its refusal means is for who asks to say:
   * `onRefused` is not told.
   */
  transportWith(token: string): Transport;
  /** Where `/oauth/…` is appended, e.g. `https://login.mypurecloud.ie`. */
  readonly loginUrl: string;
  /** For sign-in only. */
  readonly sdk: ApiClientClass;
  /** From here on this one is present. Refusals of requests that left before are old news, also where it is the same token: it has proved good since. */
  setToken(token: string): void;
  clearToken(): void;
  /** Calls back when the platform refuses the present token; refusals of an earlier one are old news. */
  onRefused(run: () => void): Cancel;
}

export function createSdkClient(deps: {
  readonly place: Place;
  readonly fetch: typeof fetch;
  readonly clock: Pick<Clock, 'after'>;
}): SdkClient {
  const sdk = newSdk(deps.place);
  sdk.setHttpClient(new FetchHttpClient(deps));
  const onRefused = listeners();
  let present: string | undefined;
  let tokens = 0;

  const serve = () => (present === undefined ? sdk.clearAccessToken() : sdk.setAccessToken(present));

  return {
    sdk,
    loginUrl: sdk.config.getConfUrl('login', `https://login.${sdk.config.environment}`),
    setToken(token) {
      tokens += 1;
      present = token;
      serve();
    },
    clearToken() {
      tokens += 1;
      present = undefined;
      serve();
    },
    onRefused: onRefused.listen,
    async transport(request) {
      const sentWith = tokens;
      const answer = await call(sdk, request);
      if (answer.kind !== 'answered' || answer.status !== 401) return answer;
      if (sentWith !== tokens) return { ...answer, of: 'former-token' };
      onRefused.tell();
      return answer;
    },
    transportWith: (token) => (request) => {
      sdk.setAccessToken(token);
      const asking = call(sdk, request);
      serve();
      return asking;
    },
  };
}

function newSdk(place: Place): ApiClientClass {
  const sdk = new ApiClient();
  // The constructor publishes itself, token and all, as `window.ApiClient`; nothing reads that.
  Reflect.deleteProperty(globalThis.window, 'ApiClient');
  // Without it a refusal has neither status nor headers.
  sdk.setReturnExtendedResponses(true);
  if ('region' in place) {
    sdk.setEnvironment(place.region);
    return sdk;
  }
  const { protocol, host, port, loginPath, apiPath } = place.gateway;
  sdk.setGateway({
    host,
    ...(protocol !== undefined && { protocol }),
    ...(port !== undefined && { port }),
    ...(loginPath !== undefined && { path_params_login: loginPath }),
    ...(apiPath !== undefined && { path_params_api: apiPath }),
  });
  return sdk;
}

const JSON_TYPES = ['application/json'];

/** Answers and refusals alike carry `status`, `headers` and `body`; without a response the rejection is our own error. */
async function call(sdk: ApiClientClass, request: ApiRequest): Promise<ApiAnswer> {
  try {
    return answered(await send(sdk, request));
  } catch (rejection) {
    if (rejection instanceof NoAnswer) return { kind: rejection.why };
    if (rejection instanceof Error) throw rejection;
    return answered(rejection);
  }
}

function send(sdk: ApiClientClass, { method, path, params, query, body }: ApiRequest): Promise<unknown> {
  return sdk.callApi(
    path,
    method,
    { ...params },
    // Declared as objects, handled as plain values: see `serialize` of the SDK's ApiClient.
    { ...query } as unknown as Record<string, object>,
    {},
    {},
    body,
    ['PureCloud OAuth'],
    JSON_TYPES,
    JSON_TYPES,
  );
}

function answered(extended: unknown): ApiAnswer {
  const { status, headers, body } = extended as {
    status: number;
    headers: Record<string, string>;
    body: unknown;
  };
  return { kind: 'answered', status, headers, body };
}

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
class FetchHttpClient extends AbstractHttpClient {
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
