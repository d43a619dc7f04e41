import axe from 'axe-core';
import { SEED } from '../../sandbox/control.ts';
import { adminApi } from '../contract/installer.ts';
import { expect, test, type Desk } from './fixtures.ts';

const { ada } = SEED.users;

/** The setup page in the tab of the desktop, signed in as this user. */
async function openSetup(desk: Desk, userId: string, query = ''): Promise<void> {
  await desk.signInAs(userId);
  await desk.page.goto(`${desk.sandbox.appUrl}/index.html?view=setup${query}`);
  await expect(desk.page.getByRole('heading', { name: 'Report' })).toBeVisible();
}

const lineOf = (desk: Desk, id: string) => desk.page.locator(`li[id="${id}"]`);
const report = (desk: Desk) => desk.page.locator('[data-report]');

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

test('a right that only Genesys knows of has a line once a command was refused for it', async ({ desk }) => {
  const permission = 'conversation:communication:disconnect';
  await desk.sandbox.control.fault({
    fault: 'status',
    endpoint: 'pause-own',
    status: 403,
    code: 'missing.any.permissions',
    permission,
  });
  await desk.open();
  const region = desk.region(await desk.call());
  await region.getByRole('button', { name: 'Pause recording', exact: true }).click();
  const alert = region.getByRole('alert').first();
  await expect(alert).toContainText('Your role lacks “Conversation > Communication > Disconnect”.');
  const href = await alert.getByRole('link', { name: 'What is missing?' }).getAttribute('href');
  expect(new URLSearchParams(href ?? '').get('line')).toBe(`permission.${permission}`);

  await openSetup(desk, ada, `&line=permission.${permission}`);
  await expect(lineOf(desk, `permission.${permission}`)).toHaveAttribute('data-state', 'missing');
  await expect(lineOf(desk, `permission.${permission}`)).toContainText('has refused a command');
  await expect(report(desk)).toContainText(`missing permission.${permission}`);
});

/** Scopes that are left, what the panel says then, and the line that it links to. */
const SCOPES = [
  {
    scope: 'conversations',
    left: ['notifications', 'user-basic-info', 'conversations:readonly'],
    says: 'Genesys does not allow this.',
    line: 'scope.conversations',
  },
  {
    scope: 'notifications',
    left: ['conversations', 'user-basic-info'],
    says: 'No live updates from Genesys.',
    line: 'socket',
  },
  {
    scope: 'user-basic-info',
    left: ['conversations', 'notifications'],
    says: 'Genesys does not tell who you are (REC-403).',
    line: 'scope.user-basic-info',
  },
] as const;

for (const { scope, left, says, line } of SCOPES) {
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
    const panel = desk.frame(id).getByRole('main');
    if (scope === 'conversations') {
      await expect(desk.region(id)).toHaveAttribute('data-recording-state', 'recording');
      await panel.getByRole('button', { name: 'Pause recording', exact: true }).click();
      await expect(desk.region(id)).toHaveAttribute('data-failure', 'REC-403');
    }
    await expect(panel).toContainText(says);
    const href = await panel.getByRole('link', { name: 'What is missing?' }).getAttribute('href');
    expect(new URLSearchParams(href ?? '').get('line')).toBe(line);

    await openSetup(desk, ada, `&line=${line}`);
    await expect(lineOf(desk, line)).toHaveAttribute('data-state', 'missing');
    await expect(lineOf(desk, line)).toHaveAttribute('aria-current', 'true');
    await expect(lineOf(desk, `scope.${scope}`)).toHaveAttribute('data-state', 'missing');
    await expect(lineOf(desk, `scope.${scope}`)).toContainText(`Add the scope ${scope}`);
    // Where the token's own list of scopes tells it there is no refusal to report.
    await expect(report(desk)).toContainText(
      `missing scope.${scope}${scope === 'conversations' ? '' : ' REC-403'}`,
    );
  });
}

/** One mistake in every section of config.json that the app can do without, and a key that nobody knows. */
const MISTAKES = {
  startStop: 'always',
  screen: 'sometimes',
  pause: { maxSeconds: 0 },
  audit: { webhook: { url: 'http://archive.example' } },
  shortcuts: { pause: 'Alt+Shift+R' },
  setup: { clientId: '' },
  queues: { all: { screen: 'never' } },
  reasons: [{ code: 'Card data' }],
  nonsense: 1,
};
/** Nothing goes by these yet: the agent has nothing to know. */
const NOT_YET = { triggers: {} };

test('each mistake in config.json is named on the panel, in setup and in the report', async ({ desk }) => {
  await desk.setConfig({ ...MISTAKES, ...NOT_YET });
  await desk.open();
  const note = desk.frame(await desk.call()).locator('.config-note');
  for (const key of Object.keys(MISTAKES)) await expect(note).toContainText(key);
  for (const key of Object.keys(NOT_YET)) await expect(note).not.toContainText(key);
  await openSetup(desk, ada);
  for (const key of Object.keys({ ...MISTAKES, ...NOT_YET })) {
    await expect(desk.page.locator(`li[id^="setting.${key}"]`).first()).toHaveAttribute(
      'data-state',
      'missing',
    );
    await expect(report(desk)).toContainText(`missing setting.${key}`);
  }
  await expect(lineOf(desk, 'setting.triggers')).toContainText('Not yet supported.');
  await expect(lineOf(desk, 'setting.shortcuts.resume')).toContainText('The same keys pause and resume.');
});

/** What keeps the app from starting at all: there is no sign-in, and the report says why all the same. */
const STOPPERS = [
  { what: 'oauth.clientId', config: { oauth: { grant: 'pkce' } }, id: 'setting.oauth.clientId' },
  { what: 'oauth.grant', config: { oauth: { clientId: 'x' } }, id: 'setting.oauth.grant' },
  { what: 'region', config: { region: undefined, gateway: undefined }, id: 'setting.region' },
  { what: 'gateway.host', config: { gateway: { protocol: 'http' } }, id: 'setting.gateway.host' },
  {
    what: 'host.allowedOrigins',
    config: { host: { allowedOrigins: '*' } },
    id: 'setting.host.allowedOrigins',
  },
  { what: 'config.json is missing', config: undefined, id: 'config' },
] as const;

test('what keeps the app from starting is named on the panel, in setup and in the report', async ({
  desk,
}) => {
  await desk.open();
  const { conversationId } = await desk.sandbox.control.call({});
  for (const { what, config, id } of STOPPERS) {
    if (config === undefined) await desk.breakConfig('', 404);
    else await desk.setConfig(config);
    const panel = await desk.panelPage(conversationId);
    await expect(panel.getByRole('alert')).toContainText(what);
    await panel.close();
    await openSetup(desk, ada);
    await expect(lineOf(desk, id)).toHaveAttribute('data-state', 'missing');
    await expect(lineOf(desk, id)).toContainText('Who can: Whoever runs the web host');
    await expect(report(desk)).toContainText(`missing ${id}`);
  }
});

test('a sign-in that is refused is told by the panel, by its line and by the report', async ({ desk }) => {
  await desk.setConfig({});
  const { conversationId } = await desk.sandbox.control.call({});
  const panel = await desk.panelPage(conversationId);
  await panel.getByRole('button', { name: 'Deny' }).click();
  await expect(panel.getByRole('alert')).toContainText('Genesys refused the sign-in (access_denied).');
  await panel.goto(`${desk.sandbox.appUrl}/index.html?view=setup`);
  await panel.getByRole('button', { name: 'Deny' }).click();
  await expect(panel.locator('li[id="sign-in"]')).toHaveAttribute('data-state', 'missing');
  await expect(panel.locator('li[id="sign-in"]')).toContainText('Genesys Cloud refuses it.');
  await expect(panel.locator('[data-report]')).toContainText('missing sign-in problem=sign-in-refused');
});

test('a call that nobody records is told by the panel, by its line and by the report', async ({ desk }) => {
  await desk.open();
  const region = desk.region(await desk.call({ recorders: [] }));
  await expect(region).toHaveAttribute('data-recording-state', 'not-recording');
  const resume = region.getByRole('button', { name: 'Resume recording', exact: true });
  await expect(resume).toHaveAccessibleDescription('Nothing to resume.');
  const href = await region.getByRole('link', { name: 'What is missing?' }).first().getAttribute('href');
  expect(new URLSearchParams(href ?? '').get('line')).toBe('recorded');
  await openSetup(desk, ada, '&line=recorded');
  await expect(lineOf(desk, 'recorded')).toHaveAttribute('data-state', 'missing');
  await expect(report(desk)).toContainText('missing recorded');
});

/** Run by the debugger, which the page's own Content-Security-Policy does not hold back. */
async function axeFinds(desk: Desk): Promise<readonly string[]> {
  await desk.page.evaluate(axe.source);
  const found: string[] = [];
  for (const colorScheme of ['light', 'dark'] as const) {
    await desk.page.emulateMedia({ colorScheme });
    const violations = await desk.page.evaluate(async () => {
      const { axe: inPage } = globalThis as unknown as { axe: typeof axe };
      return (await inPage.run(document)).violations.map(
        (one) => `${one.id}: ${one.nodes.map(({ html }) => html).join(' ')}`,
      );
    });
    found.push(...violations.map((one) => `${colorScheme}, ${one}`));
  }
  return found;
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
  await desk.page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await desk.page.getByRole('button', { name: 'Copy the report' }).click();
  await expect(desk.page.getByText('Copied')).toBeVisible();
  expect(await desk.page.evaluate(() => navigator.clipboard.readText())).toBe(text);
  expect(new URL(desk.page.url()).hash).toBe('');
  expect(await axeFinds(desk)).toEqual([]);
});

test('setup opened at https://host/ signs in by the address that is registered, as the installer writes it', async ({
  desk,
}) => {
  const { appUrl } = desk.sandbox;
  await desk.setConfig({
    oauth: { clientId: SEED.clients.pkce, grant: 'pkce', redirectUri: `${appUrl}/index.html` },
  });
  await desk.signInAs(ada);
  await desk.page.goto(`${appUrl}/?view=setup`);
  await expect(lineOf(desk, 'sign-in')).toHaveAttribute('data-state', 'ok');
  await expect(lineOf(desk, 'redirect')).toHaveCount(0);
});
