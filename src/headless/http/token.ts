import type { Clock } from '../../app/ports.ts';
import type { Failure } from '../../domain/failure.ts';
import { failed, ok, type Result } from '../../domain/result.ts';
import { TIMEOUT_MS } from '../../genesys/http/transport.ts';

/** The access token of the client, kept in memory. */
export interface TokenSource {
  /** The token in hand, or a new one; callers at the same moment share one request. */
  get(): Promise<Result<string>>;
  /** The platform refused this token: the next `get` asks for another, unless that has happened already. */
  refused(token: string): void;
}

export interface TokenDeps {
  readonly loginUrl: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly fetch: typeof fetch;
  readonly clock: Pick<Clock, 'now' | 'wall'>;
}

/** A token is given up this long before it ends: a request may be under way for a while. */
const EARLY_MS = 60_000;

/** Client credentials (RFC 6749, 4.4): POST /oauth/token with the secret in the Authorization header. */
export function createTokenSource(deps: TokenDeps): TokenSource {
  const { clock } = deps;
  let held: { readonly token: string; readonly until: number } | undefined;
  let asking: Promise<Result<string>> | undefined;

  async function ask(): Promise<Result<string>> {
    const askedAt = clock.now();
    const answer = await request(deps);
    if (!answer.ok) return answer;
    const { token, lifeMs } = answer.value;
    // A token that lives shorter than a minute still serves half its life.
    held = { token, until: askedAt + Math.max(lifeMs - EARLY_MS, lifeMs / 2) };
    return ok(token);
  }

  return {
    get() {
      if (held !== undefined && clock.now() < held.until) return Promise.resolve(ok(held.token));
      asking ??= ask().finally(() => {
        asking = undefined;
      });
      return asking;
    },
    refused(token) {
      if (held?.token === token) held = undefined;
    },
  };
}

async function request({
  loginUrl,
  clientId,
  clientSecret,
  fetch: send,
}: TokenDeps): Promise<Result<{ readonly token: string; readonly lifeMs: number }>> {
  try {
    const answer = await send(`${loginUrl}/oauth/token`, {
      method: 'POST',
      headers: {
        authorization: `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}`,
        'content-type': 'application/x-www-form-urlencoded',
        accept: 'application/json',
      },
      body: 'grant_type=client_credentials',
      redirect: 'error',
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    const body: unknown = await answer.json().catch(() => undefined);
    if (answer.ok) return tokenIn(body);
    return failed(refusal(answer.status, answer.headers.get('retry-after')));
  } catch (error) {
    // What fetch says may hold the request; only its kind is kept.
    const isTimeout = error instanceof Error && error.name === 'TimeoutError';
    return failed({ kind: isTimeout ? 'timeout' : 'offline' });
  }
}

function tokenIn(body: unknown): Result<{ readonly token: string; readonly lifeMs: number }> {
  const { access_token: token, expires_in: seconds } = (body ?? {}) as Record<string, unknown>;
  if (typeof token !== 'string' || token === '') return failed({ kind: 'malformed', what: 'access_token' });
  if (typeof seconds !== 'number' || !(seconds > 0)) return failed({ kind: 'malformed', what: 'expires_in' });
  return ok({ token, lifeMs: seconds * 1_000 });
}

/** 400 and 401 say that id or secret are wrong: asking again changes nothing. */
function refusal(status: number, retryAfter: string | null): Failure {
  if (status === 400 || status === 401) return { kind: 'signed-out' };
  if (status === 429) {
    const seconds = Number(retryAfter);
    return { kind: 'rate-limited', ...(retryAfter && seconds >= 0 && { retryAfterMs: seconds * 1_000 }) };
  }
  return { kind: 'outage', status };
}
