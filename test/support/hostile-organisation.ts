import type { Sandbox } from '../../sandbox/server.ts';
import type { Switches } from '../../sandbox/control.ts';
import { adminApi } from '../contract/installer.ts';
import type { Loose } from '../contract/sandbox-client.ts';

/** A thing of somebody else's, which no verb may change. */
export interface Stranger {
  readonly name: string;
  readonly id: string;
  /** Where it is read, and everything that it is. */
  readonly path: string;
}

/** What an organisation may have done, by mistake or on purpose, to whoever installs here. */
export interface Hostility {
  readonly title: string;
  /** Ours is installed when it happens. */
  readonly isInstalled: boolean;
  /** The strangers have our names, and nothing else of ours. */
  readonly isTakenName?: boolean;
  readonly plant?: (plants: Plants) => Promise<readonly Stranger[]>;
  readonly switches?: Partial<Switches>;
}

export interface Plants {
  group(name: string, description?: string): Promise<Stranger>;
  role(name: string, description?: string): Promise<Stranger>;
  client(name: string, description?: string): Promise<Stranger>;
  /** A page of theirs with these notes. */
  app(name: string, notes: string): Promise<Stranger>;
  /** What is there under this name. */
  find(list: 'groups' | 'authorization/roles' | 'integrations', name: string): Promise<Loose>;
}

/** Makes things of others, with whatever texts. */
export async function plantsIn(sandbox: Sandbox): Promise<Plants> {
  const api = await adminApi(sandbox);
  const made = async (list: string, name: string, body: Loose): Promise<Stranger> => {
    const { body: entity } = await api('POST', `/${list}`, body);
    return { name, id: entity.id, path: `/${list}/${entity.id}` };
  };
  return {
    group: (name, description = '') =>
      made('groups', name, { name, description, type: 'official', visibility: 'public', rulesVisible: true }),
    role: (name, description = '') =>
      made('authorization/roles', name, { name, description, permissionPolicies: [] }),
    client: (name, description = '') =>
      made('oauth/clients', name, { name, description, authorizedGrantType: 'CODE', scope: ['users'] }),
    async app(name, notes) {
      const type = { id: 'embedded-client-app-interaction-widget' };
      const { body } = await api('POST', '/integrations', { name, integrationType: type });
      const path = `/integrations/${body.id}/config/current`;
      const properties = { url: 'https://weather.example/' };
      await api('PUT', path, { name, version: 1, notes, credentials: {}, advanced: {}, properties });
      return { name, id: body.id, path };
    },
    async find(list, name) {
      const entities = (await api('GET', `/${list}?pageSize=100`)).body.entities as Loose[];
      const found = entities.find((one) => one.name === name);
      if (found === undefined) throw new Error(`There is no "${name}".`);
      return found;
    },
  };
}

const mark = (key: string) => `[rc1:default:${key}]`;
const GROUP = 'Recording Control agents';

/** Every way in which an organisation has been seen, or can be thought, to mislead an installer. */
export const HOSTILITIES: readonly Hostility[] = [
  {
    title: 'marks planted in the things of others, where nothing is installed',
    isInstalled: false,
    plant: async ({ group, role, client }) => [
      await group('All employees', `Everybody. ${mark('group.agents')}`),
      await role('Employee', mark('role.agent')),
      await client('Payroll', mark('oauth-client.agent')),
    ],
  },
  {
    title: 'marks planted in the things of others, beside ours',
    isInstalled: true,
    plant: async ({ group, role, client }) => [
      await group('All employees', `Everybody. ${mark('group.agents')}`),
      await role('Employee', mark('role.agent')),
      await client('Payroll', mark('oauth-client.agent')),
    ],
  },
  {
    title: 'a copy of one of ours, with its whole description',
    isInstalled: true,
    plant: async ({ group, find }) => [
      await group('A copy of the agents', String((await find('groups', GROUP)).description)),
    ],
  },
  {
    title: 'our notes in the page of somebody else, where nothing is installed',
    isInstalled: false,
    plant: async ({ group, app }) => {
      const employees = await group('All employees', `Everybody. ${mark('group.agents')}`);
      const notes = `rc1 default integration.page\ngroup.agents=${employees.id.replaceAll('-', '')}`;
      return [employees, await app('Weather', notes)];
    },
  },
  {
    title: 'our notes in the page of somebody else, beside ours',
    isInstalled: true,
    plant: async ({ group, app }) => {
      const employees = await group('All employees', `Everybody. ${mark('group.agents')}`);
      const notes = `rc1 default integration.widget\ngroup.agents=${employees.id.replaceAll('-', '')}`;
      return [employees, await app('Weather', notes)];
    },
  },
  {
    title: 'things of others with our names, in another case',
    isInstalled: false,
    isTakenName: true,
    plant: async ({ group, role }) => [
      await group('recording control AGENTS'),
      await role('Recording Control: Agent '),
    ],
  },
  {
    title: 'lists of which only the first page comes',
    isInstalled: true,
    switches: { halfVisible: 'pages' },
    plant: async ({ role }) => {
      const others: Stranger[] = [];
      for (let count = 0; count < 101; count += 1) others.push(await role(`Role ${count}`));
      return others.slice(0, 1);
    },
  },
  { title: 'lists that leave a member out', isInstalled: true, switches: { halfVisible: 'some' } },
  {
    title: 'lists that leave a member out and do not count it',
    isInstalled: true,
    switches: { halfVisible: 'filtered' },
  },
  {
    title: 'what is made is known 20 s later',
    isInstalled: false,
    switches: { createLagMs: 20_000 },
  },
  {
    title: 'what is made is known much later',
    isInstalled: false,
    switches: { createLagMs: 120_000 },
  },
  {
    title: 'what an earlier run made is known only 20 s later',
    isInstalled: true,
    switches: { createLagMs: 20_000 },
  },
];
