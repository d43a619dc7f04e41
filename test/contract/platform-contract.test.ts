import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { SEED } from '../../sandbox/control.ts';
import { startSandbox, type Sandbox } from '../../sandbox/server.ts';
import { adminContract, agentContract } from './platform-contract.ts';
import { tokenOf } from './sandbox-client.ts';

let sandbox: Sandbox;
let token = '';
beforeAll(async () => {
  sandbox = await startSandbox();
  token = await tokenOf(sandbox);
});
afterAll(() => sandbox.close());

agentContract(() => ({
  RECORDING_CONTROL_GATEWAY: sandbox.platformUrl,
  GENESYSCLOUD_ACCESS_TOKEN: token,
}));
adminContract(() => ({
  RECORDING_CONTROL_GATEWAY: sandbox.platformUrl,
  GENESYSCLOUD_OAUTHCLIENT_ID: SEED.clients.installer,
  GENESYSCLOUD_OAUTHCLIENT_SECRET: SEED.secrets.installer,
}));

it('is asked of a real organisation by test:org, which is loud where it can ask nothing', () => {
  const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
  expect(read('test/org/org.test.ts')).toContain("from '../contract/platform-contract.ts'");
  const { status, stdout } = spawnSync(process.execPath, ['scripts/test-org.mjs'], {
    env: { PATH: process.env['PATH'] },
    encoding: 'utf8',
  });
  expect(status).toBe(0);
  expect(stdout).toContain('SKIPPED. Nothing was tested against a real Genesys Cloud.');
});
