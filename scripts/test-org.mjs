// npm run test:org: the platform's contract against a real organisation. Without credentials it says so, loudly.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const has = (...names) => names.every((name) => process.env[name]);
const place = has('GENESYSCLOUD_REGION') || has('RECORDING_CONTROL_GATEWAY');
const credentials =
  has('GENESYSCLOUD_ACCESS_TOKEN') || has('GENESYSCLOUD_OAUTHCLIENT_ID', 'GENESYSCLOUD_OAUTHCLIENT_SECRET');

if (!place || !credentials) {
  console.log(`
  ┌──────────────────────────────────────────────────────────────────────────────┐
  │ test:org: SKIPPED. Nothing was tested against a real Genesys Cloud.          │
  │ Set GENESYSCLOUD_REGION, and GENESYSCLOUD_ACCESS_TOKEN (a user's), or        │
  │ GENESYSCLOUD_OAUTHCLIENT_ID with GENESYSCLOUD_OAUTHCLIENT_SECRET.            │
  └──────────────────────────────────────────────────────────────────────────────┘
test:org: skipped, no credentials`);
} else {
  const { status } = spawnSync('npx', ['vitest', 'run', '--config', 'test/org/vitest.config.ts'], {
    cwd: fileURLToPath(new URL('..', import.meta.url)),
    stdio: 'inherit',
    shell: process.platform === 'win32',
  });
  const asked = has('GENESYSCLOUD_ACCESS_TOKEN')
    ? ''
    : ' (without GENESYSCLOUD_ACCESS_TOKEN: nothing that needs a person was asked)';
  console.log(`test:org: ${status === 0 ? 'ok' : 'FAILED'}${asked}`);
  process.exitCode = status ?? 1;
}
