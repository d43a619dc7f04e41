import { defineConfig } from '@playwright/test';
import { ensureBrowsers, LAUNCH_ARGS } from '../../scripts/chromium.mjs';

await ensureBrowsers();

export default defineConfig({
  testDir: '.',
  outputDir: '../../test-results',
  globalSetup: './global-setup.ts',
  fullyParallel: true,
  forbidOnly: true,
  // One more than the two cores of a small machine: many tests wait for the panel. With five each takes more of the processor.
  workers: 3,
  // On a CI machine that does other work as well; whatever needs its second try is listed as flaky in the report.
  retries: process.env['CI'] ? 1 : 0,
  // Limits end what hangs. They are ten times what a quiet machine needs, so that a busy one needs no more.
  timeout: 300_000,
  expect: { timeout: 60_000 },
  use: {
    actionTimeout: 60_000,
    launchOptions: {
      ...(process.env['HEADLESS_SHELL_PATH'] ? { executablePath: process.env['HEADLESS_SHELL_PATH'] } : {}),
      chromiumSandbox: process.getuid?.() !== 0,
      args: LAUNCH_ARGS,
    },
  },
  reporter: [['list']],
});
