import type { Models } from 'purecloud-platform-client-v2';
import { HOME_DIVISION, ORGANIZATION } from '../people.ts';
import { jsonReply, reply } from '../wire.ts';
import type { Call, Route } from './route.ts';

const PERMISSION = /^(\w+):(\w+):(\w+)$/;

export const USER_ROUTES: readonly Route[] = [
  {
    method: 'GET',
    path: '/api/v2/users/me',
    endpoint: 'me',
    scopes: ['users:readonly', 'user-basic-info'],
    run: (_backend, call) => jsonReply(200, me(call)),
  },
  {
    method: 'GET',
    path: '/api/v2/tokens/me',
    endpoint: 'token-check',
    scopes: [],
    run: (_backend, call) => jsonReply(200, tokenInfo(call)),
  },
  {
    method: 'HEAD',
    path: '/api/v2/tokens/me',
    endpoint: 'token-check',
    scopes: [],
    run: () => reply(200),
  },
  {
    method: 'DELETE',
    path: '/api/v2/tokens/me',
    scopes: [],
    run: ({ tokens }, { token }) => ({ effect: () => tokens.revoke(token), answer: () => reply(200) }),
  },
];

function me({ user, query }: Call): Models.UserMe {
  const expand = (query.get('expand') ?? '').split(',');
  return {
    id: user.id,
    name: user.name,
    division: { ...HOME_DIVISION, selfUri: `/api/v2/authorization/divisions/${HOME_DIVISION.id}` },
    chat: { jabberId: `${user.id}@sandbox.example` },
    department: user.department,
    email: user.email,
    primaryContactInfo: [{ address: user.email, mediaType: 'EMAIL', type: 'PRIMARY' }],
    addresses: [],
    state: 'active',
    username: user.email,
    version: 1,
    acdAutoAnswer: false,
    ...(expand.includes('authorization') ? { authorization: authorization(user) } : {}),
    ...(expand.includes('organization') ? { organization: ORGANIZATION as Models.Organization } : {}),
    selfUri: `/api/v2/users/${user.id}`,
  };
}

function authorization({ roles, permissions }: Call['user']): Models.UserAuthorization {
  return {
    roles: roles.map((name) => ({ id: `role-${name.toLowerCase()}`, name })),
    unusedRoles: [],
    permissions: [...permissions],
    permissionPolicies: permissions.map((permission) => {
      const [, domain = '', entityName = '', action = ''] = PERMISSION.exec(permission) ?? [];
      return {
        domain,
        entityName,
        actionSet: [action],
        allowConditions: false,
      } as Models.ResourcePermissionPolicy;
    }),
  };
}

function tokenInfo({ token }: Call): Models.TokenInfo {
  const { client } = token;
  return {
    organization: ORGANIZATION,
    homeOrganization: ORGANIZATION,
    authorizedScope: [...client.scopes],
    OAuthClient: {
      id: client.id,
      name: client.name,
      authorizedGrantType: client.grant,
      scope: [...client.scopes],
      organization: ORGANIZATION,
    },
  };
}
