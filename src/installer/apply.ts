import type { Failure } from '../domain/failure.ts';
import { failed, ok, type Result } from '../domain/result.ts';
import type { Wanted } from './desired.ts';
import { merged, type Change } from './diff.ts';
import type { JsonObject } from './manifest.ts';
import { inOrder, resolved, stepFor, type Found, type Observed, type Step } from './plan.ts';

/** Makes, reads, changes and deletes things of one kind in the organisation. */
export interface Desk {
  /** Answers the id of what was made. `ids` are those of everything known by now. */
  create(wanted: Wanted, fields: JsonObject, ids: ReadonlyMap<string, string>): Promise<Result<Found>>;
  read(id: string): Promise<Result<Found>>;
  /** `fields` are complete: what was found, with the changes made. `conflict` when the version is not the latest. */
  change(found: Found, fields: JsonObject, changes: readonly Change[]): Promise<Result<void>>;
  remove(found: Found): Promise<Result<void>>;
}

export type Desks = Readonly<Record<Wanted['kind'], Desk>>;

export interface Outcome {
  readonly done: readonly Step[];
  /** What was being done when it failed. Nothing after it was tried. */
  readonly stopped?: { readonly step: Step; readonly failure: Failure };
  readonly left: readonly Wanted[];
  readonly ids: ReadonlyMap<string, string>;
}

/** Somebody else may be working on the same thing: each time it is read anew and judged anew. */
const CONFLICTS = 3;

/**
 * Brings the organisation to the desired state, one thing after the other, and stops at the first error. Running it again
 * goes on from there: what is done already is kept.
 */
export async function applyInstall(
  desired: readonly Wanted[],
  observed: Observed,
  desks: Desks,
  progress: (step: Step, at: number, of: number) => void = () => {},
): Promise<Outcome> {
  const order = inOrder(desired);
  const ids = new Map([...observed].map(([key, { id }]) => [key, id]));
  const done: Step[] = [];
  for (const [index, wanted] of order.entries()) {
    const known = observed.get(wanted.key) ?? (await beside(wanted, ids, desks));
    const step = stepFor(wanted, known, ids);
    const told = asPlanned(step, observed);
    progress(told, index + 1, order.length);
    const result = await carryOut(step, ids, desks);
    if (!result.ok)
      return { done, stopped: { step: told, failure: result.failure }, left: order.slice(index), ids };
    ids.set(wanted.key, result.value);
    done.push(told);
  }
  return { done, left: [], ids };
}

/** What was not there when the plan was made is told as made, as the plan says. */
const asPlanned = (step: Step, observed: Observed): Step =>
  observed.has(step.wanted.key) ? step : { action: 'create', wanted: step.wanted };

/** Settings and state of an integration that was made a moment ago are there, although nobody has observed them. */
async function beside(
  { key, kind }: Wanted,
  ids: ReadonlyMap<string, string>,
  desks: Desks,
): Promise<Found | undefined> {
  if (kind !== 'settings' && kind !== 'state') return undefined;
  const id = ids.get(key.replace(/^\w+/, 'integration'));
  const read = id === undefined ? undefined : await desks[kind].read(id);
  return read?.ok ? read.value : undefined;
}

async function carryOut(step: Step, ids: ReadonlyMap<string, string>, desks: Desks): Promise<Result<string>> {
  const desk = desks[step.wanted.kind];
  if (step.action === 'create') {
    const made = await desk.create(step.wanted, resolved(step.wanted.fields, ids), ids);
    return made.ok ? ok(made.value.id) : made;
  }
  if (step.action !== 'change') return ok(step.found.id);
  let { found, changes } = step;
  for (let attempt = 1; ; attempt += 1) {
    const changed = await desk.change(found, merged(found.fields, changes), changes);
    if (changed.ok) return ok(found.id);
    if (changed.failure.kind !== 'conflict' || attempt > CONFLICTS) return changed;
    const again = await desk.read(found.id);
    if (!again.ok) return again;
    const next = stepFor(step.wanted, again.value, ids);
    if (next.action !== 'change') return ok(found.id);
    ({ found, changes } = next);
  }
}

/** Deletes what was installed, the dependants first, and stops at the first error. */
export async function applyUndo(
  steps: readonly Step[],
  desks: Desks,
  progress: (step: Step, at: number, of: number) => void = () => {},
): Promise<Outcome> {
  const done: Step[] = [];
  for (const [index, step] of steps.entries()) {
    if (step.action !== 'delete') continue;
    progress(step, index + 1, steps.length);
    const removed = await desks[step.wanted.kind].remove(step.found);
    // Somebody was faster: what is not there need not be deleted.
    const result = !removed.ok && removed.failure.kind === 'not-found' ? ok(undefined) : removed;
    if (!result.ok) {
      const left = steps.slice(index).map(({ wanted }) => wanted);
      return { done, stopped: { step, failure: result.failure }, left, ids: new Map() };
    }
    done.push(step);
  }
  return { done, left: [], ids: new Map() };
}

export const noSuchThing = (): Result<never> => failed({ kind: 'not-found' });
