import { readFileSync } from 'node:fs';
import { SEED } from '../../sandbox/control.ts';
import type { Sandbox } from '../../sandbox/server.ts';
import { install, inventory, writes } from '../contract/installer.ts';
import { expect, test, type Desk } from './fixtures.ts';

const { ada, ina } = SEED.users;

/** The setup page with a config.json that knows the admin's client only, as before an installation. */
async function openAsAdmin(desk: Desk, own: object = {}, query = ''): Promise<void> {
  await desk.setConfig({ oauth: { clientId: SEED.clients.setup, grant: 'pkce' }, ...own });
  await desk.signInAs(ina);
  await desk.page.goto(`${desk.sandbox.appUrl}/index.html?view=setup${query}`);
}

async function planAndInstall({ page }: Desk): Promise<void> {
  await page.getByRole('button', { name: 'Plan the installation' }).click();
  await page.getByRole('button', { name: 'Install', exact: true }).click();
}

const byCommand = (sandbox: Sandbox, ...args: string[]) =>
  install(sandbox, ['apply', '--yes', '--url', sandbox.appUrl, ...args]);

/** What the page shows as the new config.json. */
const shownConfig = async ({ page }: Desk): Promise<object> =>
  JSON.parse((await page.locator('[data-config]').textContent()) ?? '') as object;

/** Opens the desktop as an agent of the group and pauses a call in the app that is installed. */
async function pausesInDesktop(desk: Desk, config: object): Promise<void> {
  const { sandbox, page } = desk;
  await sandbox.control.person({ userId: ada, joins: ['Recording Control agents'] });
  const host = { allowedOrigins: [sandbox.desktopUrl] };
  await desk.breakConfig(JSON.stringify({ ...config, host }), 200);
  await desk.signInAs(ada);
  await page.goto(`${sandbox.desktopUrl}/?scenario=none`);
  const region = desk.region(await desk.call());
  await expect(region).toHaveAttribute('data-recording-state', 'recording');
  await region.getByRole('button', { name: 'Pause recording', exact: true }).click();
  await expect(region).toHaveAttribute('data-safe', 'true');
}

test('an admin installs from the page, and the desktop shows the installed app', async ({ desk }) => {
  const { page } = desk;
  await openAsAdmin(desk, { screen: 'block' });
  await expect(page.getByText('This sign-in is for installing')).toBeVisible();
  // What the sign-in of agents, or the headers of the host, will put right is nothing that the admin has to mend now.
  await expect(page.locator('.lines > li[data-state="later"]').first()).toContainText('Later');
  await expect(page.locator('.lines > li[data-state="missing"]')).toHaveCount(0);
  await page.getByRole('button', { name: 'Plan the installation' }).click();
  await expect(page.getByRole('log')).toContainText('15 to create, 0 to change, 0 to keep.');
  await page.getByRole('button', { name: 'Install', exact: true }).click();
  await expect(page.getByText('Add your agents to the group "Recording Control agents"')).toBeVisible();
  const config = await shownConfig(desk);
  // What was in the file that is served stays in it.
  expect(config).toMatchObject({ screen: 'block', setup: { clientId: SEED.clients.setup } });
  expect(config).not.toMatchObject({ oauth: { clientId: SEED.clients.setup } });
  expect(await page.locator('body').textContent()).not.toContain('sandbox-secret');
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Download config.json', exact: true }).click();
  const file = await download;
  expect(file.suggestedFilename()).toBe('config.json');
  expect(JSON.parse(readFileSync(await file.path(), 'utf8'))).toEqual(config);
  await page.getByText('headers/nginx.conf', { exact: true }).click();
  const headers = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Download headers/nginx.conf', exact: true }).click();
  expect((await headers).suggestedFilename()).toBe('nginx.conf');

  const before = await writes(desk.sandbox);
  await page.getByRole('button', { name: 'Plan the installation' }).click();
  await expect(page.getByText('Everything is installed.')).toBeVisible();
  // Whoever has lost it has it again.
  expect(await shownConfig(desk)).toEqual(config);
  await expect(page.getByText('headers/nginx.conf', { exact: true })).toBeVisible();
  expect(await writes(desk.sandbox)).toBe(before);

  await pausesInDesktop(desk, config);
  await expect(page.locator('iframe').first()).toHaveAttribute('title', /^Recording Control /);
});

test('once config.json is replaced one press on Check again checks by it, and says who is signed in', async ({
  desk,
}) => {
  const { page, sandbox } = desk;
  await openAsAdmin(desk);
  await expect(page.getByText('Signed in as Ina Holm.')).toBeVisible();
  await planAndInstall(desk);
  await expect(page.locator('[data-install="done"]')).toBeVisible();
  const host = { allowedOrigins: [sandbox.desktopUrl] };
  await desk.breakConfig(JSON.stringify({ ...(await shownConfig(desk)), host }), 200);
  await page.getByRole('button', { name: 'Check again' }).click();
  await expect(page.getByText('This sign-in is for installing')).toHaveCount(0);
  await expect(page.getByText(/\d missing, \d unknown/)).toBeVisible();
  await expect(page.getByText('Signed in as Ina Holm.')).toBeVisible();
  // Somebody else of this browser: the sign-in page asks who it is.
  await page.getByRole('button', { name: 'Not you?' }).click();
  await page.getByRole('button', { name: /Ada/ }).click();
  await expect(page.getByText(/^Signed in as Ada/)).toBeVisible();
});

/** Requests that changed something in the organisation. */
const changesIn = async ({ control }: Sandbox): Promise<readonly string[]> =>
  (await control.requests())
    .filter(
      ({ method, path, status }) => method !== 'GET' && path.includes('/api/v2/') && Number(status) < 300,
    )
    .map(({ method, path }) => `${method} ${path}`);

test('an upgrade from the page changes only what differs', async ({ desk }) => {
  await byCommand(desk.sandbox);
  const before = (await changesIn(desk.sandbox)).length;
  await openAsAdmin(desk, { startStop: 'adhoc' });
  await desk.page.getByRole('button', { name: 'Plan the installation' }).click();
  const log = desk.page.getByRole('log');
  await expect(log).toContainText('0 to create, 1 to change, 14 to keep.');
  await expect(log).toContainText('~ change role "Recording Control: agent"');
  await desk.page.getByRole('button', { name: 'Install', exact: true }).click();
  await expect(desk.page.locator('[data-install="done"]')).toBeVisible();
  expect(await shownConfig(desk)).toMatchObject({ startStop: 'adhoc' });
  expect((await changesIn(desk.sandbox)).slice(before)).toEqual([
    expect.stringMatching(/^PUT .*\/authorization\/roles\//),
  ]);
});

test('an admin takes everything away from the page, and nothing is left', async ({ desk }) => {
  const { page } = desk;
  const before = await inventory(desk.sandbox);
  await byCommand(desk.sandbox);
  await openAsAdmin(desk);
  await page.getByRole('button', { name: 'Plan the removal' }).click();
  await expect(page.getByRole('log')).toContainText('9 to delete.');
  await page.getByRole('button', { name: 'Delete all of this' }).click();
  await expect(page.locator('[data-install="removed"]')).toContainText('Removed.');
  expect(await inventory(desk.sandbox)).toEqual(before);
  await page.getByRole('button', { name: 'Plan the removal' }).click();
  await expect(page.getByText('Nothing of Recording Control is installed here.')).toBeVisible();
});

test('an installation that the page is torn from goes on when it is planned again', async ({ desk }) => {
  const { page, sandbox } = desk;
  await openAsAdmin(desk);
  // Each time the answer to another request is lost, and so is everything after it.
  for (const at of [4, 6]) {
    let seen = 0;
    await page.route('**/api/v2/**', async (route) => {
      const isWrite = !['GET', 'OPTIONS'].includes(route.request().method());
      if (isWrite) seen += 1;
      if (seen < at) return route.continue();
      if (seen === at && isWrite) await route.fetch().catch(() => undefined);
      return route.abort();
    });
    await planAndInstall(desk);
    await expect(page.locator('[data-install="stopped"]')).toContainText('it goes on from here');
    await page.unroute('**/api/v2/**');
    await page.reload();
  }
  await planAndInstall(desk);
  await expect(page.locator('[data-install="done"]')).toBeVisible();
  // The command finds everything as it would have made it, and nothing twice.
  const status = await install(sandbox, ['status', '--url', sandbox.appUrl]);
  expect(status).toMatchObject({ code: 0, err: '' });
  const { groups, roles, integrations } = await inventory(sandbox);
  expect([groups, roles, integrations].map((all) => all.length)).toEqual([1, 3, 3]);
});

test('the desktop shows the premium widget that the command installed', async ({ desk }) => {
  const run = await byCommand(desk.sandbox, '--premium', 'example');
  expect(run.err).toBe('');
  await pausesInDesktop(
    desk,
    JSON.parse(run.files.get('recording-control-install/config.json') ?? '') as object,
  );
  await expect(desk.page.locator('iframe').first()).toHaveAttribute('sandbox', /allow-popups/);
});

test('the desktop shows the premium widget of a vendor that the page installed', async ({ desk }) => {
  await openAsAdmin(desk, {}, '&premium=sandbox');
  await planAndInstall(desk);
  await expect(desk.page.locator('[data-install="done"]')).toBeVisible();
  await pausesInDesktop(desk, await shownConfig(desk));
  await expect(desk.page.locator('iframe').first()).toHaveAttribute('sandbox', /allow-popups/);
});

test('an agent who is not in the group is not shown the app', async ({ desk }) => {
  await byCommand(desk.sandbox);
  await desk.open();
  await desk.sandbox.control.call({ customerName: 'Robin Vale' });
  await desk.page.getByRole('button', { name: 'Robin Vale' }).click();
  await expect(desk.page.getByText('in none of the groups that it is offered to')).toBeVisible();
});

test('one build serves the organisation of another region by the client of that region', async ({ desk }) => {
  const { clients } = SEED;
  // The desktop's launch says prod, which is mypurecloud.com.
  await desk.setConfig({
    oauth: {
      clientId: clients.narrow,
      grant: 'pkce',
      byRegion: { 'mypurecloud.com': { clientId: clients.pkce, grant: 'pkce' } },
    },
  });
  await desk.signInAs(ada);
  await desk.page.goto(`${desk.sandbox.desktopUrl}/?scenario=none`);
  const region = desk.region(await desk.call());
  await region.getByRole('button', { name: 'Pause recording', exact: true }).click();
  await expect(region).toHaveAttribute('data-safe', 'true');
});
