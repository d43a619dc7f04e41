// npm run picture: the picture of the README, from this build: a paused call in the fake desktop.
import { mkdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import { build, runnerImport } from 'vite';
import { buildDesktop } from './build-desktop.mjs';
import { ensure, LAUNCH_ARGS, STOCK_FEATURES } from './chromium.mjs';

const path = (relative) => fileURLToPath(new URL(relative, import.meta.url));
const root = path('..');

await build({ root, logLevel: 'warn' });
const desktopDir = await buildDesktop();
const { module: server } = await runnerImport(path('../sandbox/server.ts'), { root, configFile: false });
const sandbox = await server.startSandbox({
  appDir: path('../dist'),
  desktopDir,
  manifestFile: path('../manifest/app.json'),
});
const browser = await chromium.launch({
  executablePath: await ensure(),
  chromiumSandbox: process.getuid?.() !== 0,
  args: [...LAUNCH_ARGS, STOCK_FEATURES],
});
try {
  const page = await browser.newPage({ viewport: { width: 1280, height: 720 }, reducedMotion: 'reduce' });
  await page.goto(`${sandbox.desktopUrl}/?scenario=default&seed=1`);
  const panel = page.frameLocator('iframe[title^="Recording Control"]');
  await panel.getByRole('button', { name: 'Sign in', exact: true }).click();
  await panel.locator('[data-recording-state="recording"]').waitFor();
  await panel.getByRole('button', { name: 'Pause recording', exact: true }).click();
  await panel.locator('[data-safe="true"]').waitFor();
  await mkdir(path('../docs/images'), { recursive: true });
  await page.screenshot({ path: path('../docs/images/panel.png') });
  console.log('docs/images/panel.png is made');
} finally {
  await browser.close();
  await sandbox.close();
}
