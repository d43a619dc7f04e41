// npm run guide:pictures: the pictures of docs/admin-guide.md, from this build: an admin installs in the sandbox.
import { mkdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import { build, runnerImport } from 'vite';
import { buildDesktop } from './build-desktop.mjs';
import { ensure, LAUNCH_ARGS, STOCK_FEATURES } from './chromium.mjs';

const path = (relative) => fileURLToPath(new URL(relative, import.meta.url));
const root = path('..');
const images = path('../docs/images');
const appDir = path('../.cache/guide/app');

await build({ root, logLevel: 'warn', build: { outDir: appDir, emptyOutDir: true } });
const desktopDir = await buildDesktop(path('../.cache/guide/desktop'));
const imported = await Promise.all(
  ['../sandbox/server.ts', '../sandbox/control.ts'].map((file) =>
    runnerImport(path(file), { root, configFile: false, logLevel: 'warn' }),
  ),
);
const [{ startSandbox }, { SEED }] = imported.map(({ module }) => module);
const sandbox = await startSandbox({ appDir, desktopDir, manifestFile: path('../manifest/app.json') });
const browser = await chromium.launch({
  executablePath: await ensure(),
  chromiumSandbox: process.getuid?.() !== 0,
  args: [...LAUNCH_ARGS, STOCK_FEATURES],
});
const control = `${sandbox.platformUrl}/_sandbox`;

try {
  await mkdir(images, { recursive: true });
  const page = await browser.newPage({ viewport: { width: 1000, height: 760 } });
  const post = (route, data) => page.context().request.post(`${control}/${route}`, { data });
  const picture = async (name) => {
    await page.screenshot({ path: `${images}/${name}.png` });
    console.log(`docs/images/${name}.png is made`);
  };
  const own = (changes) => ({ ...sandbox.appConfig('pkce'), ...changes });

  await post('config', own({ oauth: { clientId: SEED.clients.setup, grant: 'pkce' } }));
  await post('session', { userId: SEED.users.ina });
  await page.goto(`${sandbox.appUrl}/index.html?view=setup`);
  await page.getByRole('button', { name: 'Plan the installation' }).click();
  await page.getByRole('button', { name: 'Install', exact: true }).waitFor();
  await page.locator('[data-install]').scrollIntoViewIfNeeded();
  await picture('setup-plan');
  await page.getByRole('button', { name: 'Install', exact: true }).click();
  await page.locator('[data-install="done"]').waitFor();
  const made = JSON.parse(await page.locator('[data-config]').textContent());

  // The agent signs in before anybody has put them into the group, and one permission has been taken away.
  await post('config', own({ ...made, host: { allowedOrigins: [sandbox.desktopUrl] } }));
  await post('person', { userId: SEED.users.ada, lacks: ['conversation:recording:snippetRecord'] });
  await post('session', { userId: SEED.users.ada });
  await page.goto(
    `${sandbox.appUrl}/index.html?view=setup&line=permission.conversation:recording:snippetRecord`,
  );
  await page.locator('li[aria-current="true"]').waitFor();
  await picture('setup-missing');

  await post('person', { userId: SEED.users.ada, lacks: [], joins: ['Recording Control agents'] });
  await page.setViewportSize({ width: 1280, height: 720 });
  await page.goto(`${sandbox.desktopUrl}/?scenario=none`);
  await post('call', { customerName: 'Robin Vale' });
  const panel = page.frameLocator('iframe[title^="Recording Control"]');
  await panel.getByRole('button', { name: 'Sign in', exact: true }).click();
  await panel.getByRole('button', { name: 'Pause recording', exact: true }).click();
  await panel.locator('[data-safe="true"]').waitFor();
  await picture('setup-desktop');
} finally {
  await browser.close();
  await sandbox.close();
}
