import { ok, type Result } from '../domain/result.ts';
import type { Rest } from '../genesys/http/rest.ts';
import {
  createDesks,
  foundClient,
  foundGroup,
  foundIntegration,
  foundRole,
  foundSettings,
  foundState,
  grantId,
} from './desks.ts';
import type { Wanted } from './desired.ts';
import type { JsonObject } from './manifest.ts';
import { asObject, listOrg, textOf, typeIdOf, type Listing } from './org.ts';
import type { Found, Observed } from './plan.ts';
import { markerOf, readNote, resolveText, type Note } from './record.ts';

/** A reason not to begin, as data; words are made where they are shown. */
export type Obstacle =
  /** Another app of the organisation is served from our origin, and could read what ours stores. */
  | { readonly kind: 'shared-host'; readonly origin: string; readonly app: string }
  /** Something that is not ours has the name that we need. */
  | { readonly kind: 'name-taken'; readonly key: string; readonly name: string; readonly id: string }
  | { readonly kind: 'type-missing'; readonly type: string }
  /** Installed as another type: it has to be undone first. */
  | { readonly kind: 'type-differs'; readonly name: string; readonly from: string; readonly to: string };

export interface Observation {
  readonly observed: Observed;
  readonly obstacles: readonly Obstacle[];
}

const originOf = (url: string): string | undefined => (URL.canParse(url) ? new URL(url).origin : undefined);

/** Recorded ids of this instance, from every note that can be found. */
function recordedIds(listing: Listing, instance: string): ReadonlyMap<string, string> {
  const ids = new Map<string, string>();
  for (const { entity, config } of listing.integrations) {
    const note = ownNote(config, instance);
    if (note === undefined) continue;
    for (const [key, id] of note.ids) ids.set(key, id);
    ids.set(note.key, textOf(entity['id']));
  }
  return ids;
}

const ownNote = (config: JsonObject, instance: string): Note | undefined => {
  const note = readNote(textOf(config['notes']));
  return note?.instance === instance ? note : undefined;
};

/** Made by a run that was cut off before it could leave its mark: our name, our type, and nobody ever configured it. */
const isUnfinished = ({ entity, config }: Listing['integrations'][number], wanted: Wanted): boolean =>
  textOf(entity['name']) === wanted.fields['name'] &&
  typeIdOf(entity) === wanted.fields['type'] &&
  entity['intendedState'] !== 'ENABLED' &&
  Object.keys(asObject(config['properties'])).length === 0 &&
  textOf(config['notes']) === '';

/** Finds what is ours, by recorded ids and marks and never by a name alone, and what stands in the way. */
function identify(
  listing: Listing,
  desired: readonly Wanted[],
  instance: string,
  baseUrl: string,
): Observation {
  const recorded = recordedIds(listing, instance);
  const observed = new Map<string, Found>();
  const obstacles: Obstacle[] = [];
  const isOurs = (entity: JsonObject, key: string) =>
    textOf(entity['description']).includes(markerOf(instance, key)) || recorded.get(key) === entity['id'];

  const LISTS = {
    group: { entities: listing.groups, read: foundGroup },
    role: { entities: listing.roles, read: foundRole },
    'oauth-client': { entities: listing.clients, read: foundClient },
  } as const;

  for (const wanted of desired) {
    const { kind, key } = wanted;
    if (kind === 'group' || kind === 'role' || kind === 'oauth-client') {
      const { entities, read } = LISTS[kind];
      const ours = entities.find((entity) => isOurs(entity, key));
      if (ours !== undefined) observed.set(key, read(ours));
      const other = entities.find((entity) => entity !== ours && entity['name'] === wanted.fields['name']);
      // Clients may share a name; groups and roles may not.
      if (other !== undefined && ours === undefined && kind !== 'oauth-client') {
        obstacles.push({ kind: 'name-taken', key, name: wanted.name, id: textOf(other['id']) });
      }
    }
    if (kind === 'integration') {
      const ours =
        listing.integrations.find(({ entity }) => recorded.get(key) === entity['id']) ??
        listing.integrations.find((one) => isUnfinished(one, wanted));
      if (ours === undefined) continue;
      const { entity, config } = ours;
      const id = textOf(entity['id']);
      const found = foundIntegration(entity);
      if (found.fields['type'] !== wanted.fields['type']) {
        const from = textOf(found.fields['type']);
        obstacles.push({ kind: 'type-differs', name: wanted.name, from, to: textOf(wanted.fields['type']) });
      }
      // Its present name counts for nothing: the settings say what it shall be.
      observed.set(key, { ...found, fields: { ...found.fields, name: textOf(wanted.fields['name']) } });
      observed.set(key.replace('integration', 'settings'), foundSettings(id, config));
      observed.set(key.replace('integration', 'state'), foundState(entity));
    }
  }
  return { observed, obstacles: [...obstacles, ...sharedHosts(listing, observed, instance, baseUrl)] };
}

function sharedHosts(
  listing: Listing,
  observed: Observed,
  instance: string,
  baseUrl: string,
): readonly Obstacle[] {
  const origin = originOf(baseUrl);
  const ours = new Set([...observed.values()].map(({ id }) => id));
  return listing.integrations.flatMap(({ entity, config }): readonly Obstacle[] => {
    const url = textOf(asObject(config['properties'])['url']);
    const isOther = !ours.has(textOf(entity['id'])) && readNote(textOf(config['notes'])) === undefined;
    return isOther && origin !== undefined && originOf(url.replace(/\{\{\w+\}\}/g, 'x')) === origin
      ? [{ kind: 'shared-host', origin, app: textOf(entity['name']) }]
      : [];
  });
}

/** Grants are read one subject at a time, and only of subjects that are there. */
async function observeGrants(
  rest: Rest,
  desired: readonly Wanted[],
  observed: Map<string, Found>,
): Promise<Result<void>> {
  const ids = new Map([...observed].map(([key, { id }]) => [key, id]));
  for (const { key, kind, fields } of desired) {
    if (kind !== 'grant') continue;
    const subject = resolveText(textOf(fields['subjectId']), ids);
    const role = resolveText(textOf(fields['roleId']), ids);
    if (subject.missing.length > 0 || role.missing.length > 0) continue;
    const grants = await rest.ask(
      {
        method: 'GET',
        path: '/api/v2/authorization/subjects/{subjectId}',
        params: { subjectId: subject.text },
      },
      (body) => ok(asObject(body)['grants']),
    );
    if (!grants.ok && grants.failure.kind !== 'not-found') return grants;
    const list = grants.ok && Array.isArray(grants.value) ? grants.value : [];
    const has = list.some((grant: unknown) => asObject(asObject(grant)['role'])['id'] === role.text);
    if (!has) continue;
    observed.set(key, {
      id: grantId(subject.text, role.text),
      fields: { subjectId: subject.text, roleId: role.text },
    });
  }
  return ok(undefined);
}

/** Which of the types that we need the organisation may install. A premium type has to be bought first. */
async function missingTypes(
  rest: Rest,
  desired: readonly Wanted[],
  observed: Observed,
): Promise<Result<readonly Obstacle[]>> {
  const wanted = desired.filter(({ kind, key }) => kind === 'integration' && !observed.has(key));
  const types = [...new Set(wanted.map(({ fields }) => textOf(fields['type'])))];
  const obstacles: Obstacle[] = [];
  for (const type of types) {
    const known = await rest.ask(
      { method: 'GET', path: '/api/v2/integrations/types/{typeId}', params: { typeId: type } },
      () => ok(undefined),
    );
    if (known.ok) continue;
    if (known.failure.kind !== 'not-found') return known;
    obstacles.push({ kind: 'type-missing', type });
  }
  return ok(obstacles);
}

/** A list may leave out what a thing of its own tells, so that what is ours is read once more, whole. */
async function readWhole(
  rest: Rest,
  desired: readonly Wanted[],
  observed: Map<string, Found>,
): Promise<Result<void>> {
  const desks = createDesks(rest);
  for (const { key, kind } of desired) {
    const listed = observed.get(key);
    if (listed === undefined || (kind !== 'role' && kind !== 'oauth-client')) continue;
    const whole = await desks[kind].read(listed.id);
    if (!whole.ok) return whole;
    observed.set(key, whole.value);
  }
  return ok(undefined);
}

/** What the organisation has of the desired things, and what stands in the way. */
export async function observe(
  rest: Rest,
  desired: readonly Wanted[],
  options: { readonly instance: string; readonly baseUrl: string },
): Promise<Result<Observation>> {
  const listing = await listOrg(rest);
  if (!listing.ok) return listing;
  const { observed, obstacles } = identify(listing.value, desired, options.instance, options.baseUrl);
  const all = new Map(observed);
  const whole = await readWhole(rest, desired, all);
  if (!whole.ok) return whole;
  const grants = await observeGrants(rest, desired, all);
  if (!grants.ok) return grants;
  const types = await missingTypes(rest, desired, all);
  if (!types.ok) return types;
  return ok({ observed: all, obstacles: [...obstacles, ...types.value] });
}
