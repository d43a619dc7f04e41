import { retryOf, type Failure } from '../../domain/failure.ts';
import type { Rest } from '../http/rest.ts';
import { decodeMe, decodeTokenInfo } from '../wire/identity.ts';

/** A new token, with the moment (epoch ms) at which it ends. */
export interface NewToken {
  readonly token: string;
  readonly expiresAt: number;
}

export type Checked =
  | { readonly kind: 'good' }
  /** The platform does not take it, or it is another user's: a new attempt is needed. */
  | { readonly kind: 'refused'; readonly failure: Failure }
  /** Nobody could tell: ask again later. The SDK would leave for the sign-in page again and again instead. */
  | { readonly kind: 'down'; readonly failure: Failure };

/**
 * GET tokens/me with the token that the client holds; GET users/me where it has to be this user's. The request leaves in
 * the calling task.
 */
export async function checkToken(rest: Rest, userId?: string): Promise<Checked> {
  const answer =
    userId === undefined
      ? await rest.ask({ method: 'GET', path: '/api/v2/tokens/me' }, decodeTokenInfo)
      : await rest.ask({ method: 'GET', path: '/api/v2/users/me' }, decodeMe);
  if (!answer.ok) {
    const { failure } = answer;
    return { kind: retryOf(failure) === 'never' ? 'refused' : 'down', failure };
  }
  const isAnother = 'userId' in answer.value && answer.value.userId !== userId;
  return isAnother ? { kind: 'refused', failure: { kind: 'denied' } } : { kind: 'good' };
}
