import type { Clock, SignInProblem } from '../../app/ports.ts';
import type { Failure } from '../../domain/failure.ts';
import { failureOf } from '../http/failure-of.ts';
import { NoAnswer, type SdkResponse } from '../http/sdk-client.ts';
import type { SdkClient } from '../http/sdk-client.ts';
import type { Answered } from './answers.ts';
import type { OAuthSettings } from './oauth.ts';
import type { NewToken } from './token-check.ts';

export interface AnswerDeps {
  readonly client: SdkClient;
  readonly oauth: OAuthSettings;
  readonly clock: Pick<Clock, 'wall' | 'after'>;
  /** The SDK's exchange puts the new token in place of the present one, which has to serve until that has proved good. */
  readonly restoreToken: () => void;
}

export type TokenOrProblem = { readonly token: NewToken } | { readonly problem: SignInProblem };

/** For a token whose life is not told; the platform refuses it when it ends earlier. */
const DEFAULT_LIFE_MS = 86_400_000;
/** An exchange that nobody answered may not have taken place. */
const AGAIN_MS = [1_000, 3_000] as const;

/** The token of an answer of the sign-in page; a code is exchanged for it. */
export async function tokenOf(answer: Answered, deps: AnswerDeps): Promise<TokenOrProblem> {
  const endsIn = (lifeMs: number | undefined) => deps.clock.wall() + (lifeMs ?? DEFAULT_LIFE_MS);
  switch (answer.kind) {
    case 'error':
      return { problem: { kind: 'sign-in-refused', error: answer.error } };
    case 'token': {
      const { token, expiresInSeconds } = answer;
      const lifeMs = expiresInSeconds === undefined ? undefined : expiresInSeconds * 1_000;
      return { token: { token, expiresAt: endsIn(lifeMs) } };
    }
    case 'code': {
      const { code, verifier } = answer;
      if (verifier === undefined) return { problem: { kind: 'sign-in-failed' } };
      const exchanged = await exchange(code, verifier, deps);
      if ('failure' in exchanged) return { problem: problemOf(exchanged) };
      const { token, lifeMs } = exchanged;
      // A 200 without a token, such as a proxy's page.
      if (token === '') return { problem: { kind: 'sign-in-failed' } };
      return { token: { token, expiresAt: endsIn(lifeMs) } };
    }
  }
}

interface Exchanged {
  readonly token: string;
  readonly lifeMs: number | undefined;
}
interface NotExchanged {
  readonly failure: Failure;
  /** An earlier request may have used up the code. */
  readonly isRepeated: boolean;
}

async function exchange(
  code: string,
  verifier: string,
  { client, oauth, clock, restoreToken }: AnswerDeps,
): Promise<Exchanged | NotExchanged> {
  for (let turn = 0; ; turn += 1) {
    try {
      const data = await client.sdk.authorizePKCEGrant(oauth.clientId, verifier, code, oauth.redirectUri);
      const lifeMs = data.tokenExpiryTime > 0 ? data.tokenExpiryTime - Date.now() : undefined;
      const token: unknown = data.accessToken;
      // The SDK's answer is where it keeps the token: this takes it away there too.
      restoreToken();
      return { token: typeof token === 'string' ? token : '', lifeMs };
    } catch (rejection) {
      const failure = failureIn(rejection, clock.wall());
      if (failure === undefined) throw new Error('The exchange of the code failed.', { cause: rejection });
      const againMs = isFinal(failure) ? undefined : AGAIN_MS[turn];
      if (againMs === undefined) return { failure, isRepeated: turn > 0 };
      await new Promise<void>((done) => clock.after(againMs, done));
    }
  }
}

const isFinal = ({ kind }: Failure): boolean =>
  kind === 'bad-request' || kind === 'signed-out' || kind === 'denied';

function problemOf({ failure, isRepeated }: NotExchanged): SignInProblem {
  return isFinal(failure) && !isRepeated ? { kind: 'sign-in-failed', failure } : { kind: 'sign-in-down' };
}

/** The SDK rejects with what its HTTP client threw: an answer, or none. `undefined` for anything else. */
function failureIn(rejection: unknown, wallMs: number): Failure | undefined {
  if (rejection instanceof NoAnswer) return { kind: rejection.why };
  if (!(rejection instanceof Error) || !('response' in rejection)) return undefined;
  const { status, headers, data } = rejection.response as SdkResponse;
  return failureOf({ kind: 'answered', status, headers, body: data }, wallMs);
}
