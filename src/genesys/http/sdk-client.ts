import type { ApiClientClass } from 'purecloud-platform-client-v2';
import ApiClient from 'purecloud-platform-client-v2/src/purecloud-platform-client-v2/ApiClient.js';
import type { Cancel, Clock } from '../../app/ports.ts';
import { FetchHttpClient, NoAnswer } from './fetch-http-client.ts';
import type { ApiAnswer, ApiRequest, Transport } from './transport.ts';

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
  /** Where `/oauth/…` is appended, e.g. `https://login.mypurecloud.ie`. */
  readonly loginUrl: string;
  /** For sign-in only. */
  readonly sdk: ApiClientClass;
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
  const listeners = new Set<() => void>();
  let tokens = 0;

  return {
    sdk,
    loginUrl: sdk.config.getConfUrl('login', `https://login.${sdk.config.environment}`),
    setToken(token) {
      tokens += 1;
      sdk.setAccessToken(token);
    },
    clearToken() {
      tokens += 1;
      sdk.clearAccessToken();
    },
    onRefused(run) {
      listeners.add(run);
      return () => void listeners.delete(run);
    },
    async transport(request) {
      const sentWith = tokens;
      const answer = await call(sdk, request);
      if (answer.kind === 'answered' && answer.status === 401 && sentWith === tokens) {
        for (const run of listeners) run();
      }
      return answer;
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
