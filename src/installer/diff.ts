import type { Json, JsonObject } from './manifest.ts';
import { withoutTokens } from './record.ts';

/** One field that differs, by its path. */
export interface Change {
  readonly path: string;
  readonly from: Json | undefined;
  readonly to: Json;
}

const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Where the platform keeps sets: their order means nothing. */
const SETS =
  /(^|\.)(scope|registeredRedirectUri|groups|groupFilter|queueIdFilterList|actionSet|permissionPolicies|divisionIds)$/;

function canonical(value: Json | undefined, path: string): string {
  if (Array.isArray(value)) {
    const items = value.map((item: Json) => canonical(item, path));
    return `[${(SETS.test(path) ? items.sort() : items).join(',')}]`;
  }
  if (isObject(value)) {
    const members = Object.keys(value)
      .sort()
      .map((key) => `${JSON.stringify(key)}:${canonical(value[key], `${path}.${key}`)}`);
    return `{${members.join(',')}}`;
  }
  return JSON.stringify(typeof value === 'string' ? withoutTokens(value) : value) ?? 'absent';
}

/**
 * What must change so that `found` is as `wanted`. Members that nobody wants are left alone, and so is everything at a
 * path of `initially` once it is there.
 */
export function differences(
  found: JsonObject,
  wanted: JsonObject,
  initially: readonly string[],
  path = '',
): readonly Change[] {
  return Object.entries(wanted).flatMap(([key, to]) => {
    const at = path === '' ? key : `${path}.${key}`;
    const from = Object.hasOwn(found, key) ? found[key] : undefined;
    if (initially.includes(at) && from !== undefined) return [];
    if (isObject(to) && isObject(from)) return differences(from, to, initially, at);
    return canonical(from, at) === canonical(to, at) ? [] : [{ path: at, from, to }];
  });
}

/** `found` with the changes made: what a PUT, which replaces everything, has to send. */
export function merged(found: JsonObject, changes: readonly Change[]): JsonObject {
  return changes.reduce<JsonObject>((all, { path, to }) => withMember(all, path.split('.'), to), found);
}

function withMember(target: JsonObject, [key = '', ...rest]: readonly string[], value: Json): JsonObject {
  if (rest.length === 0) return { ...target, [key]: value };
  const inner = target[key];
  return { ...target, [key]: withMember(isObject(inner) ? inner : {}, rest, value) };
}
