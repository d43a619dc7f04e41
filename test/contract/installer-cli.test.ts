import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { SEED } from '../../sandbox/control.ts';
import type { Sandbox } from '../../sandbox/server.ts';
import { startSandbox } from '../../sandbox/server.ts';
import { nodeIo } from '../../src/installer/node-io.ts';
import { adminApi, APP_URL, dyingFetch, install, inventory, writes } from './installer.ts';
import type { Loose } from './sandbox-client.ts';

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox();
});
beforeEach(() => sandbox.control.reset());
afterAll(() => sandbox.close());

const INSTALLED = {
  groups: ['Recording Control agents'],
  roles: ['Recording Control: agent', 'Recording Control: operator', 'Recording Control: installer'],
  clients: expect.arrayContaining(['Recording Control']) as unknown,
  integrations: [
    'Recording Control ENABLED',
    'Recording Control: sidebar ENABLED',
    'Recording Control: page ENABLED',
  ],
};

describe('the installer', () => {
  it('plans without changing anything', async () => {
    const plan = await install(sandbox, ['plan']);
    expect(plan.code).toBe(0);
    expect(plan.out).toContain('+ create group "Recording Control agents"');
    expect(plan.out).toContain('15 to create, 0 to change, 0 to keep.');
    expect(await writes(sandbox)).toBe(0);
  });

  it('installs by one command, and a second changes nothing', async () => {
    const first = await install(sandbox, ['apply', '--yes']);
    expect(first).toMatchObject({ code: 0, err: '' });
    expect(await inventory(sandbox)).toEqual(INSTALLED);
    // What it does is what it planned.
    expect(first.out).toContain('[10/15] + create settings of the integration "Recording Control"');
    expect(first.out).not.toContain('~ change');
    const before = await writes(sandbox);

    const second = await install(sandbox, ['apply']);
    expect(second).toMatchObject({ code: 0, err: '' });
    expect(second.out).toContain('nothing was changed');
    expect(await writes(sandbox)).toBe(before);
    expect(await install(sandbox, ['status'])).toMatchObject({
      code: 0,
      out: expect.stringContaining('Installed, and nothing differs.'),
    });
  });

  it('asks before it does anything', async () => {
    const asked = await install(sandbox, ['apply']);
    expect(asked).toMatchObject({
      code: 1,
      err: 'Nothing was done. Answer yes on a terminal, or give --yes.',
    });
    expect(await writes(sandbox)).toBe(0);
  });

  it.each(['apply', 'undo'])('begins nothing more after Ctrl-C: %s', async (verb) => {
    if (verb === 'undo') await install(sandbox, ['apply', '--yes']);
    const files = verb === 'undo' ? (await install(sandbox, ['apply', '--yes'])).files : undefined;
    const before = await writes(sandbox);
    const abort = new AbortController();
    const send: typeof fetch = nodeIo({ out() {}, err() {} }, abort.signal).fetch;
    const run = await install(sandbox, [verb, '--yes'], {
      ...(files && { files: new Map(files) }),
      signal: abort.signal,
      fetch: async (input, init) => {
        const answer = await send(input, init);
        if ((await writes(sandbox)) >= before + 3) abort.abort();
        return answer;
      },
    });
    expect(run.code).toBe(1);
    expect(run.err).toMatch(/^Interrupted\./);
    expect(await writes(sandbox)).toBe(before + 3);
  });

  it.each(['plan', 'apply', 'undo', 'status'])(
    'says that it was interrupted while it looked: %s',
    async (verb) => {
      const abort = new AbortController();
      const send: typeof fetch = nodeIo({ out() {}, err() {} }, abort.signal).fetch;
      const run = await install(sandbox, [verb, '--yes'], {
        signal: abort.signal,
        fetch: async (input, init) => {
          const answer = await send(input, init);
          abort.abort();
          return answer;
        },
      });
      expect(run).toMatchObject({ code: 1, err: 'Interrupted. Nothing was changed.' });
      expect(await writes(sandbox)).toBe(0);
    },
  );

  it('writes a config.json with the new client and keeps what an admin added to it', async () => {
    const files = new Map<string, string>();
    await install(sandbox, ['apply', '--yes'], { files });
    const path = 'recording-control-install/config.json';
    const config = JSON.parse(files.get(path) ?? '') as Loose;
    const { body } = await (await adminApi(sandbox))('GET', `/oauth/clients/${config.oauth.clientId}`);
    expect(body).toMatchObject({
      authorizedGrantType: 'CODE',
      registeredRedirectUri: [`${APP_URL}/index.html`],
      accessTokenValiditySeconds: 64_800,
    });
    files.set(
      path,
      JSON.stringify({ ...config, screen: 'block', oauth: { clientId: 'old', grant: 'pkce' } }),
    );
    await install(sandbox, ['upgrade', '--yes'], { files });
    expect(JSON.parse(files.get(path) ?? '')).toMatchObject({
      screen: 'block',
      oauth: { clientId: config.oauth.clientId },
    });
  });

  it('upgrades only what differs', async () => {
    await install(sandbox, ['apply', '--yes']);
    const before = await writes(sandbox);
    const upgrade = await install(sandbox, ['upgrade', '--yes', '--start-stop', 'adhoc']);
    expect(upgrade.code).toBe(0);
    expect(upgrade.out).toContain('0 to create, 1 to change, 14 to keep.');
    expect(upgrade.out).toContain('~ change role "Recording Control: agent"');
    expect(await writes(sandbox)).toBe(before + 1);
  });

  it('goes by config.json where it is not told, and changes it where it is', async () => {
    const files = new Map<string, string>();
    const config = () => JSON.parse(files.get('recording-control-install/config.json') ?? '') as Loose;
    const origins = ['--allow-origin', 'https://crm.example'];
    await install(sandbox, ['apply', '--yes', '--start-stop', 'adhoc', ...origins], { files });
    expect(config()).toMatchObject({ startStop: 'adhoc', host: { allowedOrigins: ['https://crm.example'] } });

    const again = await install(sandbox, ['upgrade', '--yes'], { files });
    expect(again.out).toContain('nothing was changed');
    expect(config()).toMatchObject({ startStop: 'adhoc', host: { allowedOrigins: ['https://crm.example'] } });
    expect(again.files.get('recording-control-install/headers/_headers')).toContain('https://crm.example');

    await install(sandbox, ['upgrade', '--yes', '--start-stop', 'off'], { files });
    expect(config()).toMatchObject({ startStop: 'off' });

    const audit = { webhook: { url: 'https://archive.example/audit' } };
    files.set('recording-control-install/config.json', JSON.stringify({ ...config(), audit }));
    const sending = await install(sandbox, ['upgrade', '--yes'], { files });
    expect(config()).toMatchObject({ audit });
    expect(sending.files.get('recording-control-install/headers/_headers')).toMatch(
      /connect-src [^;]*https:\/\/archive\.example[; ]/,
    );
  });

  it('says what of config.json the app will not go by, and refuses what keeps it from starting', async () => {
    const path = 'recording-control-install/config.json';
    const told = await install(sandbox, ['plan'], { files: new Map([[path, '{"triggers":[]}']]) });
    expect(told).toMatchObject({ code: 0, err: expect.stringContaining('triggers: Not yet supported') });
    const files = new Map([[path, '{"host":{"allowedOrigins":["*"]}}']]);
    const refused = await install(sandbox, ['apply', '--yes'], { files });
    expect(refused).toMatchObject({ code: 2, err: expect.stringContaining('host.allowedOrigins.0') });
    expect(await writes(sandbox)).toBe(0);
  });

  it.each([
    '{',
    '[]',
    'null',
    '"text"',
    '{"a b":{}}',
    '{"a b":{"token":"0a0b0c0d","ids":{"role.agent":"x"}}}',
  ])('refuses a record.json that is none, and leaves it as it is: %s', async (text) => {
    const path = 'recording-control-install/record.json';
    const files = new Map([[path, text]]);
    for (const verb of ['apply', 'undo']) {
      const refused = await install(sandbox, [verb, '--yes'], { files });
      expect(refused).toMatchObject({ code: 2, err: expect.stringContaining(`${path} is no record`) });
    }
    expect([...files]).toEqual([[path, text]]);
    expect(await writes(sandbox)).toBe(0);
  });

  it('leaves the folder of another installation to it', async () => {
    const { files } = await install(sandbox, ['apply', '--yes']);
    const before = new Map(files);
    const made = await writes(sandbox);
    const second = ['apply', '--yes', '--instance', 'test', '--url', 'https://test.example'];
    const refused = await install(sandbox, second, { files: files as Map<string, string> });
    expect(refused).toMatchObject({ code: 2, err: expect.stringContaining('with --out') });
    expect(files).toEqual(before);
    expect(await writes(sandbox)).toBe(made);
    const apart = await install(sandbox, [...second, '--out', 'test'], {
      files: files as Map<string, string>,
    });
    expect(apart.code).toBe(0);
    expect((await install(sandbox, ['upgrade', '--yes'], { files: files as Map<string, string> })).code).toBe(
      0,
    );
  });

  it('writes nothing of a sandbox for a real host: not beside its config.json, and not for Terraform', async () => {
    const { files } = await install(sandbox, ['apply', '--yes']);
    const before = new Map(files);
    for (const verb of [
      ['apply', '--yes'],
      ['plan', '--output', 'terraform'],
    ]) {
      const real = await install(sandbox, [...verb, '--url', 'https://recording.example'], {
        files: files as Map<string, string>,
        env: { RECORDING_CONTROL_GATEWAY: '', GENESYSCLOUD_REGION: 'mypurecloud.ie' },
      });
      expect(real).toMatchObject({ code: 2, out: '', err: expect.stringContaining('made for a sandbox') });
    }
    expect(files).toEqual(before);
  });

  it('names the group of its own instance', async () => {
    const run = await install(sandbox, ['apply', '--yes', '--instance', 'test']);
    expect(run.out).toContain('Add your agents to the group "Recording Control agents (test)"');
  });

  it('changes what an admin changed of the group, and nothing of its type', async () => {
    await install(sandbox, ['apply', '--yes']);
    const api = await adminApi(sandbox);
    const [group] = (await api('GET', '/groups')).body.entities as Loose[];
    const changed = { description: group.description, visibility: 'members', version: group.version };
    expect((await api('PUT', `/groups/${group.id}`, changed)).status).toBe(200);
    const upgrade = await install(sandbox, ['upgrade', '--yes']);
    expect(upgrade).toMatchObject({ code: 0, err: '' });
    expect((await api('GET', `/groups/${group.id}`)).body).toMatchObject({ visibility: 'public' });
  });

  it('finds its client among more than fit a page, in a list that has no pages', async () => {
    const api = await adminApi(sandbox);
    const other = { name: 'c', authorizedGrantType: 'CODE', scope: ['conversations'] };
    for (let count = 0; count < 110; count += 1) await api('POST', '/oauth/clients', other);
    await install(sandbox, ['apply', '--yes']);
    expect((await install(sandbox, ['apply'])).out).toContain('nothing was changed');
  });

  it('leaves a queue filter and groups that an admin has chosen since', async () => {
    await install(sandbox, ['apply', '--yes']);
    const api = await adminApi(sandbox);
    const [widget] = (await api('GET', '/integrations?pageSize=100')).body.entities as Loose[];
    const path = `/integrations/${widget.id}/config/current`;
    const config = (await api('GET', path)).body;
    await api('PUT', path, { ...config, properties: { ...config.properties, queueIdFilterList: ['q1'] } });
    expect((await install(sandbox, ['upgrade', '--yes'])).out).toContain('0 to change');
    expect((await api('GET', path)).body.properties.queueIdFilterList).toEqual(['q1']);
    await install(sandbox, ['upgrade', '--yes', '--queue', SEED.queues.support]);
    expect((await api('GET', path)).body.properties.queueIdFilterList).toEqual([SEED.queues.support]);
  });

  it('finds what was renamed, by recorded ids and marks', async () => {
    await install(sandbox, ['apply', '--yes']);
    const api = await adminApi(sandbox);
    const [role] = (await api('GET', '/authorization/roles')).body.entities as Loose[];
    await api('PUT', `/authorization/roles/${role.id}`, { ...role, name: 'Ours' });
    const [widget] = (await api('GET', '/integrations')).body.entities as Loose[];
    const path = `/integrations/${widget.id}/config/current`;
    await api('PUT', path, { ...(await api('GET', path)).body, name: 'Our recorder' });
    const plan = await install(sandbox, ['plan']);
    expect(plan.out).toContain('0 to create, 2 to change, 13 to keep.');
    expect(plan.out).toContain(`~ change role "Ours" (id ${role.id})`);
    const undo = await install(sandbox, ['undo', '--yes']);
    expect(undo).toMatchObject({ code: 0, err: '' });
    expect(undo.out).toContain('Removed.');
    expect(undo.out).toContain("Agents use Genesys' own Secure pause button now.");
    expect(undo.out.split(`- delete role "Ours" (id ${role.id})`)).toHaveLength(3);
    expect((await inventory(sandbox)).roles).toEqual([]);
  });

  it('gives agents their role in the Home division, and says so, or in those that are chosen', async () => {
    const { home, claims } = SEED.divisions;
    const divisions = async () => {
      const api = await adminApi(sandbox);
      const [group] = (await api('GET', '/groups')).body.entities as Loose[];
      const { grants } = (await api('GET', `/authorization/subjects/${group.id}`)).body;
      return (grants as Loose[]).map(({ division }) => division.id).toSorted();
    };
    const first = await install(sandbox, ['apply', '--yes']);
    expect(first.out).toContain('to the group, in the Home division');
    expect(await divisions()).toEqual([home]);
    const more = await install(sandbox, ['apply', '--yes', '--division', claims, '--division', home]);
    expect(more).toMatchObject({ code: 0, err: '' });
    expect(more.out).toContain('1 to change');
    expect(await divisions()).toEqual([home, claims]);
    // Not told, it stays where an admin has put it.
    expect((await install(sandbox, ['apply', '--yes'])).out).toContain('0 to change');
    expect((await install(sandbox, ['apply', '--yes', '--division', claims])).code).toBe(0);
    expect(await divisions()).toEqual([claims]);
    expect((await install(sandbox, ['undo', '--yes'])).code).toBe(0);
  });

  it('undoes everything', async () => {
    const before = await inventory(sandbox);
    await install(sandbox, ['apply', '--yes']);
    const undo = await install(sandbox, ['undo', '--yes']);
    expect(undo).toMatchObject({ code: 0, err: '' });
    expect(await inventory(sandbox)).toEqual(before);
    expect((await install(sandbox, ['undo', '--yes'])).out).toContain('Nothing of Recording Control');
  });

  it('keeps two instances apart', async () => {
    await install(sandbox, ['apply', '--yes']);
    await install(sandbox, ['apply', '--yes', '--instance', 'test', '--url', 'https://test.example']);
    expect((await inventory(sandbox)).integrations).toHaveLength(6);
    await install(sandbox, ['undo', '--yes', '--instance', 'test', '--url', 'https://test.example']);
    expect(await inventory(sandbox)).toEqual(INSTALLED);
    expect((await install(sandbox, ['status'])).code).toBe(0);
  });

  it('gives agents the permission of the licence, and goes by config.json later', async () => {
    const licence = 'integration:examplePremiumApp:view';
    const applied = await install(sandbox, [
      'apply',
      '--yes',
      '--premium',
      'example',
      '--premium-permission',
      licence,
    ]);
    expect(applied).toMatchObject({ code: 0, err: '' });
    const config = JSON.parse(applied.files.get('recording-control-install/config.json')!) as Loose;
    expect(config.premium).toEqual({ permission: licence });
    const api = await adminApi(sandbox);
    const roles = (await api('GET', '/authorization/roles')).body.entities as Loose[];
    const policiesOf = async (name: string) =>
      JSON.stringify(
        (await api('GET', `/authorization/roles/${roles.find((one) => one.name === name).id}`)).body,
      );
    expect(await policiesOf('Recording Control: agent')).toContain('examplePremiumApp');
    expect(await policiesOf('Recording Control: operator')).not.toContain('examplePremiumApp');
    const files = new Map(applied.files);
    expect((await install(sandbox, ['status', '--premium', 'example'], { files })).code).toBe(0);
  });

  it.each(['example', 'sandbox'])('installs the premium types of the vendor %s', async (vendor) => {
    const applied = await install(sandbox, ['apply', '--yes', '--premium', vendor]);
    expect(applied).toMatchObject({ code: 0, err: '' });
    const api = await adminApi(sandbox);
    const entities = (await api('GET', '/integrations')).body.entities as Loose[];
    expect(entities.map(({ integrationType }) => integrationType.id)).toEqual([
      `premium-widget-${vendor}`,
      `premium-app-${vendor}`,
      `premium-app-${vendor}`,
    ]);
    const { properties } = (await api('GET', `/integrations/${entities[1].id}/config/current`)).body;
    expect(properties.groupFilter).toHaveLength(1);
    expect(properties).not.toHaveProperty('groups');
    expect('sandbox' in properties).toBe(vendor === 'example');
    expect((await install(sandbox, ['status', '--premium', vendor])).code).toBe(0);
  });
});

/** Some dozen whole installations one after the other. */
const LONG_MS = 600_000;

describe('an installation that is cut off', { timeout: LONG_MS }, () => {
  it.each(['before', 'after'] as const)('converges when it is run again (%s each step)', async (when) => {
    const whole = await install(sandbox, ['apply', '--yes']);
    expect(whole.code).toBe(0);
    const steps = await writes(sandbox);
    for (let at = 1; at <= steps; at += 1) {
      await sandbox.control.reset();
      const files = new Map<string, string>();
      const cut = await install(sandbox, ['apply', '--yes'], { fetch: dyingFetch(at, when), files });
      expect(cut.code).toBe(1);
      expect(cut.err).toContain('Run the same command again');
      const again = await install(sandbox, ['apply', '--yes'], { files });
      expect(again, `cut ${when} step ${at}`).toMatchObject({ code: 0, err: '' });
      expect(await inventory(sandbox), `cut ${when} step ${at}`).toEqual(INSTALLED);
      expect((await install(sandbox, ['status'])).code).toBe(0);
    }
    expect(steps).toBe(15);
  });

  it.each(['before', 'after'] as const)('is undone in whatever state it is (%s each step)', async (when) => {
    const empty = await inventory(sandbox);
    for (let at = 1; at <= 15; at += 1) {
      await sandbox.control.reset();
      const files = new Map<string, string>();
      await install(sandbox, ['apply', '--yes'], { fetch: dyingFetch(at, when), files });
      // Before the first step nothing is there: whether a request is on its way yet nobody knows.
      const err = when === 'before' && at === 1 ? expect.stringContaining('nothing came of it') : '';
      expect(await install(sandbox, ['undo', '--yes'], { files })).toMatchObject({ code: 0, err });
      expect(await inventory(sandbox), `cut ${when} step ${at}`).toEqual(empty);
    }
  });

  it('is taken down whole although taking it down is cut off', async () => {
    const empty = await inventory(sandbox);
    for (let at = 1; at <= 10; at += 1) {
      await sandbox.control.reset();
      const files = new Map<string, string>();
      await install(sandbox, ['apply', '--yes'], { files });
      await install(sandbox, ['undo', '--yes'], { fetch: dyingFetch(at, 'after'), files });
      expect((await install(sandbox, ['undo', '--yes'], { files })).code).toBe(0);
      expect(await inventory(sandbox), `cut at ${at}`).toEqual(empty);
    }
  });
});

describe('what stands in the way', () => {
  it('is a host that another app shares', async () => {
    const api = await adminApi(sandbox);
    const { body } = await api('POST', '/integrations', {
      name: 'Weather',
      integrationType: { id: 'embedded-client-app' },
    });
    await api('PUT', `/integrations/${body.id}/config/current`, {
      name: 'Weather',
      version: 1,
      notes: '',
      credentials: {},
      advanced: {},
      properties: { url: `${APP_URL}/weather?lang={{gcLangTag}}` },
    });
    const refused = await install(sandbox, ['apply', '--yes']);
    expect(refused.code).toBe(1);
    expect(refused.err).toContain('also serves the app "Weather"');
    expect((await inventory(sandbox)).roles).toEqual([]);
  });

  it.each([
    ['http://recording.example', 'https only'],
    ['https://someone.github.io/rc', 'host name of its own'],
    ['https://s3.eu-central-1.amazonaws.com/bucket', 'host name of its own'],
    ['https://recording.example/?x=1', 'no query'],
  ])('is the address %s', async (url, why) => {
    const refused = await install(sandbox, ['apply', '--yes', '--url', url]);
    expect(refused.code).toBe(2);
    expect(refused.err).toContain(why);
  });

  it.each(['crm.example', 'https://crm.example/', "https://crm.example; script-src 'unsafe-inline'"])(
    'is %j, which is no origin that may frame the app',
    async (origin) => {
      const refused = await install(sandbox, ['apply', '--yes', '--allow-origin', origin]);
      expect(refused).toMatchObject({ code: 2 });
      expect(refused.err).toContain(
        `'--allow-origin <url>' argument '${origin}' is invalid. It is https://host, and nothing after it.`,
      );
    },
  );

  it('is a name that somebody else uses: it is never adopted', async () => {
    const api = await adminApi(sandbox);
    await api('POST', '/groups', {
      name: 'Recording Control agents',
      type: 'official',
      visibility: 'public',
      rulesVisible: true,
    });
    const refused = await install(sandbox, ['apply', '--yes']);
    expect(refused.code).toBe(1);
    expect(refused.err).toContain('Something that is not ours is called "Recording Control agents"');
    expect((await install(sandbox, ['undo', '--yes'])).out).toContain('Nothing of Recording Control');
    expect((await inventory(sandbox)).groups).toHaveLength(1);
  });

  it('is a premium type that was not bought', async () => {
    const refused = await install(sandbox, ['apply', '--yes', '--premium', 'nobody']);
    expect(refused.err).toContain('no integration type "premium-widget-nobody"');
  });

  it('is another type of the same app', async () => {
    await install(sandbox, ['apply', '--yes']);
    const refused = await install(sandbox, ['apply', '--yes', '--premium', 'example']);
    expect(refused.code).toBe(1);
    expect(refused.err).toContain('a type cannot be changed');
  });

  it('is a missing permission, which is named, after what was done', async () => {
    await sandbox.control.fault({
      fault: 'status',
      endpoint: 'any',
      status: 403,
      permission: 'oauth:client:add',
      times: 0,
    });
    const refused = await install(sandbox, ['apply', '--yes']);
    expect(refused).toMatchObject({ code: 1 });
    expect(refused.err).toContain('The permission oauth:client:add is missing. (REC-403, trace ');
  });

  it('stops at the first error, and says what was done and how to go on', async () => {
    const refusing: typeof fetch = async (input, init) =>
      init?.method === 'POST' && String(input).endsWith('/oauth/clients')
        ? Response.json(
            { code: 'missing.permissions', messageParams: { permissions: 'oauth:client:add' } },
            { status: 403 },
          )
        : fetch(input, init);
    const files = new Map<string, string>();
    const refused = await install(sandbox, ['apply', '--yes'], { fetch: refusing, files });
    expect(refused.code).toBe(1);
    expect(refused.err.split('\n')).toEqual([
      'Stopped at: OAuth client "Recording Control".',
      'The permission oauth:client:add is missing. (REC-403)',
      'Done before that: group "Recording Control agents", role "Recording Control: agent", role "Recording Control: operator", role "Recording Control: installer".',
      '11 left. Run the same command again: it goes on from here.',
    ]);
    // Nothing after it was tried.
    expect((await inventory(sandbox)).integrations).toEqual([]);
    expect((await install(sandbox, ['apply', '--yes'], { files })).out).toContain(
      '11 to create, 0 to change, 4 to keep.',
    );
  });

  it('is another address over an installation that is there', async () => {
    await install(sandbox, ['apply', '--yes']);
    const before = await writes(sandbox);
    const moved = ['upgrade', '--yes', '--url', 'https://other.example'];
    const refused = await install(sandbox, moved);
    expect(refused.code).toBe(1);
    expect(refused.err).toContain(
      `This is installed for ${APP_URL}. To move it to https://other.example, add --move`,
    );
    expect(await writes(sandbox)).toBe(before);
    expect(await install(sandbox, [...moved, '--move'])).toMatchObject({ code: 0, err: '' });
  });

  it('is a second installation on the same host', async () => {
    await install(sandbox, ['apply', '--yes']);
    const refused = await install(sandbox, ['apply', '--yes', '--instance', 'test']);
    expect(refused.code).toBe(1);
    expect(refused.err).toContain('also serves the app "Recording Control"');
  });

  it('is a queue, a group or a division that nobody knows, and everything is said at once', async () => {
    const nobody = '99999999-0000-4000-8000-000000000009';
    const args = [
      '--queue',
      SEED.queues.payments,
      '--queue',
      nobody,
      '--group',
      nobody,
      '--division',
      nobody,
      '--premium',
      'nobody',
    ];
    const refused = await install(sandbox, ['apply', '--yes', ...args]);
    expect(refused.code).toBe(1);
    expect(refused.err).toContain(`no queue with the id ${nobody}`);
    expect(refused.err).toContain(`no group with the id ${nobody}`);
    expect(refused.err).toContain(`no division with the id ${nobody}`);
    expect(refused.err).toContain('no integration type "premium-widget-nobody"');
    expect(refused.err).not.toContain(SEED.queues.payments);
    expect(await writes(sandbox)).toBe(0);
  });

  it('is a permission that is missing, before the first change', async () => {
    const lacks = ['oauth:client:add', 'authorization:grant:add'];
    await sandbox.control.person({ userId: SEED.clients.installer, lacks });
    const refused = await install(sandbox, ['apply', '--yes']);
    expect(refused.code).toBe(1);
    expect(refused.err).toContain(
      'These permissions are missing: authorization:grant:add, oauth:client:add.',
    );
    expect(await writes(sandbox)).toBe(0);
  });

  it('is missing credentials', async () => {
    const refused = await install(sandbox, ['plan'], { env: { GENESYSCLOUD_OAUTHCLIENT_SECRET: '' } });
    expect(refused).toMatchObject({ code: 2 });
    expect(refused.err).toContain('GENESYSCLOUD_OAUTHCLIENT_SECRET');
  });
});

describe('two admins at once', () => {
  /** Changes the widget just before the installer does. */
  const meddling = (change: (config: Loose) => Loose): typeof fetch => {
    let left = 1;
    return async (input, init) => {
      if (init?.method === 'PUT' && String(input).includes('/config/current') && left > 0) {
        left -= 1;
        const api = await adminApi(sandbox);
        const path = new URL(String(input)).pathname.replace('/api/api/v2', '');
        await api('PUT', path, change((await api('GET', path)).body));
      }
      return fetch(input, init);
    };
  };

  it('meet in a version conflict, which is read anew', async () => {
    await install(sandbox, ['apply', '--yes']);
    const run = await install(sandbox, ['upgrade', '--yes', '--move', '--url', 'https://other.example'], {
      fetch: meddling((config) => ({ ...config, properties: { ...config.properties, groups: ['theirs'] } })),
    });
    expect(run).toMatchObject({ code: 0, err: '' });
    const api = await adminApi(sandbox);
    const [widget] = (await api('GET', '/integrations')).body.entities as Loose[];
    const { properties } = (await api('GET', `/integrations/${widget.id}/config/current`)).body;
    expect(properties.groups).toEqual(['theirs']);
    expect(properties.url).toContain('https://other.example/');
  });
});

describe('secrets', () => {
  it('are never printed, written or kept', async () => {
    const run = await install(sandbox, ['apply', '--yes', '--json']);
    const all = [run.out, run.err, ...run.files.values()].join('\n');
    expect(all).not.toMatch(/sandbox-(secret|token|installer-secret)/);
    expect(JSON.parse(run.out)).toMatchObject({ obstacles: [], ids: { 'role.agent': expect.any(String) } });
  });
});
