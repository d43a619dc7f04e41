/** What the sign-in page sends back in the URL. */
export type SignInAnswer =
  | { readonly kind: 'token'; readonly token: string; readonly expiresInSeconds?: number }
  | { readonly kind: 'code'; readonly code: string }
  /** `error` is the server's code, e.g. access_denied. */
  | { readonly kind: 'error'; readonly error: string };

export interface Returned {
  readonly state: string;
  readonly answer: SignInAnswer;
}

const ERROR_CODE = /^[\w.-]{1,64}$/;

/** Reads an answer from the hash (implicit grant) or the query (PKCE); `undefined` when the URL holds none. */
export function readAnswer({ search, hash }: { search: string; hash: string }): Returned | undefined {
  return (
    answerIn(new URLSearchParams(hash.slice(1)), 'access_token') ??
    answerIn(new URLSearchParams(search), 'code')
  );
}

function answerIn(params: URLSearchParams, key: 'access_token' | 'code'): Returned | undefined {
  const state = params.get('state') ?? '';
  const error = params.get('error');
  if (error !== null) {
    return { state, answer: { kind: 'error', error: ERROR_CODE.test(error) ? error : 'unknown' } };
  }
  const found = params.get(key);
  if (found === null) return undefined;
  if (key === 'code') return { state, answer: { kind: 'code', code: found } };
  const expiresInSeconds = Number(params.get('expires_in') ?? Number.NaN);
  return {
    state,
    answer: { kind: 'token', token: found, ...(expiresInSeconds > 0 && { expiresInSeconds }) },
  };
}

const ANSWER_PARAMS = new Set(['code', 'state', 'error', 'error_description', 'access_token']);

/** However a name is written: `%63ode` is read as `code` by whoever reads it next. */
const isAnswerParam = (name: string) => ANSWER_PARAMS.has(name);

/** The query without what belongs to an answer; the rest stays as it is written. */
export function withoutAnswer(search: string): string {
  const rest = search
    .slice(1)
    .split('&')
    .filter((pair) => pair !== '' && ![...new URLSearchParams(pair).keys()].some(isAnswerParam));
  return rest.length === 0 ? '' : `?${rest.join('&')}`;
}

/** An attempt in a window of its own says so in its state, because that window may not share our storage. */
export const stateFor = (via: 'child' | 'popup', random: string): string => `${via}-${random}`;

export const viaOf = (state: string): 'child' | 'popup' | undefined =>
  state.startsWith('child-') ? 'child' : state.startsWith('popup-') ? 'popup' : undefined;

/** What the window of an attempt posts to the panel that opened it: the answer as it stood in its URL. */
export interface SignInMessage {
  readonly type: 'rc1.sign-in';
  readonly search: string;
  readonly hash: string;
}

export function isSignInMessage(data: unknown): data is SignInMessage {
  if (typeof data !== 'object' || data === null) return false;
  const { type, search, hash } = data as Partial<Record<keyof SignInMessage, unknown>>;
  return type === 'rc1.sign-in' && typeof search === 'string' && typeof hash === 'string';
}
