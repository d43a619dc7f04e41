import type { Clock, Me } from '../../app/ports.ts';
import type { Failure } from '../../domain/failure.ts';
import type { Result } from '../../domain/result.ts';
import { ME_REQUEST, decodeMe, decodeTokenInfo } from '../wire/identity.ts';
import type { Rest } from '../http/rest.ts';

/** A new token, with the moment (epoch ms) at which it ends. */
export interface NewToken {
  readonly token: string;
  readonly expiresAt: number;
}

export type Checked =
  /** `me` is absent when the platform takes the token and does not say whose it is: a scope is missing. */
  | { readonly kind: 'good'; readonly me?: Me }
  /** Good, and not the user's who was expected. */
  | { readonly kind: 'another'; readonly userId: string }
  /** The platform does not take it: a new attempt is needed. */
  | { readonly kind: 'refused'; readonly failure: Failure }
  /** Nobody could tell: ask again later. The SDK would leave for the sign-in page again and again instead. */
  | { readonly kind: 'down'; readonly failure: Failure };

/** Sends one request with the token in question. */
export type AskWith = Rest['ask'];

/** A passing failure is over within seconds; one that lasts is told, and looked at again later. */
const LOOK_AGAIN_MS = [500, 1_500, 4_000] as const;

/**
 * Whose token is it, and does the platform take it? GET users/me, which the panel needs anyway. No single negative answer
 * counts: a 401 has to be confirmed by GET tokens/me, and anything but a yes or no is looked at again.
 */
export async function checkToken(
  ask: AskWith,
  clock: Pick<Clock, 'after'>,
  userId?: string,
): Promise<Checked> {
  const look = () => lookAgain(() => ask(ME_REQUEST, decodeMe), clock, isSettled);
  let me = await look();
  if (!me.ok && me.failure.kind === 'signed-out') {
    const confirmed = await confirmRefusal(ask, clock);
    if (confirmed === 'refused') return { kind: 'refused', failure: me.failure };
    if (confirmed === 'good') me = await look();
  }
  if (me.ok) {
    const isAnother = userId !== undefined && me.value.userId !== userId;
    return isAnother ? { kind: 'another', userId: me.value.userId } : { kind: 'good', me: me.value };
  }
  const { failure } = me;
  if (failure.kind !== 'denied') return { kind: 'down', failure };
  return userId === undefined ? { kind: 'good' } : { kind: 'refused', failure };
}

/** After a 401: does GET tokens/me say the same? */
export async function confirmRefusal(
  ask: AskWith,
  clock: Pick<Clock, 'after'>,
): Promise<'refused' | 'good' | 'down'> {
  const info = await lookAgain(
    () => ask({ method: 'GET', path: '/api/v2/tokens/me' }, decodeTokenInfo),
    clock,
    isSettled,
  );
  if (info.ok) return 'good';
  return info.failure.kind === 'signed-out' ? 'refused' : 'down';
}

const isSettled = (result: Result<unknown>): boolean =>
  result.ok || result.failure.kind === 'signed-out' || result.failure.kind === 'denied';

async function lookAgain<T>(
  look: () => Promise<Result<T>>,
  clock: Pick<Clock, 'after'>,
  isOver: (result: Result<T>) => boolean,
): Promise<Result<T>> {
  let result = await look();
  for (const waitMs of LOOK_AGAIN_MS) {
    if (isOver(result)) break;
    const { failure } = result as Extract<Result<T>, { ok: false }>;
    const askedMs = (failure.kind === 'rate-limited' && failure.retryAfterMs) || 0;
    if (askedMs > LOOK_AGAIN_MS[2]) break;
    await new Promise<void>((done) => clock.after(Math.max(waitMs, askedMs), done));
    result = await look();
  }
  return result;
}
