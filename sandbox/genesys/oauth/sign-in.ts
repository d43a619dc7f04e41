import type { EndpointName, Switches } from '../../control.ts';
import type { Ids } from '../ids.ts';
import type { OAuthClient } from '../people.ts';
import type { Timing } from '../timing.ts';
import type { Reply, WireRequest } from '../wire.ts';
import { htmlReply, reply } from '../wire.ts';
import type { SignInServer } from './authorize.ts';
import { authorize, remember } from './authorize.ts';
import { noSessionCookie, sessionIdOf } from './cookie.ts';
import { exchange } from './exchange.ts';
import { identityProvider, isFramed, unframed } from './framing.ts';
import { plainPage } from './pages.ts';
import type { Tokens } from './tokens.ts';

/** The login host: everything below /login. */
export interface SignIn {
  endpointOf(request: WireRequest): EndpointName | undefined;
  /** Undefined: the login host does not know this path. */
  handle(request: WireRequest): Reply | undefined;
  /** As if this user had signed in to Genesys in this browser; answers the cookie. */
  remember(userId: string): string;
  /** Forgets the browser's sign-in; answers the cookie. */
  forget(cookieHeader: string | undefined): string;
  /** The same for this user in every browser. */
  forgetUser(userId: string): void;
}

export function createSignIn(
  clients: readonly OAuthClient[],
  tokens: Tokens,
  timing: Timing,
  ids: Ids,
  switches: Switches,
): SignIn {
  const server: SignInServer = {
    clients,
    tokens,
    timing,
    ids,
    switches,
    sessions: new Map(),
    codes: new Map(),
  };

  function forget(cookieHeader: string | undefined): string {
    server.sessions.delete(sessionIdOf(cookieHeader) ?? '');
    return noSessionCookie();
  }

  /** Ends the remembered sign-in and the tokens that this client got by it. */
  function logout(request: WireRequest): Reply {
    const client = clients.find(({ id }) => id === request.query.get('client_id'));
    const userId = server.sessions.get(sessionIdOf(request.headers['cookie']) ?? '');
    if (client !== undefined && userId !== undefined) tokens.revokeOf(userId, client.id);
    const headers = { 'set-cookie': forget(request.headers['cookie']) };
    const target = request.query.get('redirect_uri') ?? '';
    return client?.redirectUris.includes(target)
      ? reply(302, '', { ...headers, location: target })
      : htmlReply(200, plainPage('Signed out', 'You are signed out of Genesys Cloud.'), headers);
  }

  /** What stands between the browser and the answer: an identity provider, and the refusal to be framed. */
  function answerTo(request: WireRequest): Reply {
    if (switches.loginFraming === 'refused' && isFramed(request)) return unframed();
    const isNew = request.method === 'GET' && !request.query.has('sandbox_known');
    if (switches.identityProvider === 'coop' && isNew) {
      return identityProvider(request);
    }
    const answer = authorize(server, request);
    return switches.loginFraming === 'allowed' ? answer : unframed(answer);
  }

  return {
    endpointOf({ path }) {
      if (path === '/login/oauth/authorize') return 'authorize';
      return path === '/login/oauth/token' ? 'token-exchange' : undefined;
    },
    handle(request) {
      const get = request.method === 'GET' || request.method === 'HEAD';
      switch (request.path) {
        case '/login':
        case '/login/':
          return get ? htmlReply(200, plainPage('Genesys Cloud', 'The login host is there.')) : undefined;
        case '/login/oauth/authorize':
          return get || request.method === 'POST' ? answerTo(request) : undefined;
        case '/login/oauth/token':
          return request.method === 'POST' ? exchange(server, request) : undefined;
        case '/login/logout':
          return get ? logout(request) : undefined;
        default:
          return undefined;
      }
    },
    remember: (userId) => remember(server, userId),
    forget,
    forgetUser(userId) {
      for (const [id, user] of server.sessions) if (user === userId) server.sessions.delete(id);
    },
  };
}
