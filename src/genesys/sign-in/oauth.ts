import type { SdkClient } from '../http/sdk-client.ts';

export interface OAuthSettings {
  readonly grant: 'implicit' | 'pkce';
  readonly clientId: string;
  /** Registered to the letter; without query. */
  readonly redirectUri: string;
}

/** RFC 7636 allows 43 to 128. */
const VERIFIER_LENGTH = 128;

/** The secret of one PKCE attempt; `undefined` for the implicit grant, which has none. */
export const newVerifier = ({ sdk }: SdkClient, { grant }: OAuthSettings): string | undefined =>
  grant === 'pkce' ? sdk.generatePKCECodeVerifier(VERIFIER_LENGTH) : undefined;
