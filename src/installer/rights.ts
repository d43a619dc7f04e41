import { ok } from '../domain/result.ts';
import type { Rest } from '../genesys/http/rest.ts';
import type { Kind } from './desired.ts';
import type { JsonObject } from './manifest.ts';
import { asObject, textOf } from './org.ts';
import type { Step } from './plan.ts';

type Write = Exclude<Step['action'], 'keep'>;

/** What the platform asks for, per kind and step (the pages of these endpoints in the developer centre). */
const NEEDED: Readonly<Record<Kind, Readonly<Record<Write, string>>>> = {
  group: { create: 'directory:group:add', change: 'directory:group:edit', delete: 'directory:group:delete' },
  role: {
    create: 'authorization:role:add',
    change: 'authorization:role:edit',
    delete: 'authorization:role:delete',
  },
  'oauth-client': {
    create: 'oauth:client:add',
    change: 'oauth:client:edit',
    delete: 'oauth:client:delete',
  },
  grant: {
    create: 'authorization:grant:add',
    change: 'authorization:grant:add',
    delete: 'authorization:grant:delete',
  },
  integration: {
    create: 'integrations:integration:add',
    change: 'integrations:integration:edit',
    delete: 'integrations:integration:delete',
  },
  settings: {
    create: 'integrations:integration:edit',
    change: 'integrations:integration:edit',
    delete: 'integrations:integration:edit',
  },
  state: {
    create: 'integrations:integration:edit',
    change: 'integrations:integration:edit',
    delete: 'integrations:integration:edit',
  },
  'token-life': { create: 'oauth:client:edit', change: 'oauth:client:edit', delete: 'oauth:client:edit' },
};

/** All permissions that these steps need and this sign-in has not. Empty also where nobody tells what it has. */
export async function missingRights(rest: Rest, steps: readonly Step[]): Promise<readonly string[]> {
  const needed = new Set(
    steps.flatMap((step) => (step.action === 'keep' ? [] : [NEEDED[step.wanted.kind][step.action]])),
  );
  // A role that moves to other divisions is taken from those where it was.
  if (steps.some(({ action, wanted: { kind } }) => action === 'change' && kind === 'grant'))
    needed.add(NEEDED.grant.delete);
  if (needed.size === 0) return [];
  const held = await heldRights(rest);
  return held === undefined ? [] : [...needed].filter((one) => !held.some((has) => covers(has, one))).sort();
}

const covers = (has: string, wanted: string): boolean => {
  const parts = wanted.split(':');
  return has.split(':').every((part, index) => part === '*' || part === parts[index]);
};

/** Of a user by their own page, of a client by the roles that it is granted. */
async function heldRights(rest: Rest): Promise<readonly string[] | undefined> {
  const query = { expand: 'authorization' };
  const me = await rest.ask({ method: 'GET', path: '/api/v2/users/me', query }, (body) =>
    ok(asObject(asObject(body)['authorization'])['permissions']),
  );
  if (me.ok && Array.isArray(me.value)) return me.value.filter((one) => typeof one === 'string');
  const token = await rest.ask({ method: 'GET', path: '/api/v2/tokens/me' }, (body) =>
    ok(textOf(asObject(asObject(body)['OAuthClient'])['id'])),
  );
  if (!token.ok || token.value === '') return undefined;
  const subject = await rest.ask(
    {
      method: 'GET',
      path: '/api/v2/authorization/subjects/{subjectId}',
      params: { subjectId: token.value },
    },
    (body) => ok(asObject(body)['grants']),
  );
  // Without a single role nothing could have been read up to here: then this answer is not about the client.
  if (!subject.ok || !Array.isArray(subject.value) || subject.value.length === 0) return undefined;
  return subject.value.flatMap((grant: unknown) => policiesOf(asObject(asObject(grant)['role'])));
}

const policiesOf = (role: JsonObject): readonly string[] => {
  const policies = Array.isArray(role['policies']) ? role['policies'] : [];
  return policies.flatMap((policy: unknown) => {
    const { domain, entityName, actions } = asObject(policy);
    const all = Array.isArray(actions) ? actions : [];
    return all.map((action: unknown) => `${String(domain)}:${String(entityName)}:${String(action)}`);
  });
};
