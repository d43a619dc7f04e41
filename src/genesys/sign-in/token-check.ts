import { retryOf, type Failure } from '../../domain/failure.ts';
import type { Rest } from '../http/rest.ts';
import { decodeTokenInfo } from '../wire/identity.ts';

/** A new token, with the moment (epoch ms) at which it ends. */
export interface NewToken {
  readonly token: string;
  readonly expiresAt: number;
}

export type Checked =
  | { readonly kind: 'good' }
  /** The platform does not take it: a new attempt is needed. */
  | { readonly kind: 'refused'; readonly failure: Failure }
  /** Nobody could tell: ask again later. The SDK would leave for the sign-in page again and again instead. */
  | { readonly kind: 'down'; readonly failure: Failure };

/** GET tokens/me with the token that the client holds. */
export async function checkToken(rest: Rest): Promise<Checked> {
  const answer = await rest.ask({ method: 'GET', path: '/api/v2/tokens/me' }, decodeTokenInfo);
  if (answer.ok) return { kind: 'good' };
  const { failure } = answer;
  return { kind: retryOf(failure) === 'never' ? 'refused' : 'down', failure };
}
