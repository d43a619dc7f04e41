import type { Failure } from '../domain/failure.ts';
import { failed, ok, type Result } from '../domain/result.ts';
import { deep, type Wanted } from './desired.ts';
import { merged, type Change } from './diff.ts';
import { removingForSure, untilKnown, type Wait } from './look-again.ts';
import type { JsonObject } from './manifest.ts';
import { withToken } from './record.ts';
import { inOrder, resolved, stepFor, type Found, type Observed, type Step } from './plan.ts';

/** Makes, reads, changes and deletes things of one kind in the organisation. */
export interface ResourceApi {
  /** Answers the id of what was made. `ids` are those of everything known by now. */
  create(wanted: Wanted, fields: JsonObject, ids: ReadonlyMap<string, string>): Promise<Result<Found>>;
  read(id: string): Promise<Result<Found>>;
  /** `fields` are complete: what was found, with the changes made. `conflict` when the version is not the latest. */
  change(found: Found, fields: JsonObject, changes: readonly Change[]): Promise<Result<void>>;
  remove(found: Found): Promise<Result<void>>;
}

export type ResourceApis = Readonly<Record<Wanted['kind'], ResourceApi>>;

export interface Outcome {
  readonly done: readonly Step[];
  /** What was being done when it failed. Nothing after it was tried. `unknown`: for want of what this run made. */
  readonly stopped?: { readonly step: Step; readonly failure: Failure; readonly unknown?: boolean };
  readonly left: readonly Wanted[];
  readonly ids: ReadonlyMap<string, string>;
}

export interface Around {
  readonly wait: Wait;
  progress(step: Step, at: number, of: number): void;
  /** Genesys Cloud does not know yet what this run has made and this step needs: waited for. */
  waiting(step: Step): void;
  /** Before it is made: answers the token for its mark; nothing where it could not be recorded, and then nothing is made. */
  making(key: string): Promise<string | undefined>;
  /** Before anything else is made: this is ours. */
  made(key: string, id: string): Promise<void>;
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
  apis: ResourceApis,
  around: Around,
): Promise<Outcome> {
  const order = inOrder(desired);
  const ids = new Map([...observed].map(([key, { id }]) => [key, id]));
  const made = new Set<string>();
  const done: Step[] = [];
  for (const [index, wanted] of order.entries()) {
    const isYoung = wanted.needs.some((key) => made.has(key));
    const told = stepFor(wanted, observed.get(wanted.key), ids);
    around.progress(told, index + 1, order.length);
    const mark =
      told.action === 'create' && isMarked(wanted) ? await around.making(wanted.key) : NEEDS_NO_MARK;
    if (mark === undefined) {
      const stopped = { step: told, failure: { kind: 'storage' } } as const;
      return { done, stopped, left: order.slice(index), ids };
    }
    const attempt = () => bring(withMark(wanted, mark), observed.get(wanted.key), ids, apis);
    const result = isYoung
      ? await untilKnown(attempt, { wait: around.wait, waiting: () => around.waiting(told) })
      : await attempt();
    if (!result.ok) {
      const { failure } = result;
      const unknown = isYoung && failure.kind === 'not-found';
      return { done, stopped: { step: told, failure, unknown }, left: order.slice(index), ids };
    }
    ids.set(wanted.key, result.value.id);
    // The settings of a young integration are as young as it is.
    if (result.value.isMade || (isYoung && wanted.kind === 'settings')) made.add(wanted.key);
    if (result.value.isMade) await around.made(wanted.key, result.value.id);
    done.push(told);
  }
  return { done, left: [], ids };
}

const isMarked = ({ kind }: Wanted): boolean =>
  kind === 'group' || kind === 'role' || kind === 'oauth-client' || kind === 'integration';

const NEEDS_NO_MARK = '';

const withMark = (wanted: Wanted, token: string): Wanted =>
  token === NEEDS_NO_MARK
    ? wanted
    : {
        ...wanted,
        fields: deep(wanted.fields, (text) => withToken(text, token)) as JsonObject,
        ...(wanted.nameAtFirst !== undefined && { nameAtFirst: withToken(wanted.nameAtFirst, token) }),
      };

interface Brought {
  readonly id: string;
  readonly isMade: boolean;
}

async function bring(
  wanted: Wanted,
  observed: Found | undefined,
  ids: ReadonlyMap<string, string>,
  apis: ResourceApis,
): Promise<Result<Brought>> {
  const known = observed === undefined ? await beside(wanted, ids, apis) : ok(observed);
  if (!known.ok) return known;
  return carryOut(stepFor(wanted, known.value, ids), ids, apis);
}

/** Settings and state of an integration that was made a moment ago are there, although nobody has observed them. */
async function beside(
  { key, kind }: Wanted,
  ids: ReadonlyMap<string, string>,
  apis: ResourceApis,
): Promise<Result<Found | undefined>> {
  if (kind !== 'settings' && kind !== 'state') return ok(undefined);
  const id = ids.get(key.replace(/^\w+/, 'integration'));
  return id === undefined ? ok(undefined) : apis[kind].read(id);
}

async function carryOut(
  step: Step,
  ids: ReadonlyMap<string, string>,
  apis: ResourceApis,
): Promise<Result<Brought>> {
  const api = apis[step.wanted.kind];
  if (step.action === 'create') {
    const created = await api.create(step.wanted, resolved(step.wanted.fields, ids), ids);
    return created.ok ? ok({ id: created.value.id, isMade: true }) : created;
  }
  const kept: Result<Brought> = ok({ id: step.found.id, isMade: false });
  if (step.action !== 'change') return kept;
  let { found, changes } = step;
  for (let attempt = 1; ; attempt += 1) {
    const changed = await api.change(found, merged(found.fields, changes), changes);
    if (changed.ok) return kept;
    if (changed.failure.kind !== 'conflict' || attempt > CONFLICTS) return changed;
    const again = await api.read(found.id);
    if (!again.ok) return again;
    const next = stepFor(step.wanted, again.value, ids);
    if (next.action !== 'change') return kept;
    ({ found, changes } = next);
  }
}

/** Deletes what was installed, the dependants first, puts back what was changed, and stops at the first error. */
export async function applyUndo(
  steps: readonly Step[],
  apis: ResourceApis,
  { wait, progress }: Pick<Around, 'wait' | 'progress'>,
): Promise<Outcome> {
  const done: Step[] = [];
  for (const [index, step] of steps.entries()) {
    if (step.action === 'create' || step.action === 'keep') continue;
    progress(step, index + 1, steps.length);
    // Somebody was faster: what is not there need not be deleted.
    const result =
      step.action === 'change'
        ? await carryOut(step, new Map(), apis)
        : await removingForSure(() => apis[step.wanted.kind].remove(step.found), wait);
    if (!result.ok) {
      const left = steps.slice(index).map(({ wanted }) => wanted);
      return { done, stopped: { step, failure: result.failure }, left, ids: new Map() };
    }
    done.push(step);
  }
  return { done, left: [], ids: new Map() };
}

export const noSuchThing = (): Result<never> => failed({ kind: 'not-found' });
