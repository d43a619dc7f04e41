import type { Clock } from '../../app/ports.ts';
import { DENIED_AGAIN_MS } from '../../domain/backoff.ts';
import type { Failure } from '../../domain/failure.ts';
import { failed, ok, type Result } from '../../domain/result.ts';
import { failureOf, isSuccess } from '../../genesys/http/failure-of.ts';
import { fetchWhole } from '../../genesys/http/fetch-whole.ts';
import { jsonOrText, TIMEOUT_MS, type ApiAnswer } from '../../genesys/http/transport.ts';
import { pause } from '../patience.ts';

/** The access token of the client, kept in memory. */
export interface TokenSource {
  /** The token in hand for as long as it is good, or a new one; callers at the same moment share one request. */
  get(): Promise<Result<string>>;
  /** The platform refused this token: the next `get` asks for another, unless that has happened already. */
  refused(token: string): void;
}

/** A token that somebody gave. When it ends, there is no other. */
export const givenToken = (token: string): TokenSource => ({
  get: () => Promise.resolve(ok(token)),
  refused: () => undefined,
});

export interface TokenDeps {
  readonly loginUrl: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly fetch: typeof fetch;
  readonly clock: Pick<Clock, 'now' | 'wall' | 'after'>;
  /** A renewal came to nothing while the token in hand still serves: nobody else hears of it. */
  notRenewed?(failure: Failure): void;
}

/** A token is renewed this long before it ends: a request may be under way for a while. */
const EARLY_MS = 60_000;
/** A renewal that failed is not repeated by each request that the token in hand still serves. */
const RENEW_AGAIN_MS = 5_000;
/** A token and what belongs to it is a few kB. */
const LIMITS = { timeoutMs: TIMEOUT_MS, maxBytes: 100_000 };

/** Client credentials (RFC 6749, 4.4): POST /oauth/token with the secret in the Authorization header. */
export function createTokenSource(deps: TokenDeps): TokenSource {
  const { clock } = deps;
  let held: { readonly token: string; renewAt: number; readonly endsAt: number } | undefined;
  let asking: Promise<Result<string>> | undefined;

  async function ask(): Promise<Result<string>> {
    const askedAt = clock.now();
    const answer = await lookingAgain(() => request(deps), clock);
    if (!answer.ok) {
      if (held !== undefined && clock.now() < held.endsAt) {
        held.renewAt = clock.now() + RENEW_AGAIN_MS;
        deps.notRenewed?.(answer.failure);
      }
      return answer;
    }
    const { token, lifeMs } = answer.value;
    // A token that lives shorter than a minute still serves half its life.
    const renewAt = askedAt + Math.max(lifeMs - EARLY_MS, lifeMs / 2);
    held = { token, renewAt, endsAt: askedAt + lifeMs };
    return ok(token);
  }

  const renewed = () =>
    (asking ??= ask().finally(() => {
      asking = undefined;
    }));

  return {
    get() {
      if (held === undefined || clock.now() >= held.endsAt) return renewed();
      // Beside the request: a Pause waits for no sign-in while it has what Genesys takes.
      if (clock.now() >= held.renewAt) void renewed();
      return Promise.resolve(ok(held.token));
    },
    refused(token) {
      if (held?.token === token) held = undefined;
    },
  };
}

/** A sign-in that is refused, or that nobody knows, is tried again before it is believed: gateways fail for a moment. */
async function lookingAgain<T>(
  ask: () => Promise<Result<T>>,
  clock: Pick<Clock, 'after'>,
): Promise<Result<T>> {
  let answer = await ask();
  for (const ms of DENIED_AGAIN_MS) {
    if (answer.ok || !isDenial(answer.failure)) return answer;
    await pause(ms, clock);
    answer = await ask();
  }
  return answer;
}

const isDenial = (failure: Failure): boolean =>
  failure.kind === 'signed-out' ||
  (failure.kind === 'outage' && failure.status >= 400 && failure.status < 500);

async function request({
  loginUrl,
  clientId,
  clientSecret,
  fetch: send,
  clock,
}: TokenDeps): Promise<Result<{ readonly token: string; readonly lifeMs: number }>> {
  const init: RequestInit = {
    method: 'POST',
    headers: {
      authorization: `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}`,
      'content-type': 'application/x-www-form-urlencoded',
      accept: 'application/json',
    },
    body: 'grant_type=client_credentials',
    // The secret goes nowhere else.
    redirect: 'manual',
  };
  const answer = await fetchWhole(send, `${loginUrl}/oauth/token`, init, { ...LIMITS, clock });
  if (answer.kind !== 'answered') return failed({ kind: answer.kind });
  if (isSuccess(answer.status)) return tokenIn(jsonOrText(answer.text ?? ''));
  const { status, headers, text = '' } = answer;
  return failed(refusal({ kind: 'answered', status, headers, body: jsonOrText(text) }, clock.wall()));
}

function tokenIn(body: unknown): Result<{ readonly token: string; readonly lifeMs: number }> {
  const { access_token: token, expires_in: seconds } = (body ?? {}) as Record<string, unknown>;
  if (typeof token !== 'string' || token === '') return failed({ kind: 'malformed', what: 'access_token' });
  if (typeof seconds !== 'number' || !(seconds > 0)) return failed({ kind: 'malformed', what: 'expires_in' });
  return ok({ token, lifeMs: seconds * 1_000 });
}

/** 400 and 401 say that id or secret are wrong. */
function refusal(answer: Extract<ApiAnswer, { kind: 'answered' }>, wallMs: number): Failure {
  if (answer.status === 400 || answer.status === 401) return { kind: 'signed-out' };
  return answer.status === 429 ? failureOf(answer, wallMs) : { kind: 'outage', status: answer.status };
}
