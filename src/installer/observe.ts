import { ok, type Result } from '../domain/result.ts';
import type { Rest } from '../genesys/http/rest.ts';
import { claimsOf } from './claims.ts';
import { createResourceApis, grantId } from './resource-apis.ts';
import type { Wanted } from './desired.ts';
import { elsewhere, type Elsewhere } from './elsewhere.ts';
import { identify } from './identify.ts';
import { lookingAgain, untilKnown, type Wait } from './look-again.ts';
import type { JsonObject } from './manifest.ts';
import type { Obstacle } from './obstacle.ts';
import type { InstallOptions } from './options.ts';
import {
  asObject,
  LIST_PATHS,
  listOrg,
  readConfig,
  readOne,
  readSurely,
  textOf,
  type Listing,
} from './org.ts';
import type { Found, Observed } from './plan.ts';
import { resolveText } from './record.ts';
import { observeTokenLife, type TokenLife } from './token-life.ts';
import type { RunRecord } from './run-record.ts';

export interface Observation extends Pick<TokenLife, 'implicit' | 'putBack'> {
  /** What shall be there, with the token of this installation in its marks. */
  readonly desired: readonly Wanted[];
  readonly token: string;
  readonly observed: Observed;
  readonly obstacles: readonly Obstacle[];
  /** Nothing of what is recorded is here: the record tells of another organisation, and must not forget it. */
  readonly elsewhere: Elsewhere;
}

export interface Question {
  readonly options: Pick<InstallOptions, 'instance' | 'baseUrl' | 'groupId' | 'queueIds' | 'divisionIds'>;
  /** Everything that shall exist, given the token of its marks. */
  desire(token: string): readonly Wanted[];
  /** What the runs of this computer or page have recorded. */
  readonly record: RunRecord | undefined;
  /** For an installation that has none yet. */
  readonly newToken: string;
  /** It may be installed for another address. */
  readonly mayMove: boolean;
  /** The client that config.json names. */
  readonly clientId: string | undefined;
  readonly wait: Wait;
  /** Something that an earlier run has recorded as made is not known now, and is waited for: said once. */
  waiting(): void;
}

/** What the organisation has of the desired things, and what stands in the way. Nothing is changed. */
export async function observe(rest: Rest, question: Question): Promise<Result<Observation>> {
  const { options, record } = question;
  const patient = lookingAgain(rest, question.wait);
  const listed = await listOrg(patient, question.wait);
  if (!listed.ok) return listed;
  const token = record?.token ?? question.newToken;
  const desired = question.desire(token);
  const listing = await withRecorded(rest, patient, listed.value, desired, question);
  if (!listing.ok) return listing;
  const { observed, obstacles } = identify(listing.value, desired, { ...options, record });
  const checks = [
    await readWhole(patient, desired, observed),
    await observeGrants(patient, desired, observed),
    await missingTypes(patient, desired, observed),
    await unknownPlaces(patient, options),
  ];
  const found: Obstacle[] = [];
  for (const check of checks) {
    if (!check.ok) return check;
    found.push(...check.value);
  }
  const life = await observeTokenLife(patient, {
    clientId: question.clientId,
    before: record?.lives ?? new Map(),
    needs: desired.map(({ key }) => key),
  });
  if (!life.ok) return life;
  const { shorter, ...more } = life.value;
  const blind = listing.value.halfVisible.map((one): Obstacle => ({ kind: 'half-visible', ...one }));
  const moves = question.mayMove ? [] : movesOf(desired, observed);
  const all = [...blind, ...obstacles, ...found, ...moves];
  const where = elsewhere(record, observed, all);
  for (const one of shorter) observed.set(one.wanted.key, one.found);
  return ok({
    ...more,
    desired: [...desired, ...shorter.map(({ wanted }) => wanted)],
    token,
    observed,
    obstacles: all,
    elsewhere: where,
  });
}

const LISTS = {
  group: 'groups',
  role: 'roles',
  'oauth-client': 'clients',
  integration: 'integrations',
} as const;

/** A list may be old, or leave out what this user may read by its id: what is recorded is asked for by itself. */
async function withRecorded(
  rest: Rest,
  patient: Rest,
  listing: Listing,
  desired: readonly Wanted[],
  { options, record, wait, waiting }: Question,
): Promise<Result<Listing>> {
  /** What our own runs have made may be young; once that time has passed it has passed for all of it. */
  let hasWaited = false;
  const read = (path: (typeof LIST_PATHS)[keyof typeof LIST_PATHS], id: string, isOwn: boolean) => {
    if (!isOwn) return readOne(patient, path, id);
    // Asked once each: the waiting between is that of `untilKnown`, and no other.
    if (hasWaited) return readOne(rest, path, id);
    return untilKnown(() => readSurely(rest, path, id), {
      wait,
      waiting() {
        hasWaited = true;
        waiting();
      },
    });
  };
  const claims = claimsOf(listing, desired, options.instance, record);
  const more = { groups: [...listing.groups], roles: [...listing.roles], clients: [...listing.clients] };
  const integrations = [...listing.integrations];
  for (const { kind, key } of desired) {
    if (!(kind in LISTS)) continue;
    const list = LISTS[kind as keyof typeof LISTS];
    const known = list === 'integrations' ? integrations.map(({ entity }) => entity) : more[list];
    const { own, noted } = claims(key);
    for (const id of new Set([...(own ? [own] : []), ...noted])) {
      if (known.some((entity) => entity['id'] === id)) continue;
      const one = await read(LIST_PATHS[list], id, id === own);
      if (!one.ok && one.failure.kind !== 'not-found') return one;
      if (!one.ok || one.value === undefined) continue;
      if (list !== 'integrations') {
        more[list].push(one.value);
        continue;
      }
      const config = await readConfig(patient, id);
      if (!config.ok) return config;
      integrations.push({ entity: one.value, config: config.value });
    }
  }
  return ok({ ...listing, ...more, integrations });
}

type Check = Promise<Result<readonly Obstacle[]>>;

/** A list may leave out what a thing of its own tells, so that what is ours is read once more, whole. */
async function readWhole(rest: Rest, desired: readonly Wanted[], observed: Map<string, Found>): Check {
  const apis = createResourceApis(rest);
  for (const { key, kind } of desired) {
    const listed = observed.get(key);
    if (listed === undefined || (kind !== 'role' && kind !== 'oauth-client')) continue;
    const whole = await apis[kind].read(listed.id);
    if (!whole.ok) return whole;
    observed.set(key, whole.value);
  }
  return ok([]);
}

/** Grants are read one subject at a time, and only of subjects that are there. */
async function observeGrants(rest: Rest, desired: readonly Wanted[], observed: Map<string, Found>): Check {
  const ids = new Map([...observed].map(([key, { id }]) => [key, id]));
  for (const { key, kind, name, fields } of desired) {
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
    const own = list.filter((grant: unknown) => asObject(asObject(grant)['role'])['id'] === role.text);
    if (own.length === 0) continue;
    const divisionIds = own.map((grant: unknown) => textOf(asObject(asObject(grant)['division'])['id']));
    observed.set(key, {
      id: grantId(subject.text, role.text),
      // Where it holds is what an admin chose since, or a change.
      name: name.replace(/, in the .*$/, ''),
      fields: { subjectId: subject.text, roleId: role.text, divisionIds },
    });
  }
  return ok([]);
}

/** Which of the types that we need the organisation may install. A premium type has to be bought first. */
async function missingTypes(rest: Rest, desired: readonly Wanted[], observed: Observed): Check {
  const wanted = desired.filter(({ kind, key }) => kind === 'integration' && !observed.has(key));
  const types = [...new Set(wanted.map(({ fields }) => textOf(fields['type'])))];
  const obstacles: Obstacle[] = [];
  for (const type of types) {
    const known = await readOne(rest, '/api/v2/integrations/types', type);
    if (!known.ok) return known;
    if (known.value === undefined) obstacles.push({ kind: 'type-missing', type });
  }
  return ok(obstacles);
}

/** What was named by hand. Groups are for everybody to read; queues need a permission, and divisions are shown to who has them. */
async function unknownPlaces(
  rest: Rest,
  { groupId, queueIds = [], divisionIds = [] }: Question['options'],
): Check {
  const asked = [
    ...(groupId === undefined ? [] : [['unknown-group', '/api/v2/groups', groupId] as const]),
    ...queueIds.map((id) => ['unknown-queue', '/api/v2/routing/queues', id] as const),
    ...divisionIds.map((id) => ['unknown-division', '/api/v2/authorization/divisions', id] as const),
  ];
  const obstacles: Obstacle[] = [];
  for (const [kind, path, id] of asked) {
    const known = await readOne(rest, path, id);
    // A text that is no id at all is refused as such.
    const isNothing = known.ok
      ? known.value === undefined
      : known.failure.kind === 'bad-request' ||
        (known.failure.kind === 'denied' && kind === 'unknown-division');
    if (isNothing) obstacles.push({ kind, id });
    else if (!known.ok && known.failure.kind !== 'denied') return known;
    else if (!known.ok) obstacles.push({ kind: 'no-right', permissions: ['routing:queue:view'] });
  }
  return ok(obstacles);
}

const pageOf = (properties: JsonObject): string =>
  textOf(properties['url'])
    .replace(/[?#].*$/, '')
    .replace(/\/(index\.html)?$/, '');

/** An installation that shows another address now. */
function movesOf(desired: readonly Wanted[], observed: Observed): readonly Obstacle[] {
  const moves = desired.flatMap(({ key, kind, fields }) => {
    const found = kind === 'settings' ? observed.get(key)?.fields['properties'] : undefined;
    const from = pageOf(asObject(found));
    const to = pageOf(asObject(fields['properties']));
    return from === '' || from === to ? [] : [{ kind: 'moves', from, to } as const];
  });
  return moves.slice(0, 1);
}
