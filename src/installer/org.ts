import type { Models } from 'purecloud-platform-client-v2';
import { failed, ok, type Result } from '../domain/result.ts';
import type { Rest } from '../genesys/http/rest.ts';
import type { ApiRequest } from '../genesys/http/transport.ts';
import type { Json, JsonObject } from './manifest.ts';

/** Foreign JSON, read member by member: what is not of the expected form counts as absent. */
export const asObject = (value: unknown): JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : {};
export const textOf = (value: Json | undefined): string => (typeof value === 'string' ? value : '');

const asEntities = (body: unknown): Result<readonly JsonObject[]> => {
  const { entities } = asObject(body) as { entities?: Json };
  return Array.isArray(entities)
    ? ok(entities.map((one: Json) => asObject(one)))
    : failed({ kind: 'malformed', what: 'entities' });
};

export const asEntity = (body: unknown): Result<JsonObject> => {
  const entity = asObject(body);
  return textOf(entity['id']) === '' ? failed({ kind: 'malformed', what: 'id' }) : ok(entity);
};

const PAGE_SIZE = 100;
/** More pages than any organisation has; a list that never ends is no list. */
const MAX_PAGES = 100;

/** All pages of a list. */
async function listAll(
  rest: Rest,
  path: ApiRequest['path'],
  query: Readonly<Record<string, string>> = {},
): Promise<Result<readonly JsonObject[]>> {
  const all = new Map<string, JsonObject>();
  for (let pageNumber = 1; pageNumber <= MAX_PAGES; pageNumber += 1) {
    const page = await rest.ask(
      {
        method: 'GET',
        path,
        query: { ...query, pageSize: String(PAGE_SIZE), pageNumber: String(pageNumber) },
      },
      asEntities,
    );
    if (!page.ok) return page;
    const before = all.size;
    for (const entity of page.value) all.set(textOf(entity['id']), entity);
    // A list without pages, such as that of OAuth clients, answers the same to every number.
    if (page.value.length < PAGE_SIZE || all.size === before) return ok([...all.values()]);
  }
  return failed({ kind: 'malformed', what: 'pageCount' });
}

/** Everything of the organisation that an installation could touch or collide with. */
export interface Listing {
  readonly groups: readonly JsonObject[];
  readonly roles: readonly JsonObject[];
  readonly clients: readonly JsonObject[];
  /** Those that show a page of somebody's: client apps and premium apps, with their configuration. */
  readonly integrations: readonly { readonly entity: JsonObject; readonly config: JsonObject }[];
}

const SHOWS_A_PAGE = /^(embedded-client-app|premium-(app|widget)-)/;

export const typeIdOf = (integration: JsonObject): string =>
  textOf(asObject(integration['integrationType'])['id' satisfies keyof Models.IntegrationType]);

export async function listOrg(rest: Rest): Promise<Result<Listing>> {
  const groups = await listAll(rest, '/api/v2/groups');
  if (!groups.ok) return groups;
  const roles = await listAll(rest, '/api/v2/authorization/roles');
  if (!roles.ok) return roles;
  const clients = await listAll(rest, '/api/v2/oauth/clients');
  if (!clients.ok) return clients;
  const entities = await listAll(rest, '/api/v2/integrations');
  if (!entities.ok) return entities;
  const integrations = [];
  for (const entity of entities.value.filter((one) => SHOWS_A_PAGE.test(typeIdOf(one)))) {
    const config = await readConfig(rest, textOf(entity['id']));
    if (!config.ok) return config;
    integrations.push({ entity, config: config.value });
  }
  return ok({ groups: groups.value, roles: roles.value, clients: clients.value, integrations });
}

export const readConfig = (rest: Rest, integrationId: string): Promise<Result<JsonObject>> =>
  rest.ask(
    {
      method: 'GET',
      path: '/api/v2/integrations/{integrationId}/config/current',
      params: { integrationId },
    },
    (body) => ok(asObject(body)),
  );
