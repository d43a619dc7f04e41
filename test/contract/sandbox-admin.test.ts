import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { SEED } from '../../sandbox/control.ts';
import type { Sandbox } from '../../sandbox/server.ts';
import { startSandbox } from '../../sandbox/server.ts';
import { adminApi } from './installer.ts';
import type { Api } from './sandbox-client.ts';
import { apiOf } from './sandbox-client.ts';

const { ada } = SEED.users;
let sandbox: Sandbox;
let api: Api;
beforeAll(async () => {
  sandbox = await startSandbox();
});
beforeEach(async () => {
  await sandbox.control.reset();
  api = await adminApi(sandbox);
});
afterAll(() => sandbox.close());

const WIDGET = 'embedded-client-app-interaction-widget';
const made = async (id = WIDGET) =>
  (await api('POST', '/integrations', { name: 'x', integrationType: { id } })).body.id as string;
const config = (changes: object = {}) => ({
  name: 'x',
  version: 1,
  notes: '',
  credentials: {},
  properties: { url: 'https://a.example/' },
  advanced: {},
  ...changes,
});
const configure = async (id: string, changes?: object) =>
  api('PUT', `/integrations/${id}/config/current`, config(changes));

describe('integrations', () => {
  it('begin empty and disabled, at version 1', async () => {
    const id = await made();
    expect((await api('GET', `/integrations/${id}`)).body.intendedState).toBe('DISABLED');
    expect((await api('GET', `/integrations/${id}/config/current`)).body).toMatchObject({
      version: 1,
      properties: {},
      advanced: {},
    });
  });

  it('take a whole configuration of the present version only', async () => {
    const id = await made();
    expect((await configure(id)).body.version).toBe(2);
    const late = await configure(id);
    expect(late).toMatchObject({ status: 409, body: { code: 'general.conflict' } });
    expect((await configure(id, { version: 2, properties: {} })).status).toBe(400);
    expect((await configure(id, { version: 2, notes: undefined })).status).toBe(400);
  });

  it.each([
    [WIDGET, 'groupFilter', []],
    [WIDGET, 'displayType', 'widget'],
    ['embedded-client-app', 'communicationTypeFilter', 'call'],
    ['premium-app-example', 'groups', []],
    ['premium-app-sandbox', 'sandbox', 'allow-scripts'],
    ['premium-widget-sandbox', 'permissions', 'camera'],
  ])('of type %s refuse the key %s', async (type, key, value) => {
    const refused = await configure(await made(type), {
      properties: { url: 'https://a.example/', [key]: value },
    });
    expect(refused).toMatchObject({ status: 400, body: { code: 'invalid.value' } });
    const schema = await api('GET', `/integrations/types/${type}/configschemas/properties`);
    expect(schema.body.properties).not.toHaveProperty(key);
  });

  it('need an https address, and one at all to be enabled', async () => {
    const id = await made();
    expect((await configure(id, { properties: { url: 'http://a.example/' } })).status).toBe(400);
    expect((await api('PATCH', `/integrations/${id}`, { intendedState: 'ENABLED' })).status).toBe(400);
    await configure(id);
    expect((await api('PATCH', `/integrations/${id}`, { intendedState: 'ENABLED' })).status).toBe(200);
  });

  it('are limited in number', async () => {
    for (let count = 0; count < 20; count += 1) await made();
    const over = await api('POST', '/integrations', { name: 'x', integrationType: { id: WIDGET } });
    expect(over).toMatchObject({ status: 400, body: { limit: { value: 20 } } });
  });
});

describe('roles, groups and OAuth clients', () => {
  it('give permissions through a group, and a new token has them at once', async () => {
    const role = {
      name: 'r',
      permissionPolicies: [{ domain: 'a', entityName: 'b', actionSet: ['c'], allowConditions: false }],
    };
    const { body: made } = await api('POST', '/authorization/roles', role);
    const fields = { name: 'g', type: 'official', visibility: 'public', rulesVisible: true };
    const { body: group } = await api('POST', '/groups', fields);
    const grants = [{ roleId: made.id, divisionId: 'home' }];
    await api('POST', `/authorization/subjects/${group.id}/bulkadd?subjectType=PC_GROUP`, { grants });
    await api('POST', `/groups/${group.id}/members`, { memberIds: [ada], version: group.version });
    const me = await (await apiOf(sandbox))('GET', '/users/me?expand=authorization');
    expect(me.body.authorization.permissions).toContain('a:b:c');
  });

  it('refuse a second of the same name', async () => {
    const group = { name: 'g', type: 'official', visibility: 'public', rulesVisible: true };
    expect((await api('POST', '/groups', group)).status).toBe(200);
    expect((await api('POST', '/groups', group)).status).toBe(409);
    const role = { name: 'r', permissionPolicies: [] };
    expect((await api('POST', '/authorization/roles', role)).status).toBe(200);
    expect((await api('POST', '/authorization/roles', role)).status).toBe(409);
  });

  it('know no new implicit clients, and delete inactive ones only', async () => {
    const client = { name: 'c', authorizedGrantType: 'CODE', scope: ['conversations'] };
    expect((await api('POST', '/oauth/clients', { ...client, authorizedGrantType: 'TOKEN' })).status).toBe(
      400,
    );
    const { body } = await api('POST', '/oauth/clients', client);
    expect((await api('DELETE', `/oauth/clients/${body.id}`)).status).toBe(400);
    await api('PUT', `/oauth/clients/${body.id}`, { ...client, state: 'inactive' });
    expect((await api('DELETE', `/oauth/clients/${body.id}`)).status).toBe(200);
  });

  it('give the secret of a client once, when it is made', async () => {
    const client = { name: 'c', authorizedGrantType: 'CODE', scope: ['conversations'] };
    const { body } = await api('POST', '/oauth/clients', client);
    expect(body.secret).toBeTruthy();
    expect((await api('GET', `/oauth/clients/${body.id}`)).body).not.toHaveProperty('secret');
  });
});

describe('an agent', () => {
  it('may install nothing', async () => {
    const agent = await apiOf(sandbox);
    expect((await agent('GET', '/integrations')).status).toBe(403);
  });

  it('lacks what the control takes away', async () => {
    await sandbox.control.person({ userId: ada, lacks: ['conversation:recording:pause'] });
    const me = await (await apiOf(sandbox))('GET', '/users/me?expand=authorization');
    expect(me.body.authorization.permissions).not.toContain('conversation:recording:pause');
  });

  it('joins groups that are there', async () => {
    const join = (name: string) => sandbox.control.person({ userId: ada, joins: [name] });
    await expect(join('g')).rejects.toThrow('"joins": there is no group "g".');
    await api('POST', '/groups', { name: 'g', type: 'official', visibility: 'public', rulesVisible: true });
    await join('g');
    expect((await api('GET', '/groups')).body.entities[0].memberCount).toBe(1);
  });
});
