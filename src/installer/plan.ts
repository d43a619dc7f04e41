import { deep, type Wanted } from './desired.ts';
import { differences, type Change } from './diff.ts';
import type { Json, JsonObject } from './manifest.ts';
import { resolveText } from './record.ts';

/** One of our things as the organisation has it. */
export interface Found {
  readonly id: string;
  /** What it is called now, whatever it shall be called; absent: it has no name of its own. */
  readonly name?: string;
  /** Of optimistic locking, where the platform has it. */
  readonly version?: number;
  readonly fields: JsonObject;
}

export type Step =
  | { readonly action: 'create'; readonly wanted: Wanted }
  | {
      readonly action: 'change';
      readonly wanted: Wanted;
      readonly found: Found;
      readonly changes: readonly Change[];
    }
  | { readonly action: 'keep'; readonly wanted: Wanted; readonly found: Found }
  | { readonly action: 'delete'; readonly wanted: Wanted; readonly found: Found };

export type Observed = ReadonlyMap<string, Found>;

const idsOf = (observed: Observed): ReadonlyMap<string, string> =>
  new Map([...observed].map(([key, { id }]) => [key, id]));

/** Fields with ids in the place of references, as far as these are known. */
export function resolved(fields: JsonObject, ids: ReadonlyMap<string, string>): JsonObject {
  return deep(fields, (text) => resolveText(text, ids).text) as JsonObject;
}

const membersOf = (list: Json | undefined): readonly Json[] => (Array.isArray(list) ? list : []);

/** With what an admin has added and may have. */
function withAdded(fields: JsonObject, found: JsonObject, mayStay: Wanted['mayStay'] = {}): JsonObject {
  const lists = Object.entries(mayStay).map(([field, members]) => {
    const [to, from] = [membersOf(fields[field]), membersOf(found[field])];
    return [field, [...to, ...members.filter((one) => from.includes(one) && !to.includes(one))]];
  });
  return { ...fields, ...Object.fromEntries(lists) };
}

/** What has to happen to one thing. */
export function stepFor(wanted: Wanted, found: Found | undefined, ids: ReadonlyMap<string, string>): Step {
  if (found === undefined) return { action: 'create', wanted };
  const fields = withAdded(resolved(wanted.fields, ids), found.fields, wanted.mayStay);
  const changes = differences(found.fields, fields, wanted.initially);
  return changes.length === 0
    ? { action: 'keep', wanted, found }
    : { action: 'change', wanted, found, changes };
}

/** What an installation or upgrade would do, in the order in which it would. */
export function planInstall(desired: readonly Wanted[], observed: Observed): readonly Step[] {
  const ids = idsOf(observed);
  return inOrder(desired).map((wanted) => stepFor(wanted, observed.get(wanted.key), ids));
}

/** Settings and states go with their integration; a client that is not ours stays. */
const NEVER_DELETED: readonly Wanted['kind'][] = ['settings', 'state', 'token-life'];

/** Nothing is deleted that is not there. */
export function planUndo(desired: readonly Wanted[], observed: Observed): readonly Step[] {
  return inOrder(desired)
    .toReversed()
    .filter(({ kind }) => !NEVER_DELETED.includes(kind))
    .flatMap((wanted): readonly Step[] => {
      const found = observed.get(wanted.key);
      return found === undefined ? [] : [{ action: 'delete', wanted, found }];
    });
}

/** Each thing after everything that it needs. The manifest is ours, so a circle is a bug. */
export function inOrder(desired: readonly Wanted[]): readonly Wanted[] {
  const done = new Set<string>();
  const order: Wanted[] = [];
  let left = [...desired];
  const present = new Set(left.map(({ key }) => key));
  while (left.length > 0) {
    const ready = left.filter(({ needs }) => needs.every((key) => done.has(key) || !present.has(key)));
    if (ready.length === 0)
      throw new Error(`These need each other: ${left.map(({ key }) => key).join(', ')}.`);
    for (const one of ready) done.add(one.key);
    order.push(...ready);
    left = left.filter(({ key }) => !done.has(key));
  }
  return order;
}

export const changesNothing = (steps: readonly Step[]): boolean =>
  steps.every(({ action }) => action === 'keep');
