import type { Models } from 'purecloud-platform-client-v2';
import { failed, ok, type Result } from '../domain/result.ts';
import type { Rest } from '../genesys/http/rest.ts';
import type { ApiRequest } from '../genesys/http/transport.ts';
import { noSuchThing, type ResourceApi, type ResourceApis } from './apply.ts';
import type { Json, JsonObject } from './manifest.ts';
import { asEntity, asObject, readConfig, textOf, typeIdOf } from './org.ts';
import type { Found } from './plan.ts';

/** What the platform answered as one of our things. Secrets of OAuth clients are among what is not taken over. */
const FIELDS = {
  group: [
    'name',
    'description',
    'type',
    'visibility',
    'rulesVisible',
    'rolesEnabled',
  ] satisfies (keyof Models.Group)[],
  role: ['name', 'description', 'permissions'] satisfies (keyof Models.DomainOrganizationRole)[],
  'oauth-client': [
    'name',
    'description',
    'authorizedGrantType',
    'accessTokenValiditySeconds',
    'registeredRedirectUri',
    'scope',
    'state',
  ] satisfies (keyof Models.OAuthClient)[],
} as const;

const pick = (entity: JsonObject, keys: readonly string[]): JsonObject =>
  Object.fromEntries(
    keys.filter((key) => Object.hasOwn(entity, key)).map((key) => [key, entity[key] ?? null]),
  );

const versionOf = (entity: JsonObject): { readonly version?: number } =>
  typeof entity['version'] === 'number' ? { version: entity['version'] } : {};

export const foundGroup = (entity: JsonObject): Found => ({
  id: textOf(entity['id']),
  name: textOf(entity['name']),
  ...versionOf(entity),
  fields: pick(entity, FIELDS.group),
});

export const foundClient = (entity: JsonObject): Found => ({
  id: textOf(entity['id']),
  name: textOf(entity['name']),
  fields: pick(entity, FIELDS['oauth-client']),
});

/** A client that we did not make, with all that a PUT would otherwise take from it. */
export const foundOtherClient = (entity: JsonObject): Found => ({
  ...foundClient(entity),
  fields: pick(entity, [
    ...FIELDS['oauth-client'],
    ...(['roleIds', 'roleDivisions', 'dateToDelete'] satisfies (keyof Models.OAuthClientRequest)[]),
  ]),
});

export const foundRole = (entity: JsonObject): Found => ({
  id: textOf(entity['id']),
  name: textOf(entity['name']),
  fields: {
    ...pick(entity, FIELDS.role),
    // The platform adds conditions and texts of its own to a policy.
    permissionPolicies: (Array.isArray(entity['permissionPolicies']) ? entity['permissionPolicies'] : []).map(
      (policy: unknown) => {
        const { domain, entityName, actionSet, allowConditions } = asObject(policy);
        return {
          domain: domain ?? '',
          entityName: entityName ?? '',
          actionSet: actionSet ?? [],
          allowConditions: allowConditions ?? false,
        };
      },
    ),
  },
});

export const foundIntegration = (entity: JsonObject): Found => ({
  id: textOf(entity['id']),
  name: textOf(entity['name']),
  fields: { name: textOf(entity['name']), type: typeIdOf(entity) },
});

export const foundSettings = (integrationId: string, config: JsonObject): Found => ({
  id: integrationId,
  name: textOf(config['name']),
  ...versionOf(config),
  fields: {
    name: textOf(config['name']),
    notes: textOf(config['notes']),
    properties: asObject(config['properties']),
    advanced: asObject(config['advanced']),
    credentials: asObject(config['credentials']),
  },
});

export const foundState = (entity: JsonObject): Found => ({
  id: textOf(entity['id']),
  name: textOf(entity['name']),
  fields: { intendedState: textOf(entity['intendedState']) },
});

const anything = (): Result<void> => ok(undefined);

/** A thing with an address of its own: POST to the list, GET, PUT and DELETE by id. */
function plainApi(
  rest: Rest,
  list: ApiRequest['path'],
  found: (entity: JsonObject) => Found,
  extra: {
    readonly put?: (fields: JsonObject, found: Found) => JsonObject;
    readonly beforeDelete?: (found: Found) => JsonObject;
  } = {},
): ResourceApi {
  const one: ApiRequest['path'] = `${list}/{id}`;
  const at = (id: string) => ({ path: one, params: { id } });
  const read = (body: unknown): Result<Found> => {
    const entity = asEntity(body);
    return entity.ok ? ok(found(entity.value)) : entity;
  };
  const put = (target: Found, fields: JsonObject) =>
    rest.ask({ method: 'PUT', ...at(target.id), body: extra.put?.(fields, target) ?? fields }, anything);
  return {
    create: (_wanted, fields) => rest.ask({ method: 'POST', path: list, body: fields }, read),
    read: (id) => rest.ask({ method: 'GET', ...at(id) }, read),
    change: put,
    async remove(target) {
      if (extra.beforeDelete !== undefined) {
        const prepared = await put(target, { ...target.fields, ...extra.beforeDelete(target) });
        if (!prepared.ok) return prepared;
      }
      return rest.ask({ method: 'DELETE', ...at(target.id) }, anything);
    },
  };
}

/** A grant has no id of its own: it is who and which role. */
export const grantId = (subjectId: string, roleId: string): string => `${subjectId}/${roleId}`;

function grantApi(rest: Rest): ResourceApi {
  const home = async (): Promise<Result<readonly string[]>> => {
    const path = '/api/v2/authorization/divisions/home';
    const division = await rest.ask({ method: 'GET', path }, (body) => asEntity(body));
    return division.ok ? ok([textOf(division.value['id'])]) : division;
  };
  const divisionsOf = (fields: JsonObject): readonly string[] | undefined => {
    const ids = fields['divisionIds'];
    return Array.isArray(ids) ? ids.map((id: Json) => textOf(id)) : undefined;
  };
  const add = (subjectId: string, roleId: string, divisionIds: readonly string[]) =>
    rest.ask(
      {
        method: 'POST',
        path: '/api/v2/authorization/subjects/{subjectId}/bulkadd',
        params: { subjectId },
        query: { subjectType: 'PC_GROUP' },
        body: {
          grants: divisionIds.map((divisionId) => ({ roleId, divisionId })),
        } satisfies Models.RoleDivisionGrants,
      },
      anything,
    );
  async function take(id: string, divisionIds: readonly string[]): Promise<Result<void>> {
    const [subjectId = '', roleId = ''] = id.split('/');
    for (const divisionId of divisionIds) {
      const path = '/api/v2/authorization/subjects/{subjectId}/divisions/{divisionId}/roles/{roleId}';
      const params = { subjectId, divisionId, roleId };
      const taken = await rest.ask({ method: 'DELETE', path, params }, anything);
      if (!taken.ok && taken.failure.kind !== 'not-found') return taken;
    }
    return ok(undefined);
  }
  return {
    async create(_wanted, fields) {
      const chosen = divisionsOf(fields);
      const divisions = chosen === undefined ? await home() : ok(chosen);
      if (!divisions.ok) return divisions;
      const subjectId = textOf(fields['subjectId']);
      const roleId = textOf(fields['roleId']);
      const added = await add(subjectId, roleId, divisions.value);
      return added.ok ? ok({ id: grantId(subjectId, roleId), fields }) : added;
    },
    read: async () => noSuchThing(),
    /** First where it shall hold, then away from where it shall not: nobody is without it in between. */
    async change(found, fields) {
      const before = divisionsOf(found.fields) ?? [];
      const after = divisionsOf(fields) ?? [];
      const more = after.filter((id) => !before.includes(id));
      const [subjectId = '', roleId = ''] = found.id.split('/');
      const added = more.length === 0 ? ok(undefined) : await add(subjectId, roleId, more);
      if (!added.ok) return added;
      return take(
        found.id,
        before.filter((id) => !after.includes(id)),
      );
    },
    remove: ({ id, fields }) => take(id, divisionsOf(fields) ?? []),
  };
}

function integrationApi(rest: Rest): ResourceApi {
  const plain = plainApi(rest, '/api/v2/integrations', foundIntegration);
  return {
    ...plain,
    create({ nameAtFirst }, fields) {
      const name = nameAtFirst ?? fields['name'] ?? '';
      const body = { name, integrationType: { id: fields['type'] ?? '' } };
      return rest.ask({ method: 'POST', path: '/api/v2/integrations', body }, (answer) => {
        const entity = asEntity(answer);
        return entity.ok ? ok(foundIntegration(entity.value)) : entity;
      });
    },
    // The name is part of the settings, and a type is for ever.
    change: async () => failed({ kind: 'bad-request', code: 'integration.type.differs' }),
  };
}

/** Of the ids known by now, that of the integration to which these settings belong. */
const owner = (key: string, ids: ReadonlyMap<string, string>): string =>
  ids.get(key.replace(/^\w+/, 'integration')) ?? '';

function settingsApi(rest: Rest): ResourceApi {
  const put = (integrationId: string, version: number, fields: JsonObject) =>
    rest.ask(
      {
        method: 'PUT',
        path: '/api/v2/integrations/{integrationId}/config/current',
        params: { integrationId },
        body: { credentials: {}, ...fields, version },
      },
      anything,
    );
  return {
    async create(wanted, fields, ids) {
      const id = owner(wanted.key, ids);
      const done = await put(id, 1, fields);
      return done.ok ? ok({ id, fields }) : done;
    },
    async read(id) {
      const config = await readConfig(rest, id);
      return config.ok ? ok(foundSettings(id, config.value)) : config;
    },
    change: (found, fields) => put(found.id, found.version ?? 1, fields),
    remove: async () => ok(undefined),
  };
}

function stateApi(rest: Rest): ResourceApi {
  const path = '/api/v2/integrations/{id}';
  const patch = (id: string, fields: JsonObject) =>
    rest.ask({ method: 'PATCH', path, params: { id }, body: fields }, anything);
  return {
    async create(wanted, fields, ids) {
      const id = owner(wanted.key, ids);
      const done = await patch(id, fields);
      return done.ok ? ok({ id, fields }) : done;
    },
    read: (id) =>
      rest.ask({ method: 'GET', path, params: { id } }, (body) => {
        const entity = asEntity(body);
        return entity.ok ? ok(foundState(entity.value)) : entity;
      }),
    change: (found, fields) => patch(found.id, fields),
    remove: async () => ok(undefined),
  };
}

/** The kinds of things over the Platform API. */
export const createResourceApis = (rest: Rest): ResourceApis => ({
  group: plainApi(rest, '/api/v2/groups', foundGroup, {
    // The type of a group is for ever and no part of its update (GroupUpdate).
    put: ({ type: _type, ...fields }, { version }) => ({ ...fields, version: version ?? 1 }),
  }),
  role: plainApi(rest, '/api/v2/authorization/roles', foundRole),
  // An active client is not deleted (genesys premium-app wizard).
  'oauth-client': plainApi(rest, '/api/v2/oauth/clients', foundClient, {
    beforeDelete: () => ({ state: 'inactive' }),
  }),
  grant: grantApi(rest),
  integration: integrationApi(rest),
  settings: settingsApi(rest),
  state: stateApi(rest),
  'token-life': {
    ...plainApi(rest, '/api/v2/oauth/clients', foundOtherClient),
    create: async () => noSuchThing(),
    remove: async () => failed({ kind: 'bad-request' }),
  },
});
