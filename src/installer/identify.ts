import { chosen, claimsOf, sameName } from './claims.ts';
import {
  foundClient,
  foundGroup,
  foundIntegration,
  foundRole,
  foundSettings,
  foundState,
} from './resource-apis.ts';
import type { Kind, Wanted } from './desired.ts';
import type { JsonObject } from './manifest.ts';
import type { Named, Obstacle } from './obstacle.ts';
import { asObject, textOf, type InstalledApp, type Listing } from './org.ts';
import type { Found, Observed } from './plan.ts';
import { marksIn, readNote } from './record.ts';
import type { RunRecord } from './run-record.ts';

export interface Own {
  readonly instance: string;
  readonly baseUrl: string;
  /** What the runs of this computer or page have recorded. */
  readonly record: RunRecord | undefined;
}

export interface Identified {
  readonly observed: Map<string, Found>;
  readonly obstacles: readonly Obstacle[];
}

/** One thing that may be ours, whatever its kind. */
interface Candidate {
  readonly named: Named;
  /** Tokens of our marks on it. */
  readonly marks: readonly (string | undefined)[];
  readonly source: JsonObject;
}

type Listed = 'group' | 'role' | 'oauth-client';
const READ = { group: foundGroup, role: foundRole, 'oauth-client': foundClient } as const;
const LISTS = { group: 'groups', role: 'roles', 'oauth-client': 'clients' } as const;
const isListed = (kind: Kind): kind is Listed => Object.hasOwn(READ, kind);

/**
 * Finds what is ours and what stands in the way. A thing is ours when it is recorded, or when it bears the token with which a
 * run was about to make it whose answer was lost. A name proves nothing, and neither does any other mark, also with a token of
 * ours: everybody may copy it. Whatever else bears ours is named and left alone.
 */
export function identify(listing: Listing, desired: readonly Wanted[], own: Own): Identified {
  const claims = claimsOf(listing, desired, own.instance, own.record);
  const observed = new Map<string, Found>();
  const obstacles: Obstacle[] = [];
  for (const wanted of desired) {
    const { kind, key } = wanted;
    if (!isListed(kind) && kind !== 'integration') continue;
    const candidates = isListed(kind)
      ? listing[LISTS[kind]].map((entity) => describedCandidate(entity, wanted, own.instance))
      : listing.integrations.map((app) => appCandidate(app, wanted, own.instance));
    const { ours, wrong } = judge(wanted, candidates, claims(key), own.record?.making.get(key));
    obstacles.push(...wrong);
    if (isListed(kind)) {
      if (ours) observed.set(key, READ[kind](ours.source));
      obstacles.push(...nameTaken(wanted, candidates, ours, wrong));
    } else if (ours) {
      const app = listing.integrations.find(({ entity }) => entity === ours.source);
      if (app) obstacles.push(...observeApp(app, wanted, observed));
    }
  }
  return { observed, obstacles: [...obstacles, ...sharedHosts(listing, observed, own.baseUrl)] };
}

function describedCandidate(entity: JsonObject, { kind, key }: Wanted, instance: string): Candidate {
  return {
    named: { kind, name: textOf(entity['name']), id: textOf(entity['id']) },
    marks: marksIn(textOf(entity['description']), instance, key),
    source: entity,
  };
}

/** Until it is configured an integration bears its mark in its name, after that in its notes. */
function appCandidate({ entity, config }: InstalledApp, { kind, key }: Wanted, instance: string): Candidate {
  const note = readNote(textOf(config['notes']));
  const noted = note?.instance === instance && note.key === key ? [undefined] : [];
  return {
    named: { kind, name: textOf(entity['name']), id: textOf(entity['id']) },
    marks: [...noted, ...marksIn(textOf(entity['name']), instance, key)],
    source: entity,
  };
}

function judge(
  wanted: Wanted,
  candidates: readonly Candidate[],
  claims: Parameters<typeof chosen>[0],
  token: string | undefined,
): { readonly ours?: Candidate; readonly wrong: readonly Obstacle[] } {
  const { key } = wanted;
  const byId = (id: string | undefined) => candidates.find(({ named }) => named.id === id);
  const { id, several } = chosen(claims, (one) => byId(one) !== undefined);
  const recorded = byId(id);
  const marked = candidates.filter(({ marks }) => marks.length > 0);
  const strangers = (but?: Candidate): readonly Obstacle[] =>
    marked
      .filter((one) => one !== but && !several.includes(one.named.id))
      .map(({ named }) => ({ kind: 'not-recorded', key, thing: named }));
  if (several.length > 0) {
    const things = several.flatMap((one) => byId(one)?.named ?? []);
    return { wrong: [{ kind: 'records-differ', key, things }, ...strangers()] };
  }
  if (recorded !== undefined) {
    const isKnown = recorded.marks.length > 0 || sameName(recorded.named.name, wanted.name);
    if (isKnown) return { ours: recorded, wrong: strangers(recorded) };
    return { wrong: [{ kind: 'not-recognised', key, thing: recorded.named }, ...strangers()] };
  }
  const made = token === undefined ? [] : marked.filter(({ marks }) => marks.includes(token));
  const [only] = made;
  return only !== undefined && made.length === 1
    ? { ours: only, wrong: strangers(only) }
    : { wrong: strangers() };
}

/** Clients and integrations may share a name; groups and roles may not. */
function nameTaken(
  wanted: Wanted,
  candidates: readonly Candidate[],
  ours: Candidate | undefined,
  told: readonly Obstacle[],
): readonly Obstacle[] {
  if (wanted.kind === 'oauth-client') return [];
  const { key, name } = wanted;
  const isTold = ({ id }: Named) => told.some((one) => 'thing' in one && one.thing.id === id);
  return candidates
    .filter((one) => one !== ours && sameName(one.named.name, name) && !isTold(one.named))
    .map(({ named }) => ({ kind: 'name-taken', key, name: named.name, id: named.id }));
}

function observeApp(
  { entity, config }: InstalledApp,
  wanted: Wanted,
  observed: Map<string, Found>,
): readonly Obstacle[] {
  const { key } = wanted;
  const id = textOf(entity['id']);
  const found = foundIntegration(entity);
  // Its present name counts for nothing: the settings say what it shall be.
  observed.set(key, { ...found, fields: { ...found.fields, name: textOf(wanted.fields['name']) } });
  observed.set(key.replace('integration', 'settings'), foundSettings(id, config));
  observed.set(key.replace('integration', 'state'), foundState(entity));
  const from = textOf(found.fields['type']);
  const to = textOf(wanted.fields['type']);
  return from === to ? [] : [{ kind: 'type-differs', name: wanted.name, from, to }];
}

const originOf = (url: string): string | undefined => (URL.canParse(url) ? new URL(url).origin : undefined);

/** Anything else on our origin counts, another installation of ours too: pages of one origin read what the others store. */
function sharedHosts(listing: Listing, observed: Observed, baseUrl: string): readonly Obstacle[] {
  const origin = originOf(baseUrl);
  const ours = new Set([...observed.values()].map(({ id }) => id));
  return listing.integrations.flatMap(({ entity, config }): readonly Obstacle[] => {
    const url = textOf(asObject(config['properties'])['url']);
    return !ours.has(textOf(entity['id'])) &&
      origin !== undefined &&
      originOf(url.replace(/\{\{\w+\}\}/g, 'x')) === origin
      ? [{ kind: 'shared-host', origin, app: textOf(entity['name']) }]
      : [];
  });
}
