import { afterAll, beforeAll, expect, it } from 'vitest';
import { startSandbox, type Sandbox } from '../../sandbox/server.ts';
import { desiredState } from '../../src/installer/desired.ts';
import { MANIFEST } from '../../src/installer/manifest.ts';
import { DEFAULT_OPTIONS } from '../../src/installer/options.ts';
import { resolved } from '../../src/installer/plan.ts';
import { adminApi, APP_URL, install, inventory } from './installer.ts';

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox();
});
afterAll(() => sandbox.close());

const LISTS = {
  group: '/groups',
  role: '/authorization/roles',
  'oauth-client': '/oauth/clients',
} as const;

/** What `terraform apply` makes of the file: things with these fields, in an order in which each finds what it refers to. */
async function asTerraformWould(hcl: string): Promise<void> {
  const api = await adminApi(sandbox);
  const ids = new Map<string, string>();
  const labels = new Map<string, string>();
  const label = (key: string) => `recording_control_${key.replace(/^[a-z-]+\./, '').replaceAll('-', '_')}`;
  const type = { role: 'auth_role', 'oauth-client': 'oauth_client' } as Readonly<Record<string, string>>;
  const made = (kind: string, key: string, id: string) => {
    ids.set(key, id);
    labels.set(`genesyscloud_${type[kind] ?? kind}.${label(key)}`, id);
  };
  const desired = desiredState(MANIFEST, { ...DEFAULT_OPTIONS, baseUrl: APP_URL });
  for (const { kind, key, fields } of desired) {
    const body = resolved(fields, ids);
    if (kind === 'group' || kind === 'role' || kind === 'oauth-client') {
      made(kind, key, (await api('POST', LISTS[kind], body)).body.id as string);
    } else if (kind === 'grant') {
      const home = (await api('GET', '/authorization/divisions/home')).body.id as string;
      const path = `/authorization/subjects/${String(body['subjectId'])}/bulkadd?subjectType=PC_GROUP`;
      await api('POST', path, { grants: [{ roleId: body['roleId'], divisionId: home }] });
    } else if (kind === 'integration') {
      const answer = await api('POST', '/integrations', {
        name: body['name'],
        integrationType: { id: body['type'] },
      });
      made(kind, key, answer.body.id as string);
      const settings = desired.find((one) => one.key === key.replace('integration', 'settings'))!;
      const block = hcl.slice(hcl.indexOf(`"genesyscloud_integration" "${label(key)}"`));
      const notes = (
        JSON.parse(/notes = (".*")$/m.exec(block)![1]!.replaceAll('"-", ""', '')) as string
      ).replace(/\$\{replace\((\S+)\.id, \)\}/g, (_whole, name: string) =>
        labels.get(name)!.replaceAll('-', ''),
      );
      const { properties, advanced } = resolved(settings.fields, ids);
      const path = `/integrations/${ids.get(key)}/config/current`;
      const config = { name: body['name'], notes, properties, advanced, credentials: {}, version: 1 };
      expect((await api('PUT', path, config)).status).toBe(200);
      await api('PATCH', `/integrations/${ids.get(key)}`, { intendedState: 'ENABLED' });
    }
  }
}

it('finds, keeps and takes over what was made by the Terraform output', async () => {
  const { code, out: hcl } = await install(sandbox, ['plan', '--output', 'terraform']);
  expect(code).toBe(0);
  await asTerraformWould(hcl);
  const before = await inventory(sandbox);
  const plan = await install(sandbox, ['plan']);
  expect(plan).toMatchObject({ code: 0, err: '' });
  expect(plan.out).toContain('0 to create');
  // All that differs are the notes, in which two integrations cannot name each other.
  expect(plan.out.match(/^~.*$/gm)).toEqual([
    expect.stringContaining('settings of the integration'),
    expect.stringContaining('settings of the integration'),
  ]);
  expect(plan.out.match(/^ {6}\S+:/gm)).toEqual(['      notes:', '      notes:']);
  const apply = await install(sandbox, ['apply', '--yes']);
  expect(apply).toMatchObject({ code: 0, err: '' });
  expect(await inventory(sandbox)).toEqual(before);
  expect((await install(sandbox, ['status'])).code).toBe(0);
});

it('lets other regions and a proxy of config.json through the headers, and leaves them in it', async () => {
  const own = {
    oauth: { byRegion: { 'use2.us-gov-pure.cloud': { clientId: 'client-of-another' } } },
    gateway: { host: 'genesys.example.com' },
  };
  const files = new Map([['out/config.json', JSON.stringify(own)]]);
  const terraform = ['plan', '--output', 'terraform', '--out', 'out', '--url', APP_URL];
  const { code, out, err } = await install(sandbox, terraform, { files });
  expect(code).toBe(0);
  expect(err).toContain('clients of their own for use2.us-gov-pure.cloud (oauth.byRegion)');
  const text = (name: string) =>
    JSON.parse(new RegExp(`"${name}" = (".*")$`, 'm').exec(out)?.[1] ?? '""') as string;
  const { oauth } = JSON.parse(text('config.json')) as { oauth: object };
  expect(oauth).toMatchObject(own.oauth);
  expect(text('config.json')).toContain('"region": "${var.recording_control_region}"');
  const policy = text('headers/_headers');
  for (const place of ['apps.use2.us-gov-pure.cloud', 'apps.${var.recording_control_region}'])
    expect(policy).toContain(`https://${place}`);
  expect(policy).toContain('wss://genesys.example.com');
});

it('writes nothing for a real host out of what was made for a sandbox', async () => {
  const files = new Map([
    ['out/config.json', '{"gateway":{"protocol":"http","host":"localhost","port":8081}}'],
  ]);
  const terraform = (url: string) =>
    install(sandbox, ['plan', '--output', 'terraform', '--out', 'out', '--url', url], { files });
  const refused = await terraform(APP_URL);
  expect([refused.code, refused.out]).toEqual([2, '']);
  expect(refused.err).toContain('out/config.json was made for a sandbox');
  expect((await terraform('http://127.0.0.1:8082')).code).toBe(0);
});
