import type { Failure } from '../domain/failure.ts';
import { failureCode } from '../domain/failure.ts';
import { printable } from '../printable.ts';
import type { Outcome } from './apply.ts';
import type { Wanted } from './desired.ts';
import type { Json } from './manifest.ts';
import type { Named, Obstacle } from './obstacle.ts';
import type { Found, Step } from './plan.ts';

/* What the installer says, on the command line and on the page: plain sentences, never a secret. */

const KIND: Readonly<Record<Wanted['kind'], string>> = {
  group: 'group',
  role: 'role',
  'oauth-client': 'OAuth client',
  grant: 'grant of',
  integration: 'integration',
  settings: 'settings of the integration',
  state: 'activation of the integration',
  'token-life': 'token life of the OAuth client',
};

const SIGN: Readonly<Record<Step['action'], string>> = { create: '+', change: '~', keep: '=', delete: '-' };

/** A grant is named by what it grants to whom, which is no name to be quoted. */
const nameOf = ({ kind, name }: Pick<Wanted, 'kind' | 'name'>): string =>
  kind === 'grant' ? `${KIND[kind]} ${printable(name)}` : `${KIND[kind]} "${printable(name)}"`;

/** What is there already goes by its real name and its id. */
const calledOf = (step: Step): string => {
  if (step.action === 'create') return nameOf(step.wanted);
  const { wanted, found } = step;
  // A grant has no id of its own; settings and activation have that of their integration.
  const hasId = wanted.kind !== 'grant' && wanted.kind !== 'settings' && wanted.kind !== 'state';
  return `${nameOf({ ...wanted, name: found.name ?? wanted.name })}${hasId ? ` (id ${found.id})` : ''}`;
};

/** One line per step, and one below it per field that changes. */
export function describeStep(step: Step): readonly string[] {
  const head = `${SIGN[step.action]} ${step.action.padEnd(6)} ${calledOf(step)}`;
  if (step.action !== 'change') return [head];
  const changes = step.changes.map(({ path, from, to }) => `      ${path}: ${shown(from)} -> ${shown(to)}`);
  return [head, ...changes, ...whyLife(step)];
}

/** It is the one change to something that is not ours, so it says why. */
function whyLife({ wanted, changes }: Extract<Step, { action: 'change' }>): readonly string[] {
  if (wanted.kind !== 'token-life') return [];
  return changes.map(({ from, to }) =>
    Number(to) > Number(from)
      ? '      Why: it lived as long before the installation.'
      : "      Why: who reads the token in the browser's history file can use it for as long as it lives. This is a shift of eight hours.",
  );
}

/** The client of config.json, where it is implicit. */
export const describeImplicit = ({ id, name = '' }: Found): string =>
  `The ${nameOf({ kind: 'oauth-client', name })} (id ${id}) of config.json is implicit, which leaves the token of every sign-in in the browser's history file. PKCE is recommended: Genesys lets no new client use implicit and switches it off in 2027.`;

const LONGEST = 100;

function shown(value: Json | undefined): string {
  const text = value === undefined ? '(nothing)' : JSON.stringify(value);
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
}

export function describeCounts(steps: readonly Step[]): string {
  const count = (action: Step['action']) => steps.filter((step) => step.action === action).length;
  const parts = [
    `${count('create')} to create`,
    `${count('change')} to change`,
    `${count('keep')} to keep`,
    ...(count('delete') > 0 ? [`${count('delete')} to delete`] : []),
  ];
  return `${parts.join(', ')}.`;
}

const LISTS: Readonly<Record<string, string>> = {
  groups: 'groups',
  roles: 'roles',
  clients: 'OAuth clients',
  integrations: 'integrations',
};

const named = ({ kind, name, id }: Named): string => `${nameOf({ kind, name })} (id ${id})`;

export function describeObstacle(obstacle: Obstacle): string {
  switch (obstacle.kind) {
    case 'half-visible':
      return `Genesys Cloud counts ${obstacle.hidden} more ${LISTS[obstacle.list] ?? obstacle.list} than it shows here, so nobody can tell what is installed. Give your role access to all divisions, or try again in a minute.`;
    case 'not-recorded':
      return `The ${named(obstacle.thing)} bears our mark "${obstacle.key}", and no run has recorded that it made it. It is left alone. ${obstacle.thing.kind === 'integration' ? 'If it is ours, give it its name back. ' : ''}If it is a copy, take the mark or the notes out of it; if a run on another computer was cut off, finish it there or delete this by hand.`;
    case 'not-recognised':
      return `The ${named(obstacle.thing)} is recorded as our "${obstacle.key}", but has neither our name nor our mark. It is left alone. If it is ours, give it its name back.`;
    case 'records-differ':
      return `The notes of our integrations name several things as "${obstacle.key}": ${obstacle.things.map(named).join(', ')}. All of them are left alone. Take the notes out of the integration that is not ours.`;
    case 'recorded-elsewhere':
      return `record.json names what an earlier run has made or was about to make, and nothing of it is in this organisation: it belongs to another organisation, nothing came of it, or all of it was deleted by hand. It is left as it is. For another organisation give a folder of its own with --out; if nothing is anywhere, move record.json away.`;
    case 'moves':
      return `This is installed for ${obstacle.from}. To move it to ${obstacle.to}, add --move; for a second installation beside it, add --instance.`;
    case 'unknown-group':
      return `Genesys Cloud knows no group with the id ${obstacle.id}.`;
    case 'unknown-queue':
      return `Genesys Cloud knows no queue with the id ${obstacle.id}.`;
    case 'unknown-division':
      return `Genesys Cloud knows no division with the id ${obstacle.id}, or does not show it here.`;
    case 'no-right':
      return `These permissions are missing: ${obstacle.permissions.join(', ')}. See "Roles and scopes" in the admin guide.`;
    case 'shared-host':
      return `${obstacle.origin} also serves the app "${printable(obstacle.app)}". Recording Control needs a host name of its own: another app on the same host could read what it stores.`;
    case 'name-taken':
      return `Something that is not ours is called "${printable(obstacle.name)}" (id ${obstacle.id}). Rename it in Genesys Cloud, then run this again.`;
    case 'type-missing':
      return `This organisation has no integration type "${obstacle.type}". A premium app has to be bought in AppFoundry first.`;
    case 'type-differs':
      return `"${printable(obstacle.name)}" is installed as "${obstacle.from}", and a type cannot be changed to "${obstacle.to}". Run "install undo" first.`;
  }
}

/** What the platform refused and what to do, with the code and trace that support asks for. */
export function describeFailure(failure: Failure): string {
  const trace = failure.correlationId === undefined ? '' : `, trace ${failure.correlationId}`;
  return `${sentence(failure)} (${failureCode(failure)}${trace})`;
}

function sentence(failure: Failure): string {
  switch (failure.kind) {
    case 'denied':
      return failure.permission === undefined
        ? 'Genesys Cloud refuses this. A permission or an OAuth scope is missing; see "Roles and scopes" in the admin guide.'
        : `The permission ${failure.permission} is missing.`;
    case 'signed-out':
      return 'Genesys Cloud does not accept the credentials or the token.';
    case 'storage':
      return 'What is made could not be recorded, so it was not made. Is there room on the disk, and may its folder be written?';
    case 'conflict':
      return 'Somebody else changes the same thing, or its name is taken.';
    case 'rate-limited':
      return 'Genesys Cloud accepts no more requests for the moment. Wait a minute.';
    case 'timeout':
    case 'offline':
      return 'No answer from Genesys Cloud. The last step may have been done; running again finds out.';
    case 'outage':
      return `Genesys Cloud answers with an error (${failure.status}).`;
    case 'not-found':
      return 'Genesys Cloud does not know this any more.';
    case 'bad-request':
      return `Genesys Cloud does not take this${failure.code === undefined ? '' : ` (${failure.code})`}.`;
    default:
      return 'The answer of Genesys Cloud could not be used.';
  }
}

export const WAITING_FOR_EARLIER =
  'Genesys Cloud does not know what an earlier run has made: it is too young, or gone. Waiting up to 30 s.';

/** Said once per step. */
export const describeWait = (step: Step): string =>
  `      Genesys Cloud does not know yet what was just made; waiting up to 30 s for the ${nameOf(step.wanted)}.`;

const STILL_UNKNOWN = 'After 30 s Genesys Cloud still does not know what this run has made.';

/** After a stop: what was done, what failed, and how to go on. */
export function describeStop({ done, stopped, left }: Outcome, how: string): readonly string[] {
  if (stopped === undefined) return [];
  const changed = done.filter(({ action }) => action !== 'keep');
  return [
    `Stopped at: ${nameOf(stopped.step.wanted)}.`,
    ...(stopped.unknown ? [STILL_UNKNOWN] : []),
    describeFailure(stopped.failure),
    changed.length === 0
      ? 'Nothing was changed.'
      : `Done before that: ${changed.map(({ wanted }) => nameOf(wanted)).join(', ')}.`,
    `${left.length} left. ${how}`,
  ];
}
