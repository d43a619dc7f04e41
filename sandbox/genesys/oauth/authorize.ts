import type { Switches } from '../../control.ts';
import type { Ids } from '../ids.ts';
import type { OAuthClient } from '../people.ts';
import { userById } from '../people.ts';
import type { Timing } from '../timing.ts';
import type { Reply, WireRequest } from '../wire.ts';
import { htmlReply, reply } from '../wire.ts';
import { sessionCookie, sessionIdOf } from './cookie.ts';
import { errorPage, signInPage } from './pages.ts';
import type { Tokens } from './tokens.ts';

export interface CodeGrant {
  client: OAuthClient;
  userId: string;
  redirectUri: string;
  challenge: string;
  expiresAt: number;
}

export interface SignInServer {
  clients: readonly OAuthClient[];
  tokens: Tokens;
  ids: Ids;
  timing: Timing;
  switches: Pick<Switches, 'signInRefusal'>;
  /** Remembered sign-ins: session id to user id. */
  sessions: Map<string, string>;
  codes: Map<string, CodeGrant>;
}

/** A code must be exchanged soon; RFC 6749 recommends ten minutes at most. */
const CODE_LIFE_MS = 10 * 60_000;

/** GET shows the sign-in or redirects silently; POST is the sign-in form of the page itself. */
export function authorize(server: SignInServer, request: WireRequest): Reply {
  const form = request.method === 'POST' ? new URLSearchParams(request.body) : undefined;
  const query = form ?? request.query;
  const client = clientOf(server, query.get('client_id'));
  if (client === undefined) return refuse('invalid client', 'No OAuth client has this client_id.');
  const redirectUri = query.get('redirect_uri') ?? '';
  const isListed = server.switches.signInRefusal !== 'unregistered-redirect';
  if (!isListed || !client.redirectUris.includes(redirectUri)) {
    return refuse(
      'redirect_uri mismatch',
      `The OAuth client does not list the redirect URI "${redirectUri}". It must be the same to the letter.`,
    );
  }

  const implicit = query.get('response_type') === 'token';
  const redirect = redirector(redirectUri, implicit, query.get('state'), form !== undefined);
  const wrong = wrongRequest(client, query);
  if (wrong !== undefined) return redirect(wrong);

  if (form?.has('sandbox_deny')) {
    return redirect({ error: 'access_denied', error_description: 'The user denied access.' });
  }
  const chosen = form?.get('sandbox_user') ?? undefined;
  const remembered = server.sessions.get(sessionIdOf(request.headers['cookie']) ?? '');
  const userId = chosen ?? (query.get('prompt') === 'login' ? undefined : remembered);
  if (userId === undefined || userById(userId) === undefined) {
    return htmlReply(200, signInPage(client.name, withoutOwn(query)), { 'cache-control': 'no-store' });
  }

  const headers = chosen === undefined ? {} : { 'set-cookie': remember(server, chosen) };
  if (implicit) {
    const { token, expiresIn } = server.tokens.issue(userId, client);
    return redirect(
      { access_token: token.value, expires_in: String(expiresIn), token_type: 'bearer' },
      headers,
    );
  }
  const code = server.ids.secret('sandbox-code-');
  server.codes.set(code, {
    client,
    userId,
    redirectUri,
    challenge: query.get('code_challenge') ?? '',
    expiresAt: server.timing.now() + CODE_LIFE_MS,
  });
  return redirect({ code }, headers);
}

const clientOf = ({ clients, switches }: SignInServer, wanted: string | null): OAuthClient | undefined =>
  switches.signInRefusal === 'unknown-client' ? undefined : clients.find(({ id }) => id === wanted);

/** Begins a remembered sign-in and answers its cookie. */
export function remember(server: Pick<SignInServer, 'ids' | 'sessions'>, userId: string): string {
  const id = server.ids.uuid();
  server.sessions.set(id, userId);
  return sessionCookie(id);
}

function wrongRequest(client: OAuthClient, query: URLSearchParams): Record<string, string> | undefined {
  const responseType = query.get('response_type') ?? '';
  const error = (error: string, description: string) => ({ error, error_description: description });
  if (responseType !== 'token' && responseType !== 'code') {
    return error('unsupported_response_type', 'response_type must be token or code.');
  }
  if (responseType !== (client.grant === 'TOKEN' ? 'token' : 'code')) {
    return error('unauthorized_client', 'The OAuth client is not made for this grant.');
  }
  if (responseType === 'token') return undefined;
  if (query.get('code_challenge_method') !== 'S256' || !query.get('code_challenge')) {
    return error('invalid_request', 'A code_challenge with code_challenge_method S256 is required.');
  }
  return undefined;
}

function redirector(redirectUri: string, implicit: boolean, state: string | null, posted: boolean) {
  return (answer: Record<string, string>, headers: Record<string, string> = {}): Reply => {
    const parameters = new URLSearchParams(answer);
    if (state !== null) parameters.set('state', state);
    return reply(posted ? 303 : 302, '', {
      location: `${redirectUri}${implicit ? '#' : '?'}${parameters.toString()}`,
      'cache-control': 'no-store',
      ...headers,
    });
  };
}

function withoutOwn(query: URLSearchParams): URLSearchParams {
  return new URLSearchParams([...query].filter(([name]) => !name.startsWith('sandbox_')));
}

const refuse = (title: string, sentence: string): Reply => htmlReply(400, errorPage(title, sentence));
