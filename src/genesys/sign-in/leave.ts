import type { Clock, Ids } from '../../app/ports.ts';
import { TIMEOUT_MS } from '../http/transport.ts';
import type { SdkClient } from '../http/sdk-client.ts';
import type { Attempts } from './attempts.ts';
import { newVerifier, type OAuthSettings } from './oauth.ts';

export interface LeaveDeps {
  readonly client: SdkClient;
  readonly oauth: OAuthSettings;
  readonly attempts: Attempts;
  readonly fetch: typeof fetch;
  readonly clock: Pick<Clock, 'after' | 'wall'>;
  readonly ids: Ids;
}

/** The browser begins to leave at once; when the page is still here after this, it stays. */
const LEAVING_MS = 5_000;

/** Whether the sign-in host answers at all: a page that left for a dead one would be gone for good. */
export async function isReachable(deps: Pick<LeaveDeps, 'client' | 'fetch' | 'clock'>): Promise<boolean> {
  const { client, fetch, clock } = deps;
  const abort = new AbortController();
  const cancel = clock.after(TIMEOUT_MS, () => abort.abort());
  try {
    await fetch(`${client.loginUrl}/`, {
      method: 'HEAD',
      // Its answer may not be read, and need not be.
      mode: 'no-cors',
      credentials: 'omit',
      cache: 'no-store',
      signal: abort.signal,
    });
    return true;
  } catch {
    return false;
  } finally {
    cancel();
  }
}

/**
 * Hands over to the SDK, which navigates to the sign-in page with our state and verifier. False when it did not come to
 * that: storage is denied, or the browser has no cryptography here (no secure context).
 */
export async function leave(deps: LeaveDeps, query: string): Promise<boolean> {
  const { client, oauth, attempts, clock, ids } = deps;
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
  const gone = new Promise<true>((resolve) => clock.after(LEAVING_MS, () => resolve(true)));
  try {
    const handedOver =
      verifier === undefined
        ? sdk.loginImplicitGrant(oauth.clientId, oauth.redirectUri, { state })
        : sdk.loginPKCEGrant(oauth.clientId, oauth.redirectUri, { state }, verifier);
    return await Promise.race([gone, handedOver.then(() => false as const)]);
  } catch {
    attempts.take(state);
    return false;
  }
}
