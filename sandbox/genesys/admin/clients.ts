import type { Models } from 'purecloud-platform-client-v2';
import { problem } from '../errors.ts';
import type { OAuthClient } from '../people.ts';
import type { Backend, Call, Route } from '../rest/route.ts';
import { fieldOf } from '../rest/route.ts';
import { jsonReply, reply } from '../wire.ts';
import { after, invalid, known, needing, overLimit, textIn, textsIn } from './answers.ts';
import type { Organisation } from './organisation.ts';

const READ = ['oauth:readonly'];
const WRITE = ['oauth'];
/** Assumed: the real limit is not published. */
const MAX_CLIENTS = 200;
const GRANTS: readonly string[] = ['CODE', 'CLIENT-CREDENTIALS'];

const NO_FACTS = { description: '', accessTokenValiditySeconds: 86_400, state: 'active' };
type Facts = typeof NO_FACTS;

/** How long the tokens of a client live, s. */
export const tokenLifeOf = ({ clientFacts }: Organisation, clientId: string): number =>
  (clientFacts.get(clientId) ?? NO_FACTS).accessTokenValiditySeconds;

const body = (organisation: Organisation, client: OAuthClient, secret?: string): Models.OAuthClient => ({
  id: client.id,
  name: client.name,
  ...(organisation.clientFacts.get(client.id) ?? NO_FACTS),
  authorizedGrantType: client.grant,
  registeredRedirectUri: [...client.redirectUris],
  scope: [...client.scopes],
  ...(secret === undefined ? {} : { secret }),
  selfUri: `/api/v2/oauth/clients/${client.id}`,
});

function read(
  { body: sent }: Call,
  grants: readonly string[],
): { client: Omit<OAuthClient, 'id'>; facts: Facts } | string {
  const name = textIn(fieldOf(sent, 'name')) ?? '';
  const grant = textIn(fieldOf(sent, 'authorizedGrantType')) ?? '';
  const seconds = fieldOf(sent, 'accessTokenValiditySeconds') ?? 86_400;
  const scopes = textsIn(fieldOf(sent, 'scope'));
  if (name === '') return 'name';
  if (!grants.includes(grant)) return 'authorizedGrantType';
  if (typeof seconds !== 'number' || seconds < 300 || seconds > 172_800) return 'accessTokenValiditySeconds';
  if (grant === 'CODE' && scopes.length === 0) return 'scope';
  return {
    client: {
      name,
      grant: grant as OAuthClient['grant'],
      redirectUris: textsIn(fieldOf(sent, 'registeredRedirectUri')),
      scopes,
    },
    facts: {
      description: textIn(fieldOf(sent, 'description')) ?? '',
      accessTokenValiditySeconds: seconds,
      state: textIn(fieldOf(sent, 'state')) ?? 'active',
    },
  };
}

const withClient =
  (run: (client: OAuthClient, call: Call, backend: Backend) => ReturnType<Route['run']>): Route['run'] =>
  (backend, call) => {
    const client = known(backend, backend.organisation.clients).find(
      ({ id }) => id === call.params['clientId'],
    );
    return client === undefined ? problem(404) : run(client, call, backend);
  };

function create({ organisation, ids, timing }: Backend, call: Call): ReturnType<Route['run']> {
  // Implicit clients (TOKEN) can no longer be made.
  const given = read(call, GRANTS);
  if (typeof given === 'string') return invalid(given);
  if (organisation.clients.length >= MAX_CLIENTS) return overLimit('oauth.clients', MAX_CLIENTS);
  const client: OAuthClient = { id: ids.uuid(), ...given.client };
  // Every client has a secret; one that is used with PKCE never needs it.
  const secret = ids.secret('sandbox-secret-');
  return after(
    () => {
      organisation.clients.push(client);
      organisation.madeAt.set(client.id, timing.now());
      organisation.clientFacts.set(client.id, given.facts);
    },
    () => jsonReply(200, body(organisation, client, secret)),
  );
}

function change(client: OAuthClient, call: Call, { organisation }: Backend): ReturnType<Route['run']> {
  // One that is implicit may stay so.
  const given = read(call, [...GRANTS, client.grant]);
  if (typeof given === 'string') return invalid(given);
  // Tokens that are out keep the scopes with which they were given out, so the old client stays as it is for them.
  const next: OAuthClient = { ...client, ...given.client };
  return after(
    () => {
      organisation.clients.splice(organisation.clients.indexOf(client), 1, next);
      organisation.clientFacts.set(client.id, given.facts);
    },
    () => jsonReply(200, body(organisation, next)),
  );
}

const path = '/api/v2/oauth/clients';

export const CLIENT_ROUTES: readonly Route[] = [
  {
    method: 'GET',
    path,
    scopes: READ,
    // All of them at once: the published request has no page.
    run: needing(['oauth:client:view'], (backend) => {
      const { organisation } = backend;
      return jsonReply(200, {
        entities: known(backend, organisation.clients).map((client) => body(organisation, client)),
      });
    }),
  },
  { method: 'POST', path, scopes: WRITE, run: needing(['oauth:client:add'], create) },
  {
    method: 'GET',
    path: `${path}/{clientId}`,
    scopes: READ,
    run: needing(
      ['oauth:client:view'],
      withClient((client, _call, { organisation }) => jsonReply(200, body(organisation, client))),
    ),
  },
  {
    method: 'PUT',
    path: `${path}/{clientId}`,
    scopes: WRITE,
    run: needing(['oauth:client:edit'], withClient(change)),
  },
  {
    method: 'DELETE',
    path: `${path}/{clientId}`,
    scopes: WRITE,
    run: needing(
      ['oauth:client:delete'],
      withClient((client, _call, { organisation }) => {
        // The wizard of Genesys makes a client inactive before it deletes it; that this is required is assumed.
        if ((organisation.clientFacts.get(client.id) ?? NO_FACTS).state === 'active') {
          return problem(400, 'oauth.client.active');
        }
        return after(
          () => {
            organisation.clients.splice(organisation.clients.indexOf(client), 1);
            organisation.clientFacts.delete(client.id);
          },
          () => reply(200),
        );
      }),
    ),
  },
];
