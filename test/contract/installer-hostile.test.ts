import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Sandbox } from '../../sandbox/server.ts';
import { startSandbox } from '../../sandbox/server.ts';
import type { Verb } from '../../src/installer/arguments.ts';
import { HOSTILITIES, plantsIn, type Hostility, type Stranger } from '../support/hostile-organisation.ts';
import { adminApi, dyingFetch, install, inventory, writes, type Run } from './installer.ts';
import type { Loose } from './sandbox-client.ts';

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox();
});
beforeEach(() => sandbox.control.reset());
afterAll(() => sandbox.close());

/** Every verb of the installer: a new one does not compile until it stands here. */
const VERBS: Readonly<Record<Verb, readonly string[]>> = {
  plan: ['plan'],
  apply: ['apply', '--yes'],
  upgrade: ['upgrade', '--yes'],
  status: ['status'],
  undo: ['undo', '--yes'],
};
const READ_ONLY: readonly Verb[] = ['plan', 'status'];

const AN_HOUR_MS = 3_600_000;
const LONG_MS = 60_000;

interface Met {
  readonly run: Run;
  readonly strangers: readonly Stranger[];
  readonly before: readonly Loose[];
  readonly after: readonly Loose[];
  readonly writes: number;
}

/** `elsewhere`: on a computer that has no record of what was made. */
async function meet(hostility: Hostility, verb: Verb, elsewhere: boolean): Promise<Met> {
  const files = new Map<string, string>();
  if (hostility.isInstalled) await install(sandbox, ['apply', '--yes'], { files });
  const plants = await plantsIn(sandbox);
  const strangers = (await hostility.plant?.(plants)) ?? [];
  // What was there before is known everywhere, except where an earlier run itself is what is young.
  const isYoung = hostility.isInstalled && hostility.switches?.createLagMs !== undefined;
  if (!isYoung) await sandbox.control.clock({ advanceMs: AN_HOUR_MS });
  const read = async () => {
    const api = await adminApi(sandbox);
    return Promise.all(strangers.map(async ({ path }) => (await api('GET', path)).body as Loose));
  };
  const before = await read();
  const written = await writes(sandbox);
  await sandbox.control.switch(hostility.switches ?? {});
  const run = await install(sandbox, VERBS[verb], elsewhere ? {} : { files });
  const during = (await writes(sandbox)) - written;
  await sandbox.control.switch({ createLagMs: 0, halfVisible: 'nothing' });
  return { run, strangers, before, after: await read(), writes: during };
}

describe.each(HOSTILITIES)('an organisation with $title', { timeout: LONG_MS }, (hostility) => {
  const cases = (Object.keys(VERBS) as Verb[]).flatMap((verb) =>
    [false, true].map((elsewhere) => ({ verb, elsewhere })),
  );

  it.each(cases)('is met by $verb (elsewhere: $elsewhere)', async ({ verb, elsewhere }) => {
    const met = await meet(hostility, verb, elsewhere);
    const output = `${met.run.out}\n${met.run.err}`;
    // Nothing of anybody else's is touched.
    expect(met.after).toEqual(met.before);
    if (READ_ONLY.includes(verb)) expect(met.writes).toBe(0);
    // Nothing is there twice, whatever the lists left out.
    const all = await inventory(sandbox);
    for (const names of [all.groups, all.roles, all.integrations] as string[][]) {
      const ours = names.filter((name) => name.startsWith('Recording Control'));
      expect(new Set(ours).size, ours.join()).toBe(ours.length);
    }
    // What stands in the way is named with the name and the id that its admins know; nothing is installed around it.
    if (met.run.code === 1 && verb !== 'status') expect(met.run.err).not.toBe('');
    for (const { name, id } of mustBeNamed(hostility, verb) ? met.strangers : []) {
      expect(output).toContain(`"${name}"`);
      expect(output).toContain(id);
    }
  });

  if (hostility.isInstalled) return;
  it('is not installed over what stands in the way', async () => {
    const { run, writes: count } = await meet(hostility, 'apply', false);
    if (hostility.plant) expect([run.code, count]).toEqual([1, 0]);
  });
});

/** Where a list is cut off nobody's things can be named; a name that is taken stands in the way of installing only. */
const mustBeNamed = ({ switches, isTakenName = false }: Hostility, verb: Verb): boolean =>
  switches?.halfVisible === undefined && !(isTakenName && verb === 'undo');

describe('an organisation that is slow to know what was made', { timeout: LONG_MS }, () => {
  it('is waited for, which is said', async () => {
    await sandbox.control.switch({ createLagMs: 20_000 });
    const run = await install(sandbox, ['apply', '--yes']);
    expect(run).toMatchObject({ code: 0, err: '' });
    expect(run.out).toContain('does not know yet what was just made; waiting up to 30 s');
  });

  it('is not waited for longer than 30 s, and the run goes on when it is run again', async () => {
    const files = new Map<string, string>();
    await sandbox.control.switch({ createLagMs: 120_000 });
    const run = await install(sandbox, ['apply', '--yes'], { files });
    expect(run.code).toBe(1);
    expect(run.err).toContain('After 30 s Genesys Cloud still does not know what this run has made.');
    await sandbox.control.switch({ createLagMs: 0 });
    expect(await install(sandbox, ['apply', '--yes'], { files })).toMatchObject({ code: 0, err: '' });
  });

  it('is not taken for one where nothing is installed', async () => {
    const files = new Map<string, string>();
    await install(sandbox, ['apply', '--yes'], { files });
    await sandbox.control.switch({ createLagMs: 20_000 });
    const undo = await install(sandbox, ['undo', '--yes'], { files });
    expect(undo.code).toBe(0);
    expect(undo.out).toContain('9 to delete');
    expect((await inventory(sandbox)).groups).toEqual([]);
  });
});

describe('a removal beside planted marks', () => {
  it('takes away what was recorded and leaves the rest, by name and id, before and after', async () => {
    const files = new Map<string, string>();
    await install(sandbox, ['apply', '--yes'], { files });
    const plants = await plantsIn(sandbox);
    const employees = await plants.group('All employees', '[rc1:default:group.agents]');
    const ours = await plants.find('groups', 'Recording Control agents');
    const undo = await install(sandbox, ['undo', '--yes'], { files });
    expect(undo.code).toBe(0);
    expect(undo.err).toContain(`group "All employees" (id ${employees.id}) bears our mark "group.agents"`);
    const line = `- delete group "Recording Control agents" (id ${ours.id})`;
    // In the plan, and while it is done.
    expect(undo.out.split(line)).toHaveLength(3);
    expect((await inventory(sandbox)).groups).toEqual(['All employees']);
  });
});

describe('a mark that everybody can read', { timeout: LONG_MS }, () => {
  const markOf = async (path: string, name: string): Promise<string> => {
    const { entities } = (await (await adminApi(sandbox))('GET', path)).body as { entities: Loose[] };
    const found = entities.find((one) => String(one['name']).startsWith(name));
    return /\[rc1:[^\]]+\]/.exec(String(found?.['description']))![0];
  };
  const groupsAndRoles = async () => {
    const { groups, roles } = await inventory(sandbox);
    return { groups, roles };
  };

  it.each<Verb>(['plan', 'apply', 'upgrade', 'undo'])(
    'makes no group ours when it is copied to one that nobody has made: %s',
    async (verb) => {
      const files = new Map<string, string>();
      const plants = await plantsIn(sandbox);
      const agents = await plants.group('Payment agents', 'Agents');
      const first = await install(sandbox, ['apply', '--yes', '--group', agents.id], { files });
      expect(first.code).toBe(0);
      const mark = await markOf('/authorization/roles?pageSize=100', 'Recording Control: agent');
      const planted = await plants.group('Everybody in sales', mark.replace('role.agent', 'group.agents'));
      const api = await adminApi(sandbox);
      const before = (await api('GET', `/groups/${planted.id}`)).body as Loose;
      const run = await install(sandbox, VERBS[verb], { files });
      expect(run.err).toContain(
        `group "Everybody in sales" (id ${planted.id}) bears our mark "group.agents"`,
      );
      expect((await api('GET', `/groups/${planted.id}`)).body as Loose).toEqual(before);
      const grants = await api('GET', `/authorization/subjects/${planted.id}`);
      expect((grants.body as Loose)['grants'] ?? []).toEqual([]);
    },
  );

  it.each<Verb>(['upgrade', 'undo'])(
    'makes no role ours when an admin copies one of ours and deletes the original: %s',
    async (verb) => {
      const files = new Map<string, string>();
      await install(sandbox, ['apply', '--yes'], { files });
      const api = await adminApi(sandbox);
      const { entities } = (await api('GET', '/authorization/roles?pageSize=100')).body as {
        entities: Loose[];
      };
      const ours = entities.find((one) => String(one['name']).startsWith('Recording Control: operator'))!;
      const queues = { domain: 'routing', entityName: 'queue', actionSet: ['*'], allowConditions: false };
      const copy = (
        await api('POST', '/authorization/roles', {
          name: 'Team leads: pause calls',
          description: ours['description'],
          permissionPolicies: [...(ours['permissionPolicies'] as Loose[]), queues],
        })
      ).body as Loose;
      await api('DELETE', `/authorization/roles/${String(ours['id'])}`);
      const before = (await api('GET', `/authorization/roles/${String(copy['id'])}`)).body as Loose;
      const run = await install(sandbox, VERBS[verb], { files });
      expect(run.err).toContain(`role "Team leads: pause calls" (id ${String(copy['id'])}) bears our mark`);
      expect((await api('GET', `/authorization/roles/${String(copy['id'])}`)).body as Loose).toEqual(before);
      if (verb === 'undo') expect((await groupsAndRoles()).roles).toEqual(['Team leads: pause calls']);
    },
  );

  it('finds what was made when the answer was lost, once, and is an obstacle from then on', async () => {
    const files = new Map<string, string>();
    // The first write makes the group.
    await install(sandbox, ['apply', '--yes'], { files, fetch: dyingFetch(1, 'after') });
    expect((await groupsAndRoles()).groups).toEqual(['Recording Control agents']);
    const mark = await markOf('/groups?pageSize=100', 'Recording Control agents');
    const token = /:([0-9a-f]{8})\]$/.exec(mark)![1]!;
    expect(files.get('recording-control-install/record.json')).toContain(token);
    const again = await install(sandbox, ['apply', '--yes'], { files });
    expect(again).toMatchObject({ code: 0, err: '' });
    expect((await groupsAndRoles()).groups).toEqual(['Recording Control agents']);
    expect(files.get('recording-control-install/record.json')).not.toContain('making');
    const planted = await (await plantsIn(sandbox)).group('Everybody in sales', mark);
    const undo = await install(sandbox, ['undo', '--yes'], { files });
    expect(undo.err).toContain(`group "Everybody in sales" (id ${planted.id}) bears our mark`);
    expect((await groupsAndRoles()).groups).toEqual(['Everybody in sales']);
  });
});

describe('a folder that tells of another organisation of the region', { timeout: LONG_MS }, () => {
  const RECORD = 'recording-control-install/record.json';
  let other: Sandbox;
  beforeAll(async () => {
    other = await startSandbox();
  });
  beforeEach(() => other.control.reset());
  afterAll(() => other.close());
  const toOther: typeof fetch = (input, init) =>
    fetch(String(input).replace(sandbox.platformUrl, other.platformUrl), init);

  it.each([
    { how: 'whole', verb: 'undo', code: 0 },
    { how: 'whole', verb: 'apply', code: 1 },
    { how: 'half', verb: 'undo', code: 0 },
    { how: 'half', verb: 'apply', code: 1 },
    { how: 'half', verb: 'status', code: 1 },
    { how: 'just begun', verb: 'undo', code: 0 },
  ] as const)('keeps what it knows of a $how installation through $verb', async ({ how, verb, code }) => {
    const files = new Map<string, string>();
    const [fresh, freshOther] = [await inventory(sandbox), await inventory(other)];
    await install(sandbox, ['apply', '--yes'], {
      files,
      ...(how !== 'whole' && { fetch: dyingFetch(how === 'half' ? 6 : 1, 'after') }),
    });
    const before = new Map(files);
    const run = await install(sandbox, VERBS[verb], { files, fetch: toOther });
    expect(run.code).toBe(code);
    expect(run.err).toContain('nothing of it is in this organisation');
    expect(files).toEqual(before);
    expect(await inventory(other)).toEqual(freshOther);
    expect(await install(sandbox, ['undo', '--yes'], { files })).toMatchObject({ code: 0, err: '' });
    expect(await inventory(sandbox)).toEqual(fresh);
    expect(JSON.parse(files.get(RECORD) ?? '')).toEqual({});
  });

  it('is no obstacle to installing where the first request of a run has come to nothing', async () => {
    const files = new Map<string, string>();
    await install(sandbox, ['apply', '--yes'], { files, fetch: dyingFetch(1, 'before') });
    const before = new Map(files);
    expect(files.get(RECORD)).toContain('making');
    expect((await install(sandbox, ['undo', '--yes'], { files })).err).toContain('nothing came of it');
    expect(files).toEqual(before);
    expect(await install(sandbox, ['apply', '--yes'], { files })).toMatchObject({ code: 0, err: '' });
  });

  it('is taken for new once record.json is moved away after all was deleted by hand', async () => {
    const files = new Map<string, string>();
    await install(sandbox, ['apply', '--yes'], { files });
    await sandbox.control.reset();
    expect((await install(sandbox, ['apply', '--yes'], { files })).err).toContain('move record.json away');
    files.delete(RECORD);
    expect(await install(sandbox, ['apply', '--yes'], { files })).toMatchObject({ code: 0 });
  });
});
