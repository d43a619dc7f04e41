import type { Clock, Ids, SignInProblem } from '../../app/ports.ts';
import type { Attempts } from './attempts.ts';
import { newVerifier, type OAuthSettings } from './oauth.ts';
import { isReachable, type ReachableDeps } from './reachable.ts';
import { dropAnswer, type PageWindow, type RestoredLaunch } from './restore-launch.ts';

export interface LeaveDeps extends ReachableDeps {
  readonly oauth: OAuthSettings;
  readonly attempts: Attempts;
  readonly clock: Pick<Clock, 'after' | 'wall'>;
  readonly ids: Ids;
  readonly page: Pick<PageWindow, 'location' | 'history'>;
  /** What `restoreLaunch` answered. */
  readonly launch: RestoredLaunch;
}

/** Nobody signs in for longer. */
const ATTEMPT_LIFE_MS = 3_600_000;
/** The browser begins to leave at once; when the page is still here after this, it stays. */
const LEAVING_MS = 5_000;

/** Leaves for the sign-in page, or answers why this page stays. `asksWho`: whoever Genesys still knows in this browser is not meant. */
export async function leave(deps: LeaveDeps, asksWho: boolean): Promise<SignInProblem | undefined> {
  const { attempts, clock, page } = deps;
  const { query } = deps.launch;
  attempts.forget(query, clock.wall() - ATTEMPT_LIFE_MS);
  if (!(await isReachable(deps))) return { kind: 'sign-in-down' };
  if (await handOver(deps, query, asksWho)) return undefined;
  // The SDK wipes the query before it knows whether it can leave.
  page.history.replaceState(null, '', page.location.pathname + query);
  return { kind: 'sign-in-failed' };
}

/**
 * Hands over to the SDK, which navigates to the sign-in page with our state and verifier. False when it did not come to
 * that: storage is denied, or the browser has no cryptography here (no secure context).
 */
async function handOver(deps: LeaveDeps, query: string, asksWho: boolean): Promise<boolean> {
  const { client, oauth, attempts, clock, ids, page } = deps;
  const { sdk } = client;
  const state = ids.next();
  const verifier = newVerifier(client, oauth);
  const saved = attempts.save(state, {
    query,
    at: clock.wall(),
    ...(verifier !== undefined && { verifier }),
  });
  if (!saved) return false;
  // With a token at hand the SDK would test that one, and take a failing test for a reason to sign in.
  client.clearToken();
  // In the same task as what reads it: an extension or a link may have set it since this page was loaded.
  dropAnswer(page);
  const gone = new Promise<true>((resolve) => clock.after(LEAVING_MS, () => resolve(true)));
  const options = { state, ...(asksWho && { prompt: 'login' }) };
  try {
    const handedOver =
      verifier === undefined
        ? sdk.loginImplicitGrant(oauth.clientId, oauth.redirectUri, options)
        : sdk.loginPKCEGrant(oauth.clientId, oauth.redirectUri, options, verifier);
    return await Promise.race([gone, handedOver.then(() => false as const)]);
  } catch {
    attempts.take(state);
    return false;
  }
}
