import type { Cancel, Clock, Log, SignIn, SignInOutcome, SignInProblem } from '../../app/ports.ts';
import type { Failure } from '../../domain/failure.ts';
import { failureOf } from '../http/failure-of.ts';
import { NoAnswer, type SdkResponse } from '../http/fetch-http-client.ts';
import { createRest } from '../http/rest.ts';
import { createAttempts, QUIET } from './attempts.ts';
import { decodeMe } from '../wire/identity.ts';
import { leave, type LeaveDeps } from './leave.ts';
import { isReachable } from './reachable.ts';
import type { PageWindow, RestoredLaunch } from './restore-launch.ts';
import { noSiblings, type SignInSiblings } from './siblings.ts';
import { signInWithin, type SignInWindow, type WindowDeps } from './sign-in-window.ts';
import { checkToken, type NewToken } from './token-check.ts';

export interface SignInDeps extends Omit<LeaveDeps, 'attempts'> {
  readonly clock: Clock;
  readonly page: PageWindow & WindowDeps['page'];
  /** A hidden frame, tried first: the panel stays, and no token enters its URL. Absent: never. */
  readonly openChildFrame?: () => SignInWindow;
  /** A popup for `again`, which follows a click. Absent: the panel itself leaves for the sign-in page. */
  readonly openPopup?: () => SignInWindow | undefined;
  /** False: the panel never leaves by itself (the host asked for a popup, `gcUsePopupAuth`). Default: true. */
  readonly mayLeave?: boolean;
  readonly siblings?: SignInSiblings;
  readonly log: Log;
}

/** An attempt that has not come back by then may be tried again without a click. */
const NEVER_RETURNED_MS = 60_000;
/** Where a hidden frame had no answer it is not waited for again by the next panel. */
const FRAME_FAILED_MS = 3_600_000;
/** A form that another panel shows is left to the agent for this long. */
const FORM_MS = 300_000;
/** Renewals are tried no more often: a token that is refused again and again is not fetched again and again. */
const RENEW_AGAIN_MS = 60_000;
/** A token is renewed this long before it ends, at most a tenth of its life. */
const RENEW_AHEAD_MS = 600_000;
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
  const { siblings = noSiblings } = deps;
  let { answer } = launch;
  /** A token that nobody could check yet. */
  let unchecked: NewToken | undefined;
  let current: NewToken | undefined;
  let userId: string | undefined;
  /** Refused by the platform; a sibling may not have noticed yet. */
  let refused: string | undefined;
  let renewedAt = -Infinity;
  /** Epoch ms until which the present token serves without renewal. */
  let freshUntil = -Infinity;
  /** Siblings have the present token from here, not the other way round. */
  let isOurs = false;
  let cancelTimers: Cancel = () => undefined;

  function signedOut() {
    if (current === undefined) return;
    refused = current.token;
    current = undefined;
    cancelTimers();
    client.clearToken();
    log.note('signed-out');
    for (const run of listeners) run();
  }
  client.onRefused(signedOut);
  siblings.offer(() => (current && userId !== undefined ? { ...current, userId } : undefined));

  function problem(what: SignInProblem): SignInOutcome {
    log.note('sign-in-problem', { kind: what.kind });
    return { kind: 'problem', problem: what };
  }

  function take(fresh: NewToken, from: 'sibling' | 'platform'): SignInOutcome {
    cancelTimers();
    current = fresh;
    isOurs = from === 'platform';
    client.setToken(fresh.token);
    const lifeMs = Math.max(0, fresh.expiresAt - clock.wall());
    const renewInMs = lifeMs - Math.min(RENEW_AHEAD_MS, lifeMs / 10);
    freshUntil = clock.wall() + renewInMs;
    const cancelExpiry = clock.after(lifeMs, signedOut);
    const cancelRenewal = clock.after(renewInMs, () => void renew());
    cancelTimers = () => {
      cancelExpiry();
      cancelRenewal();
    };
    announce();
    return { kind: 'signed-in', expiresAt: fresh.expiresAt };
  }

  function announce() {
    if (isOurs && userId !== undefined) siblings.announce(userId);
  }

  async function use(fresh: NewToken, of?: string, from: 'sibling' | 'platform' = 'platform') {
    client.setToken(fresh.token);
    const checking = checkToken(rest, of);
    // The request has left with the new token. Until that has proved good, the present one serves.
    if (current !== undefined) client.setToken(current.token);
    const checked = await checking;
    unchecked = checked.kind === 'down' && of === undefined ? fresh : undefined;
    if (checked.kind === 'good') return take(fresh, from);
    if (current === undefined) client.clearToken();
    return checked.kind === 'down'
      ? problem({ kind: 'sign-in-down' })
      : problem({ kind: 'sign-in-failed', failure: checked.failure });
  }

  const endsIn = (lifeMs: number | undefined) => clock.wall() + (lifeMs ?? DEFAULT_LIFE_MS);

  async function exchange(code: string, verifier: string, of?: string): Promise<SignInOutcome> {
    try {
      const data = await client.sdk.authorizePKCEGrant(oauth.clientId, verifier, code, oauth.redirectUri);
      const lifeMs = data.tokenExpiryTime > 0 ? data.tokenExpiryTime - Date.now() : undefined;
      // Absent when the answer was a 200 without a token, such as a proxy's page.
      const token: unknown = data.accessToken;
      if (current === undefined) client.clearToken();
      else client.setToken(current.token);
      if (typeof token !== 'string' || token === '') return problem({ kind: 'sign-in-failed' });
      return await use({ token, expiresAt: endsIn(lifeMs) }, of);
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

  async function settle(present: NonNullable<RestoredLaunch['answer']>, of?: string): Promise<SignInOutcome> {
    if (present.kind === 'error') return problem({ kind: 'sign-in-refused', error: present.error });
    if (present.kind === 'token') {
      const { token, expiresInSeconds } = present;
      const lifeMs = expiresInSeconds === undefined ? undefined : expiresInSeconds * 1_000;
      return use({ token, expiresAt: endsIn(lifeMs) }, of);
    }
    const { code, verifier } = present;
    return verifier === undefined ? problem({ kind: 'sign-in-failed' }) : exchange(code, verifier, of);
  }

  /** `undefined` when that window had no answer. */
  async function within(shown: SignInWindow, of?: string): Promise<SignInOutcome | undefined> {
    if (!(await isReachable(deps))) {
      shown.close();
      return problem({ kind: 'sign-in-down' });
    }
    const present = await signInWithin(shown, deps);
    return present && settle(present, of);
  }

  /** Without the agent and without leaving: a sibling's token, then a hidden frame. `undefined` when neither has any. */
  function quietly(frameFailedWithinMs: number): Promise<SignInOutcome | undefined> {
    return siblings.inTurn(async () => {
      const present = current;
      // Somebody else's attempt, or our own of before, has got one while this one waited for its turn.
      if (present !== undefined && clock.wall() < freshUntil) {
        return { kind: 'signed-in', expiresAt: present.expiresAt };
      }
      const given = await siblings.ask(userId);
      if (given !== undefined && given.token !== refused && given.expiresAt > (current?.expiresAt ?? 0)) {
        const outcome = await use(given, given.userId, 'sibling');
        if (outcome.kind === 'signed-in') return outcome;
      }
      const wall = clock.wall();
      if (!deps.openChildFrame || !attempts.possible || attempts.isOut(QUIET, wall - frameFailedWithinMs))
        return;
      const outcome = await within(deps.openChildFrame(), userId);
      if (outcome?.kind === 'signed-in') await learnUser();
      if (outcome === undefined) attempts.save(QUIET, { query: QUIET, at: wall });
      return outcome;
    });
  }

  /** Within the turn: the siblings that wait for theirs can have the token only once it is known whose it is. */
  async function learnUser() {
    if (userId !== undefined) return;
    const me = await rest.ask({ method: 'GET', path: '/api/v2/users/me' }, decodeMe);
    if (me.ok) userId = me.value.userId;
    announce();
  }

  async function renew(): Promise<SignInOutcome> {
    renewedAt = clock.now();
    return (await quietly(RENEW_AGAIN_MS)) ?? { kind: 'click-needed' };
  }

  async function go(): Promise<SignInOutcome> {
    const why = await leave({ ...deps, attempts });
    return why ? problem(why) : { kind: 'leaving' };
  }

  return {
    async begin() {
      const present = answer;
      answer = undefined;
      if (present !== undefined) return settle(present);
      const quiet = await quietly(FRAME_FAILED_MS);
      if (quiet !== undefined) return quiet;
      const wall = clock.wall();
      if (attempts.isOut(launch.query, wall - NEVER_RETURNED_MS)) return problem({ kind: 'sign-in-failed' });
      // One form in one frame is enough: who signs in there signs in everywhere.
      const mayLeave = deps.mayLeave !== false && attempts.possible;
      if (!mayLeave || attempts.isAnotherOut(launch.query, wall - FORM_MS)) return { kind: 'click-needed' };
      return go();
    },
    async again() {
      if (unchecked !== undefined) return use(unchecked);
      if (deps.openPopup === undefined) return go();
      const popup = deps.openPopup();
      if (popup === undefined) return problem({ kind: 'popup-blocked' });
      // Closed by the agent, or cut off by an identity provider (Cross-Origin-Opener-Policy): it looks the same from here.
      return (await within(popup)) ?? problem({ kind: 'sign-in-failed' });
    },
    async renew() {
      return clock.now() - renewedAt < RENEW_AGAIN_MS ? { kind: 'click-needed' } : renew();
    },
    signedInAs(id) {
      userId = id;
      announce();
    },
    onSiblingSignedIn: (run) =>
      siblings.onAnnounced((of) => {
        if (current === undefined && (userId === undefined ? of.sameTab : of.userId === userId)) {
          renewedAt = -Infinity;
          run();
        }
      }),
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
