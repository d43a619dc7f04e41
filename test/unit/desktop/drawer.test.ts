import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ENDPOINTS, REQUEST_FAULTS, requestFault } from '../../../sandbox/desktop/simulator/request-fault.ts';
import { interactionsOf } from '../../../sandbox/desktop/interactions.ts';
import { SEED } from '../../../sandbox/control.ts';
import type { Sandbox } from '../../../sandbox/server.ts';
import { startSandbox } from '../../../sandbox/server.ts';

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox();
});
afterAll(() => sandbox.close());

describe('the drawer', () => {
  it.each(REQUEST_FAULTS)('has a fault "%s" that the simulator understands', async (what) => {
    for (const [endpoint] of ENDPOINTS) {
      const fault = requestFault({ endpoint, what, times: 1, seconds: '5' });
      await expect(sandbox.control.fault(fault)).resolves.toBeUndefined();
    }
  });
});

describe('the interaction list', () => {
  const { ada, ben } = SEED.users;
  const states = async (userId: string) =>
    interactionsOf(await sandbox.control.truth(), userId).map(({ state }) => state);

  it('follows a call from ringing to wrapped up', async () => {
    await sandbox.control.reset();
    const { conversationId } = await sandbox.control.call({ state: 'alerting' });
    const seen: string[][] = [await states(ada)];
    for (const act of ['answer', 'hold', 'unhold', 'hangup', 'wrapup'] as const) {
      await sandbox.control.act({ conversationId, act });
      seen.push(await states(ada));
    }
    expect(seen).toEqual([['ringing'], ['connected'], ['held'], ['connected'], ['wrap-up'], []]);
  });

  it('shows a transferred call to both, until the first has wrapped up', async () => {
    await sandbox.control.reset();
    const { conversationId } = await sandbox.control.call();
    await sandbox.control.act({ conversationId, act: 'transfer', to: ben });
    expect(await states(ada)).toEqual(['wrap-up']);
    expect(await states(ben)).toEqual(['ringing']);
    await sandbox.control.act({ conversationId, act: 'wrapup', by: ada });
    expect(await states(ada)).toEqual([]);
  });

  it('does not list a call for the one who only listens', async () => {
    await sandbox.control.reset();
    const { conversationId } = await sandbox.control.call();
    await sandbox.control.act({ conversationId, act: 'monitor', by: SEED.users.sol });
    expect(await states(SEED.users.sol)).toEqual([]);
    const [interaction] = interactionsOf(await sandbox.control.truth(), ada);
    expect(interaction?.others.map(({ role }) => role)).toContain('Monitoring');
  });
});
