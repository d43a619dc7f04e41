/**
 * Everything that can be expected to go wrong, as one closed union. Adapters translate the world's answers into it;
 * texts for people live in the message catalogue, keyed by `kind`.
 *
 * `correlationId` is the platform's own trace id (`ININ-Correlation-Id`, `contextId` of an error body): support asks for it.
 */
export type Failure = (
  | { readonly kind: 'bad-request'; readonly code?: string } // 400
  | { readonly kind: 'signed-out' } // 401
  | { readonly kind: 'denied'; readonly code?: string; readonly permission?: string } // 403
  | { readonly kind: 'not-found'; readonly code?: string } // 404
  | { readonly kind: 'conflict'; readonly code?: string } // 409
  | { readonly kind: 'rate-limited'; readonly retryAfterMs?: number } // 429
  | { readonly kind: 'outage'; readonly status: number } // 5xx, and any status nobody expected
  | { readonly kind: 'timeout' } // sent, no answer within the time allowed
  | { readonly kind: 'offline' } // no connection, or it dropped: the effect is unknown
  | { readonly kind: 'malformed'; readonly what: string } // an answer that cannot be read; `what` names the field
  | { readonly kind: 'no-live-leg' } // local: the agent has no live leg on this conversation
  | { readonly kind: 'medium' } // local: this medium has no such operation
  | { readonly kind: 'unknown-outcome' } // the panel was gone before the answer came
  | { readonly kind: 'storage' } // local: the browser refuses to store; only the journal answers this
) & { readonly correlationId?: string };

export type FailureKind = Failure['kind'];

/** Stable codes: shown small on the panel, set as `data-failure`, listed in the support table, used in tests. */
const CODES = {
  'bad-request': 'REC-400',
  'signed-out': 'REC-401',
  denied: 'REC-403',
  'not-found': 'REC-404',
  conflict: 'REC-409',
  'rate-limited': 'REC-429',
  outage: 'REC-500',
  timeout: 'REC-TIMEOUT',
  offline: 'REC-OFFLINE',
  malformed: 'REC-ANSWER',
  'no-live-leg': 'REC-NOLEG',
  medium: 'REC-MEDIUM',
  'unknown-outcome': 'REC-OUTCOME',
  storage: 'REC-STORAGE',
} as const satisfies Record<FailureKind, `REC-${string}`>;

export type FailureCode = (typeof CODES)[FailureKind] | 'REC-UNCONFIRMED';

export function failureCode(failure: Failure): FailureCode {
  return CODES[failure.kind];
}

/**
 * Whether the same request may succeed a moment later. `maybe-done` means that the request may have taken effect
 * although no answer came: read before doing anything else. `twice`: a replica may not know of it yet.
 */
const RETRY = {
  'bad-request': 'never',
  'signed-out': 'never',
  denied: 'never',
  'not-found': 'twice',
  conflict: 'maybe-done',
  'rate-limited': 'later',
  outage: 'maybe-done',
  timeout: 'maybe-done',
  offline: 'maybe-done',
  malformed: 'maybe-done',
  'no-live-leg': 'never',
  medium: 'never',
  'unknown-outcome': 'never',
  storage: 'later',
} as const satisfies Record<FailureKind, 'never' | 'twice' | 'later' | 'maybe-done'>;

/** No answer came: nothing tells whether the request has taken effect, or still will. */
export const isUnanswered = ({ kind }: Failure): boolean => kind === 'timeout' || kind === 'offline';

/** The request may take effect, or may have, whatever was answered: nothing that is answered to a later one says that it did not. */
export const mayBeDone = (failure: Failure): boolean => RETRY[failure.kind] === 'maybe-done';

export function retryOf(failure: Failure): (typeof RETRY)[FailureKind] {
  return RETRY[failure.kind];
}
