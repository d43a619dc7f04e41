import { defineConfig } from '@playwright/test';
import { ensure, LAUNCH_ARGS } from '../../scripts/chromium.mjs';

process.env['CHROMIUM_PATH'] ??= await ensure();

export default defineConfig({
  testDir: '.',
  outputDir: '../../test-results',
  globalSetup: './global-setup.ts',
  fullyParallel: true,
  forbidOnly: true,
  // More than the two cores of a small machine: a test waits for its browser a third of the time.
  workers: 3,
  retries: 0,
  timeout: 45_000,
  expect: { timeout: 10_000 },
  use: {
    launchOptions: {
      executablePath: process.env['CHROMIUM_PATH'],
      chromiumSandbox: process.getuid?.() !== 0,
      args: LAUNCH_ARGS,
    },
  },
  reporter: [['list']],
});
