import type { Reply, WireRequest } from '../wire.ts';
import { jsonReply } from '../wire.ts';
import type { SignInServer } from './authorize.ts';

/** POST /oauth/token for a client that acts by itself: Basic authorization with its secret (RFC 6749, 4.4). */
export function clientCredentials(server: SignInServer, request: WireRequest): Reply {
  const [id, secret] = basic(request.headers['authorization']);
  const client = server.clients.find((each) => each.id === id);
  if (client?.secret === undefined || client.secret !== secret) {
    return refuse(401, 'invalid_client', 'The client id or the secret is wrong.');
  }
  if (client.grant !== 'CLIENT-CREDENTIALS') {
    return refuse(400, 'unauthorized_client', 'The OAuth client is not made for this grant.');
  }
  const { token, expiresIn } = server.tokens.issue(client.id, client);
  return jsonReply(200, { access_token: token.value, token_type: 'bearer', expires_in: expiresIn });
}

function basic(header = ''): [string, string] {
  const [scheme = '', value = ''] = header.split(' ', 2);
  if (scheme.toLowerCase() !== 'basic') return ['', ''];
  const [id = '', ...secret] = atob(value).split(':');
  return [id, secret.join(':')];
}

const refuse = (status: number, error: string, description: string): Reply =>
  jsonReply(status, { error, description, error_description: description });
