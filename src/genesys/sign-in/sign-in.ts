import type { Cancel, Clock, Log, SignIn, SignInOutcome, SignInProblem } from '../../app/ports.ts';
import type { Failure } from '../../domain/failure.ts';
import { failureOf } from '../http/failure-of.ts';
import { NoAnswer, type SdkResponse } from '../http/fetch-http-client.ts';
import { createRest } from '../http/rest.ts';
import { createAttempts } from './attempts.ts';
import { isReachable, leave, type LeaveDeps } from './leave.ts';
import type { PageWindow, RestoredLaunch } from './restore-launch.ts';
import { signInWithin, type SignInWindow, type WindowDeps } from './sign-in-window.ts';
import { checkToken, type NewToken } from './token-check.ts';

export interface SignInDeps extends Omit<LeaveDeps, 'attempts'> {
  readonly clock: Clock;
  readonly page: PageWindow & WindowDeps['page'];
  /** What `restoreLaunch` answered. */
  readonly launch: RestoredLaunch;
  /** A hidden frame, tried first: the panel stays, and no token enters its URL. Absent: never. */
  readonly openChildFrame?: () => SignInWindow;
  /** A popup for `again`, which follows a click. Absent: the panel itself leaves for the sign-in page. */
  readonly openPopup?: () => SignInWindow | undefined;
  /** False: the panel never leaves by itself (the host asked for a popup, `gcUsePopupAuth`). Default: true. */
  readonly mayLeave?: boolean;
  readonly log: Log;
}

/** An attempt that has not come back by then may be tried again without a click. */
const NEVER_RETURNED_MS = 60_000;
/** Nobody signs in for longer. */
const ATTEMPT_LIFE_MS = 3_600_000;
/** For a token whose life is not told; the platform refuses it when it ends earlier. */
const DEFAULT_LIFE_MS = 86_400_000;

/**
 * Sign-in by implicit grant or PKCE. The SDK carries it out; what it leaves open is decided here: an answer counts only
 * for an attempt of ours, an outage is an outage and no reason to sign in again, and no page leaves twice by itself.
 */
export function createSignIn(deps: SignInDeps): SignIn {
  const { client, oauth, clock, log, launch, page } = deps;
  const rest = createRest(client.transport, clock);
  const attempts = createAttempts(() => page.sessionStorage);
  const listeners = new Set<() => void>();
  let { answer } = launch;
  /** A token that nobody could check yet. */
  let unchecked: NewToken | undefined;
  let signedIn = false;
  let cancelExpiry: Cancel = () => undefined;

  function signedOut() {
    if (!signedIn) return;
    signedIn = false;
    cancelExpiry();
    client.clearToken();
    log.note('signed-out');
    for (const run of listeners) run();
  }
  client.onRefused(signedOut);

  function problem(what: SignInProblem): SignInOutcome {
    log.note('sign-in-problem', { kind: what.kind });
    return { kind: 'problem', problem: what };
  }

  async function use(fresh: NewToken): Promise<SignInOutcome> {
    client.setToken(fresh.token);
    const checked = await checkToken(rest);
    unchecked = checked.kind === 'down' ? fresh : undefined;
    if (checked.kind === 'good') {
      signedIn = true;
      cancelExpiry = clock.after(Math.max(0, fresh.expiresAt - clock.wall()), signedOut);
      return { kind: 'signed-in', expiresAt: fresh.expiresAt };
    }
    client.clearToken();
    return checked.kind === 'down'
      ? problem({ kind: 'sign-in-down' })
      : problem({ kind: 'sign-in-failed', failure: checked.failure });
  }

  const endsIn = (lifeMs: number | undefined) => clock.wall() + (lifeMs ?? DEFAULT_LIFE_MS);

  async function exchange(code: string, verifier: string): Promise<SignInOutcome> {
    try {
      const data = await client.sdk.authorizePKCEGrant(oauth.clientId, verifier, code, oauth.redirectUri);
      const lifeMs = data.tokenExpiryTime > 0 ? data.tokenExpiryTime - Date.now() : undefined;
      // Absent when the answer was a 200 without a token, such as a proxy's page.
      const token: unknown = data.accessToken;
      client.clearToken();
      if (typeof token !== 'string' || token === '') return problem({ kind: 'sign-in-failed' });
      return await use({ token, expiresAt: endsIn(lifeMs) });
    } catch (rejection) {
      return exchangeFailed(rejection);
    }
  }

  function exchangeFailed(rejection: unknown): SignInOutcome {
    const failure = exchangeFailure(rejection, clock.wall());
    if (failure === undefined) throw new Error('The exchange of the code failed.', { cause: rejection });
    return failure.kind === 'bad-request' || failure.kind === 'signed-out' || failure.kind === 'denied'
      ? problem({ kind: 'sign-in-failed', failure })
      : problem({ kind: 'sign-in-down' });
  }

  async function settle(present: NonNullable<RestoredLaunch['answer']>): Promise<SignInOutcome> {
    if (present.kind === 'error') return problem({ kind: 'sign-in-refused', error: present.error });
    if (present.kind === 'token') {
      const { token, expiresInSeconds } = present;
      const lifeMs = expiresInSeconds === undefined ? undefined : expiresInSeconds * 1_000;
      return use({ token, expiresAt: endsIn(lifeMs) });
    }
    const { code, verifier } = present;
    return verifier === undefined ? problem({ kind: 'sign-in-failed' }) : exchange(code, verifier);
  }

  /** `undefined` when that window had no answer. */
  async function within(shown: SignInWindow): Promise<SignInOutcome | undefined> {
    if (!(await isReachable(deps))) {
      shown.close();
      return problem({ kind: 'sign-in-down' });
    }
    const present = await signInWithin(shown, deps);
    return present && settle(present);
  }

  async function go(): Promise<SignInOutcome> {
    attempts.forget(launch.query, clock.wall() - ATTEMPT_LIFE_MS);
    if (!(await isReachable(deps))) return problem({ kind: 'sign-in-down' });
    if (await leave({ ...deps, attempts }, launch.query)) return { kind: 'leaving' };
    // The SDK wipes the query before it knows whether it can leave.
    page.history.replaceState(null, '', page.location.pathname + launch.query);
    return problem({ kind: 'sign-in-failed' });
  }

  return {
    async begin() {
      const present = answer;
      answer = undefined;
      if (present !== undefined) return settle(present);
      const quiet = deps.openChildFrame && (await within(deps.openChildFrame()));
      if (quiet !== undefined) return quiet;
      if (deps.mayLeave === false || attempts.isOut(launch.query, clock.wall() - NEVER_RETURNED_MS)) {
        return problem({ kind: 'sign-in-failed' });
      }
      return go();
    },
    async again() {
      if (unchecked !== undefined) return use(unchecked);
      if (deps.openPopup === undefined) return go();
      const popup = deps.openPopup();
      const outcome = popup && (await within(popup));
      return outcome ?? problem({ kind: 'sign-in-failed' });
    },
    onSignedOut(run) {
      listeners.add(run);
      return () => void listeners.delete(run);
    },
  };
}

/** The SDK rejects with what its HTTP client threw: an answer, or none. `undefined` for anything else. */
function exchangeFailure(rejection: unknown, wallMs: number): Failure | undefined {
  if (rejection instanceof NoAnswer) return { kind: rejection.why };
  if (!(rejection instanceof Error) || !('response' in rejection)) return undefined;
  const { status, headers, data } = rejection.response as SdkResponse;
  return failureOf({ kind: 'answered', status, headers, body: data }, wallMs);
}
