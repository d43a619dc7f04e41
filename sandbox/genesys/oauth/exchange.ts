import { sha256 } from '@noble/hashes/sha2.js';
import type { Reply, WireRequest } from '../wire.ts';
import { jsonReply } from '../wire.ts';
import type { SignInServer } from './authorize.ts';
import { clientCredentials } from './client-credentials.ts';

/** POST /oauth/token for browser clients: a code and its verifier, no secret. Each code works once. */
export function exchange(server: SignInServer, request: WireRequest): Reply {
  const form = new URLSearchParams(request.body);
  if (form.get('grant_type') === 'client_credentials') return clientCredentials(server, request);
  if (form.get('grant_type') !== 'authorization_code') {
    return refuse('unsupported_grant_type', 'grant_type must be authorization_code.');
  }
  const code = form.get('code') ?? '';
  const grant = server.codes.get(code);
  server.codes.delete(code);
  if (grant === undefined || grant.expiresAt <= server.timing.now()) {
    return refuse('invalid_grant', 'The authorization code is unknown, used or expired.');
  }
  if (form.get('client_id') !== grant.client.id) {
    return refuse('invalid_client', 'The authorization code was issued to another client.');
  }
  if (form.get('redirect_uri') !== grant.redirectUri) {
    return refuse('invalid_grant', 'redirect_uri differs from that of the authorization request.');
  }
  if (challengeOf(form.get('code_verifier') ?? '') !== grant.challenge) {
    return refuse('invalid_grant', 'code_verifier does not fit the code_challenge.');
  }
  const { token, expiresIn } = server.tokens.issue(grant.userId, grant.client);
  return jsonReply(200, { access_token: token.value, token_type: 'bearer', expires_in: expiresIn });
}

const refuse = (error: string, description: string): Reply =>
  jsonReply(400, { error, description, error_description: description });

/** The S256 challenge of a verifier (RFC 7636). */
function challengeOf(verifier: string): string {
  const digest = sha256(new TextEncoder().encode(verifier));
  return btoa(String.fromCharCode(...digest))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replace(/=+$/, '');
}
