import type { Models } from 'purecloud-platform-client-v2';
import { DENIED_AGAIN_MS } from '../domain/backoff.ts';
import { failed, ok, type Result } from '../domain/result.ts';
import type { Rest } from '../genesys/http/rest.ts';
import type { ApiRequest } from '../genesys/http/transport.ts';
import type { Wait } from './look-again.ts';
import type { Json, JsonObject } from './manifest.ts';

/** Foreign JSON, read member by member: what is not of the expected form counts as absent. */
export const asObject = (value: unknown): JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : {};
export const textOf = (value: Json | undefined): string => (typeof value === 'string' ? value : '');

interface Page {
  readonly entities: readonly JsonObject[];
  /** As the platform counts them; absent in lists without pages. */
  readonly total?: number;
}

const asPage = (body: unknown): Result<Page> => {
  const { entities, total } = asObject(body) as { entities?: Json; total?: Json };
  if (!Array.isArray(entities)) return failed({ kind: 'malformed', what: 'entities' });
  return ok({
    entities: entities.map((one: Json) => asObject(one)),
    ...(typeof total === 'number' && { total }),
  });
};

export const asEntity = (body: unknown): Result<JsonObject> => {
  const entity = asObject(body);
  return textOf(entity['id']) === '' ? failed({ kind: 'malformed', what: 'id' }) : ok(entity);
};

const PAGE_SIZE = 100;
/** More pages than any organisation has; a list that never ends is no list. */
const MAX_PAGES = 100;

export interface List {
  readonly entities: readonly JsonObject[];
  /** Members that the platform counts and does not show. Nothing may be concluded from such a list. */
  readonly hidden: number;
}

/** All pages of a list. One that is empty or shows less than it counts is asked for again before it is believed. */
async function listAll(rest: Rest, path: ApiRequest['path'], wait: Wait): Promise<Result<List>> {
  let list = await listOnce(rest, path);
  for (const ms of DENIED_AGAIN_MS) {
    if (!list.ok || (list.value.hidden === 0 && list.value.entities.length > 0)) return list;
    await wait(ms);
    list = await listOnce(rest, path);
  }
  return list;
}

async function listOnce(rest: Rest, path: ApiRequest['path']): Promise<Result<List>> {
  const all = new Map<string, JsonObject>();
  let counted = 0;
  for (let pageNumber = 1; pageNumber <= MAX_PAGES; pageNumber += 1) {
    const page = await rest.ask(
      { method: 'GET', path, query: { pageSize: String(PAGE_SIZE), pageNumber: String(pageNumber) } },
      asPage,
    );
    if (!page.ok) return page;
    const { entities, total = 0 } = page.value;
    const before = all.size;
    counted = Math.max(counted, total);
    for (const entity of entities) all.set(textOf(entity['id']), entity);
    // A list without pages, such as that of OAuth clients, answers the same to every number.
    if (entities.length < PAGE_SIZE || all.size === before) {
      return ok({ entities: [...all.values()], hidden: Math.max(0, counted - all.size) });
    }
  }
  return failed({ kind: 'malformed', what: 'pageCount' });
}

export interface InstalledApp {
  readonly entity: JsonObject;
  readonly config: JsonObject;
}

/** Everything of the organisation that an installation could touch or collide with. */
export interface Listing {
  readonly groups: readonly JsonObject[];
  readonly roles: readonly JsonObject[];
  readonly clients: readonly JsonObject[];
  /** Those that show a page of somebody's: client apps and premium apps, with their configuration. */
  readonly integrations: readonly InstalledApp[];
  /** Lists that show less than they count. */
  readonly halfVisible: readonly { readonly list: string; readonly hidden: number }[];
}

const SHOWS_A_PAGE = /^(embedded-client-app|premium-(app|widget)-)/;

export const typeIdOf = (integration: JsonObject): string =>
  textOf(asObject(integration['integrationType'])['id' satisfies keyof Models.IntegrationType]);

export const LIST_PATHS = {
  groups: '/api/v2/groups',
  roles: '/api/v2/authorization/roles',
  clients: '/api/v2/oauth/clients',
  integrations: '/api/v2/integrations',
} as const satisfies Record<string, ApiRequest['path']>;

export async function listOrg(rest: Rest, wait: Wait): Promise<Result<Listing>> {
  const lists = new Map<string, List>();
  for (const [name, path] of Object.entries(LIST_PATHS)) {
    const list = await listAll(rest, path, wait);
    if (!list.ok) return list;
    lists.set(name, list.value);
  }
  const entities = (name: keyof typeof LIST_PATHS) => lists.get(name)?.entities ?? [];
  const integrations: InstalledApp[] = [];
  for (const entity of entities('integrations').filter((one) => SHOWS_A_PAGE.test(typeIdOf(one)))) {
    const config = await readConfig(rest, textOf(entity['id']));
    if (!config.ok) return config;
    integrations.push({ entity, config: config.value });
  }
  const halfVisible = [...lists].flatMap(([list, { hidden }]) => (hidden > 0 ? [{ list, hidden }] : []));
  return ok({
    groups: entities('groups'),
    roles: entities('roles'),
    clients: entities('clients'),
    integrations,
    halfVisible,
  });
}

/** One thing by its id. */
export const readSurely = (rest: Rest, path: ApiRequest['path'], id: string): Promise<Result<JsonObject>> =>
  rest.ask({ method: 'GET', path: `${path}/{id}`, params: { id } }, asEntity);

/** One thing by its id; absent when the platform does not know it. */
export async function readOne(
  rest: Rest,
  path: ApiRequest['path'],
  id: string,
): Promise<Result<JsonObject | undefined>> {
  const one = await readSurely(rest, path, id);
  return !one.ok && one.failure.kind === 'not-found' ? ok(undefined) : one;
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
