import { cp, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { SEED } from '../../sandbox/control.ts';
import { startSandbox, type Sandbox } from '../../sandbox/server.ts';
import { adminApi, install } from '../contract/installer.ts';
import { expect, test, type Desk } from './fixtures.ts';
import { openWorld } from './worlds.ts';

const { ada, ina } = SEED.users;
const at = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url));

/** The setup page in the tab of the desktop, signed in as this user. */
async function openSetup(desk: Desk, userId: string, query = ''): Promise<void> {
  await desk.signInAs(userId);
  await desk.page.goto(`${desk.sandbox.appUrl}/index.html?view=setup${query}`);
  await expect(desk.page.getByRole('heading', { name: 'Report' })).toBeVisible();
}

const lineOf = (desk: Desk, id: string) => desk.page.locator(`li[id="${id}"]`);
const report = (desk: Desk) => desk.page.locator('[data-report]');

const addToGroup = (sandbox: Sandbox, userId: string): Promise<void> =>
  sandbox.control.person({ userId, joins: ['Recording Control agents'] });

/** Opens the desktop and pauses a call in the app that is installed. */
async function pausesInDesktop(desk: Desk, config: string): Promise<void> {
  await desk.breakConfig(config, 200);
  await desk.signInAs(ada);
  await desk.page.goto(`${desk.sandbox.desktopUrl}/?scenario=none`);
  const id = await desk.call();
  const region = desk.region(id);
  await expect(region).toHaveAttribute('data-recording-state', 'recording');
  await region.getByRole('button', { name: 'Pause recording', exact: true }).click();
  await expect(region).toHaveAttribute('data-safe', 'true');
}

test('an admin installs from the page, and the desktop shows the installed app', async ({ desk }) => {
  const { page } = desk;
  await desk.setConfig({ oauth: { clientId: SEED.clients.setup, grant: 'pkce' } });
  await openSetup(desk, ina);
  await page.getByRole('button', { name: 'Plan the installation' }).click();
  await expect(page.getByRole('log')).toContainText('15 to create, 0 to change, 0 to keep.');
  await page.getByRole('button', { name: 'Install', exact: true }).click();
  await expect(page.locator('[data-install="done"]')).toBeVisible();
  const config = (await page.locator('[data-config]').textContent()) ?? '';
  expect(JSON.parse(config)).toMatchObject({ setup: { clientId: SEED.clients.setup } });
  expect(await page.locator('body').textContent()).not.toContain('sandbox-secret');

  await page.getByRole('button', { name: 'Plan the installation' }).click();
  await expect(page.getByText('Everything is installed.')).toBeVisible();

  await addToGroup(desk.sandbox, ada);
  const own = { ...desk.sandbox.appConfig('pkce'), ...(JSON.parse(config) as object) };
  await pausesInDesktop(
    desk,
    JSON.stringify({ ...own, host: { allowedOrigins: [desk.sandbox.desktopUrl] } }),
  );
  await expect(page.locator('iframe').first()).toHaveAttribute('title', /^Recording Control /);
});

for (const vendor of ['example', 'sandbox']) {
  test(`the desktop shows the premium widget of the vendor ${vendor}`, async ({ desk }) => {
    const { sandbox, page } = desk;
    const run = await install(sandbox, ['apply', '--yes', '--premium', vendor, '--url', sandbox.appUrl]);
    expect(run.err).toBe('');
    await addToGroup(sandbox, ada);
    const made = JSON.parse(run.files.get('recording-control-install/config.json') ?? '') as object;
    await pausesInDesktop(desk, JSON.stringify({ ...made, host: { allowedOrigins: [sandbox.desktopUrl] } }));
    await expect(page.locator('iframe').first()).toHaveAttribute('sandbox', /allow-popups/);
  });
}

test('an agent who is not in the group is not shown the app', async ({ desk }) => {
  await install(desk.sandbox, ['apply', '--yes', '--url', desk.sandbox.appUrl]);
  await desk.open();
  await desk.sandbox.control.call({ customerName: 'Robin Vale' });
  await desk.page.getByRole('button', { name: 'Robin Vale' }).click();
  await expect(desk.page.getByText('is not offered here')).toBeVisible();
});

const PERMISSIONS = [
  { permission: 'conversation:recording:pause', startStop: 'snippet', button: 'Pause recording' },
  { permission: 'conversation:recording:snippetRecord', startStop: 'snippet', button: 'Start snippet' },
  { permission: 'conversation:call:record', startStop: 'adhoc', button: 'Start my recording' },
] as const;

for (const { permission, startStop, button } of PERMISSIONS) {
  test(`without ${permission} panel, setup line and report say so`, async ({ desk }) => {
    const { control } = desk.sandbox;
    await desk.setConfig({ startStop });
    await control.person({
      userId: ada,
      // Either opens an ad hoc recording, of a queue's call or of any other.
      lacks: startStop === 'adhoc' ? [permission, 'conversation:recording:snippetRecord'] : [permission],
    });
    await desk.open();
    const id = await desk.call();
    const region = desk.region(id);
    await expect(region).toHaveAttribute('data-recording-state', 'recording');
    const command = region.getByRole('button', { name: button, exact: true });
    if (button === 'Pause recording') {
      // A pause is never refused beforehand: what Genesys says counts.
      await command.click();
      await expect(region.getByRole('alert').first()).toContainText(/Your role lacks .*Pause/);
      await expect(region).toHaveAttribute('data-failure', 'REC-403');
    } else {
      await expect(command).toHaveAttribute('aria-disabled', 'true');
      await expect(command).toHaveAccessibleDescription(/Your role lacks the right/);
    }
    const link = region.getByRole('link', { name: 'What is missing?' }).first();
    expect(await link.getAttribute('href')).toContain(
      `line=${encodeURIComponent(`permission.${permission}`)}`,
    );

    await openSetup(desk, ada, `&line=permission.${permission}`);
    const line = lineOf(desk, `permission.${permission}`);
    await expect(line).toHaveAttribute('data-state', 'missing');
    await expect(line).toHaveAttribute('aria-current', 'true');
    await expect(line).toContainText('Who can: Genesys Cloud admin');
    await expect(report(desk)).toContainText(`missing permission.${permission}`);

    await control.person({ userId: ada, lacks: [] });
    await desk.page.getByRole('button', { name: 'Check again' }).click();
    await expect(line).toHaveAttribute('data-state', 'ok');
  });
}

const SCOPES = [
  { scope: 'conversations', left: ['notifications', 'user-basic-info', 'conversations:readonly'] },
  { scope: 'notifications', left: ['conversations', 'user-basic-info'] },
];

for (const { scope, left } of SCOPES) {
  test(`without the scope ${scope} panel, setup line and report say so`, async ({ desk }) => {
    const api = await adminApi(desk.sandbox);
    const { body: client } = await api('POST', '/oauth/clients', {
      name: 'Too little',
      authorizedGrantType: 'CODE',
      scope: left,
      registeredRedirectUri: [`${desk.sandbox.appUrl}/index.html`],
    });
    await desk.setConfig({ oauth: { clientId: client.id, grant: 'pkce' } });
    await desk.signInAs(ada);
    await desk.page.goto(`${desk.sandbox.desktopUrl}/?scenario=none`);
    const id = await desk.call();
    const region = desk.region(id);
    if (scope === 'conversations') {
      await expect(region).toHaveAttribute('data-recording-state', 'recording');
      await region.getByRole('button', { name: 'Pause recording', exact: true }).click();
      await expect(region).toHaveAttribute('data-failure', 'REC-403');
    } else {
      await expect(region).toHaveAttribute('data-channel', 'lost');
      await expect(region).toHaveAttribute('data-recording-state', 'unknown');
    }
    await openSetup(desk, ada);
    await expect(lineOf(desk, `scope.${scope}`)).toHaveAttribute('data-state', 'missing');
    await expect(lineOf(desk, `scope.${scope}`)).toContainText(`Add the scope ${scope}`);
    await expect(report(desk)).toContainText(`missing scope.${scope}`);
  });
}

test('without a scope for the own identity the panel says that it cannot start, and setup names the scope', async ({
  desk,
}) => {
  const api = await adminApi(desk.sandbox);
  const { body: client } = await api('POST', '/oauth/clients', {
    name: 'Nobody',
    authorizedGrantType: 'CODE',
    scope: ['conversations', 'notifications'],
    registeredRedirectUri: [`${desk.sandbox.appUrl}/index.html`],
  });
  await desk.setConfig({ oauth: { clientId: client.id, grant: 'pkce' } });
  await desk.signInAs(ada);
  await desk.page.goto(`${desk.sandbox.desktopUrl}/?scenario=none`);
  const id = await desk.call();
  await expect(desk.frame(id).getByRole('alert')).toBeVisible();
  await openSetup(desk, ada);
  await expect(lineOf(desk, 'scope.user-basic-info')).toHaveAttribute('data-state', 'missing');
  await expect(report(desk)).toContainText('missing scope.user-basic-info REC-403');
  await expect(lineOf(desk, 'permission.conversation:recording:pause')).toHaveAttribute(
    'data-state',
    'unknown',
  );
});

for (const [key, value] of [
  ['screen', 'sometimes'],
  ['pause', { maxSeconds: 0 }],
  ['nonsense', 1],
] as const) {
  test(`a mistake in ${key} of config.json is named on the panel, in setup and in the report`, async ({
    desk,
  }) => {
    await desk.setConfig({ [key]: value });
    await desk.open();
    const id = await desk.call();
    await expect(desk.frame(id).locator('.config-note')).toContainText(key);
    await openSetup(desk, ada);
    await expect(desk.page.locator(`li[id^="setting.${key}"]`)).toHaveAttribute('data-state', 'missing');
    await expect(report(desk)).toContainText(`missing setting.${key}`);
  });
}

test('the report tells a call, and no names, numbers or tokens', async ({ desk }) => {
  await desk.sandbox.control.call({ customerName: 'Robin Vale' });
  await openSetup(desk, ada);
  await expect(lineOf(desk, 'recorded')).toHaveAttribute('data-state', 'ok');
  await expect(lineOf(desk, 'secure-pause')).toHaveAttribute('data-state', 'ok');
  await expect(lineOf(desk, 'socket')).toHaveAttribute('data-state', 'ok');
  await desk.page.getByRole('button', { name: 'Try the popup' }).click();
  await expect(lineOf(desk, 'popup')).toHaveAttribute('data-state', 'ok');
  const text = (await report(desk).textContent()) ?? '';
  expect(text).not.toMatch(/Robin|Ada|sandbox-token|@|\+\d/);
  expect(new URL(desk.page.url()).hash).toBe('');
});

/** Reads a `_headers` file as a host does: every block whose pattern fits a path adds its headers. */
function headersIn(text: string, path: string): Record<string, string> {
  const all: Record<string, string> = {};
  for (const part of text.trim().split('\n\n')) {
    const [pattern = '', ...lines] = part.split('\n');
    const prefix = pattern.replace(/\*$/, '');
    if (pattern.endsWith('*') ? !path.startsWith(prefix) : path !== pattern) continue;
    for (const line of lines) {
      const [, name = '', value = ''] = /^\s*([\w-]+): (.*)$/.exec(line) ?? [];
      all[name.toLowerCase()] = value;
    }
  }
  return all;
}

test('the app works under the emitted headers where it may be framed, and is refused elsewhere', async () => {
  const appHeaders: Record<string, string> = {};
  const sandbox = await startSandbox({
    appDir: at('dist'),
    desktopDir: at('.cache/desktop'),
    manifestFile: at('manifest/app.json'),
    appHeaders,
  });
  const browser = await openWorld('stock');
  try {
    const page = browser.context.pages()[0] ?? (await browser.context.newPage());
    const violations: string[] = [];
    page.on('console', (message) => {
      if (/Content.Security.Policy/i.test(message.text())) violations.push(message.text());
    });
    await browser.context.request.post(`${sandbox.platformUrl}/_sandbox/session`, { data: { userId: ada } });
    const emitted = async (allowed: string) => {
      const run = await install(sandbox, [
        'apply',
        '--yes',
        '--url',
        sandbox.appUrl,
        '--allow-origin',
        allowed,
      ]);
      expect(run.err).toBe('');
      Object.assign(
        appHeaders,
        headersIn(run.files.get('recording-control-install/headers/_headers') ?? '', '/x'),
      );
    };
    const frameOf = (id: string) => page.frameLocator(`iframe[title*="${id}"]`);
    const call = async () => {
      const customerName = `Customer ${(await sandbox.control.truth()).conversations.length}`;
      const { conversationId } = await sandbox.control.call({ customerName });
      await page.getByRole('button', { name: customerName }).click();
      await page.locator(`iframe[title*="${conversationId}"]`).waitFor({ state: 'attached' });
      return conversationId;
    };

    await emitted(sandbox.desktopUrl);
    await addToGroup(sandbox, ada);
    await page.goto(`${sandbox.desktopUrl}/?scenario=none`);
    const id = await call();
    const region = frameOf(id).getByRole('region').first();
    await expect(region).toHaveAttribute('data-recording-state', 'recording');
    await region.getByRole('button', { name: 'Pause recording', exact: true }).click();
    await expect(region).toHaveAttribute('data-safe', 'true');
    expect(violations).toEqual([]);

    await emitted('https://crm.example');
    await page.goto(`${sandbox.desktopUrl}/?scenario=none`);
    const second = await call();
    await expect.poll(() => violations.join()).toContain('frame-ancestors');
    await expect(frameOf(second).getByRole('region')).toHaveCount(0);
  } finally {
    await browser.close();
    await sandbox.close();
  }
});

test('a panel that was opened before a deploy works to the end of its call', async () => {
  const appDir = await mkdtemp(join(tmpdir(), 'rc-deploy-'));
  await cp(at('dist'), appDir, { recursive: true });
  const sandbox = await startSandbox({
    appDir,
    desktopDir: at('.cache/desktop'),
    manifestFile: at('manifest/app.json'),
  });
  const browser = await openWorld('stock');
  try {
    const page = browser.context.pages()[0] ?? (await browser.context.newPage());
    await browser.context.request.post(`${sandbox.platformUrl}/_sandbox/session`, { data: { userId: ada } });
    await page.goto(`${sandbox.desktopUrl}/?scenario=none`);
    const { conversationId } = await sandbox.control.call({});
    const frame = page.frameLocator(`iframe[title*="${conversationId}"]`);
    const region = frame.getByRole('region').first();
    await expect(region).toHaveAttribute('data-recording-state', 'recording');

    await deployAnotherBuild(appDir);
    const pause = region.getByRole('button', { name: 'Pause recording', exact: true });
    await pause.click();
    await expect(region).toHaveAttribute('data-safe', 'true');
    await region.getByRole('button', { name: 'Resume recording', exact: true }).click();
    await expect(region).toHaveAttribute('data-recording-state', 'recording');

    // A panel of the new build beside it, and the old one still is what it was.
    const next = await sandbox.control.call({ customerName: 'New Build' });
    await page.getByRole('button', { name: 'New Build' }).click();
    const newRegion = page
      .frameLocator(`iframe[title*="${next.conversationId}"]`)
      .getByRole('region')
      .first();
    await expect(newRegion).toHaveAttribute('data-recording-state', 'recording');
    await newRegion.getByRole('button', { name: 'Pause recording', exact: true }).click();
    await expect(newRegion).toHaveAttribute('data-safe', 'true');
    await sandbox.control.act({ conversationId, act: 'customer-hangup' });
    await expect(region).toHaveAttribute('data-recording-state', 'ended');
  } finally {
    await browser.close();
    await sandbox.close();
    await rm(appDir, { recursive: true, force: true });
  }
});

/** Every file has another name, and those of the old build are gone. */
async function deployAnotherBuild(appDir: string): Promise<void> {
  const assets = join(appDir, 'assets');
  const names = (await readdir(assets)).filter((name) => /\.(js|css)$/.test(name));
  const renamed = new Map(names.map((name) => [name, name.replace(/(\.\w+)$/, '2$1')]));
  const withNewNames = (text: string) =>
    [...renamed].reduce((all, [from, to]) => all.replaceAll(from, to), text);
  for (const [from, to] of renamed) {
    await writeFile(join(assets, from), withNewNames(await readFile(join(assets, from), 'utf8')));
    await rename(join(assets, from), join(assets, to));
  }
  const index = join(appDir, 'index.html');
  await writeFile(index, withNewNames(await readFile(index, 'utf8')));
}
