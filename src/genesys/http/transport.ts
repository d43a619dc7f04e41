/** One request of the Platform API. `path` holds `{name}` where a path parameter goes. */
export interface ApiRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly path: `/api/v2/${string}`;
  readonly params?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  /** Asked as the last thing before it leaves, where it had to wait: false, it never does, and the answer is `offline`. */
  isWanted?(): boolean;
  /** It leaves now, with a token. */
  leaves?(): void;
}

export type ApiAnswer =
  | {
      readonly kind: 'answered';
      readonly status: number;
      /** By lower-case name. A browser sees only those that the platform exposes. */
      readonly headers: Readonly<Record<string, string>>;
      /** Parsed JSON, or the text when it is none; `undefined` when it is longer than {@link MAX_ANSWER_BYTES}. */
      readonly body: unknown;
      /**
       * sign-in: the answer of the sign-in; the request itself was never sent, and this says nothing about what it asks for.
       * former-token: a refusal (401) of a token that is no longer the present one, so that the request may be sent again.
       */
      readonly of?: 'sign-in' | 'former-token';
      /** Of the sign-in: it answered, and this in its answer cannot be read. */
      readonly unreadable?: string;
    }
  /** Sent, and no answer within the time allowed. */
  | { readonly kind: 'timeout' }
  /** No connection, or it dropped before the answer was complete. */
  | { readonly kind: 'offline' };

/**
 * Carries one request with the user's token. The request leaves within the calling task; the answer comes within 8 s;
 * never rejects.
 */
export type Transport = (request: ApiRequest) => Promise<ApiAnswer>;

/** A command times out after 8 s: people wait for it with a customer on the line. */
export const TIMEOUT_MS = 8_000;

/** Answers of the endpoints in use are a few hundred kB at the very most. */
export const MAX_ANSWER_BYTES = 4_000_000;

/** Parsed JSON, or the text when it is none. */
export function jsonOrText(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
