import type { Ids } from '../../app/ports.ts';
import type { SdkClient } from '../http/sdk-client.ts';
import { stateFor } from './answer.ts';
import { newVerifier, type OAuthSettings } from './oauth.ts';

/** One visit to the sign-in page. State and verifier stay in memory, so that it works where storage is denied. */
export interface AuthorizeRequest {
  readonly state: string;
  /** PKCE only. */
  readonly verifier?: string;
  readonly url: string;
}

export interface RequestDeps {
  readonly client: SdkClient;
  readonly oauth: OAuthSettings;
  readonly ids: Ids;
}

/**
 * What the SDK's own redirect asks for; it cannot be had to do so in a frame, and its popup trusts origins by prefix.
 * `undefined` where the browser has no cryptography (no secure context). `asksWho`: also a browser that is signed in is
 * asked who signs in.
 */
export async function authorizeRequest(
  via: 'child' | 'popup',
  { client, oauth, ids }: RequestDeps,
  asksWho = false,
): Promise<AuthorizeRequest | undefined> {
  const state = stateFor(via, ids.next());
  const common = {
    client_id: oauth.clientId,
    redirect_uri: oauth.redirectUri,
    state,
    ...(asksWho && { prompt: 'login' }),
  };
  const to = (query: Record<string, string>) =>
    `${client.loginUrl}/oauth/authorize?${new URLSearchParams({ ...common, ...query }).toString()}`;
  const verifier = newVerifier(client, oauth);
  if (verifier === undefined) return { state, url: to({ response_type: 'token' }) };
  try {
    const challenge = await client.sdk.computePKCECodeChallenge(verifier);
    const url = to({ response_type: 'code', code_challenge: challenge, code_challenge_method: 'S256' });
    return { state, verifier, url };
  } catch {
    return undefined;
  }
}
