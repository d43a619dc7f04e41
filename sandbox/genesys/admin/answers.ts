import { missingPermissions, problem } from '../errors.ts';
import type { Switches } from '../../control.ts';
import type { Backend, Call, Outcome, Route } from '../rest/route.ts';
import { jsonReply } from '../wire.ts';
import type { WireResponse } from '../wire.ts';

/** A route that wants all of these permissions. */
export const needing =
  (permissions: readonly string[], run: Route['run']): Route['run'] =>
  (backend, call) => {
    const missing = permissions.filter((permission) => !call.user.permissions.includes(permission));
    return missing.length > 0 ? missingPermissions(missing) : run(backend, call);
  };

/** What is known by now of the things that admins make. */
export const known = <T extends { id: string }>(
  { organisation, timing, switches }: Backend,
  all: readonly T[],
): T[] =>
  all.filter(({ id }) => timing.now() - (organisation.madeAt.get(id) ?? -Infinity) >= switches.createLagMs);

/** One page of a list, as `pageSize` and `pageNumber` ask for it. */
export function page<T>(
  entities: readonly T[],
  { query }: Call,
  hides: Switches['halfVisible'],
): WireResponse {
  const pageSize = Math.min(Number(query.get('pageSize') ?? 25), 100);
  const pageNumber = Number(query.get('pageNumber') ?? 1);
  const shown = hides === 'some' || hides === 'filtered' ? entities.slice(0, -1) : entities;
  const total = hides === 'filtered' ? shown.length : entities.length;
  const from = (pageNumber - 1) * pageSize;
  return jsonReply(200, {
    entities: hides === 'pages' && pageNumber > 1 ? [] : shown.slice(from, from + pageSize),
    pageSize,
    pageNumber,
    total,
    pageCount: Math.ceil(total / pageSize),
  });
}

/** One page of the things of an organisation that are known by now. */
export const pageOf = <T extends { id: string }>(
  backend: Backend,
  all: readonly T[],
  body: (one: T) => unknown,
  call: Call,
): WireResponse => page(known(backend, all).map(body), call, backend.switches.halfVisible);

/** The answer that is worth giving only after the effect. */
export const after = (effect: () => void, answer: () => WireResponse): Outcome => ({ effect, answer });

export const textIn = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);
export const textsIn = (value: unknown): string[] =>
  Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];

/** The text is that of a public report (terraform-provider-genesyscloud issue 1461); the code is assumed. */
export const versionConflict = (): WireResponse =>
  problem(409, 'general.conflict', {
    message: 'The version number of the modified resource must match the version number in the database.',
  });

/** Assumed: no source shows the answer to a name that is taken. */
export const nameTaken = (what: string, name: string): WireResponse =>
  problem(409, 'general.conflict', { message: `A ${what} with the name "${name}" already exists.` });

/** Assumed in code and status. */
export const overLimit = (key: string, value: number): WireResponse =>
  problem(400, 'limit.exceeded', {
    message: `The limit ${key} of ${value} would be exceeded.`,
    limit: { key, namespace: 'integrations', value },
  });

export const invalid = (key: string): WireResponse =>
  problem(400, 'invalid.value', { message: `The value of "${key}" is not valid.` });
