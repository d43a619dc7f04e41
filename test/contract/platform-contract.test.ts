import { afterAll, beforeAll } from 'vitest';
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
