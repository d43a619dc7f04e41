import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { SEED } from '../../sandbox/control.ts';
import { startSandbox } from '../../sandbox/server.ts';
import type { Sandbox } from '../../sandbox/server.ts';
import { apiOf, callsTopic, listenTo } from './sandbox-client.ts';
import type { Api } from './sandbox-client.ts';

const { ada } = SEED.users;
let sandbox: Sandbox;
let api: Api;

beforeAll(async () => {
  sandbox = await startSandbox();
});
afterAll(() => sandbox.close());
beforeEach(async () => {
  await sandbox.control.reset();
  api = await apiOf(sandbox);
});

describe('recording of a call', () => {
  it('pauses by the agent and tells so by an event and a later read', async () => {
    const call = await sandbox.control.call();
    const listener = await listenTo(api, [callsTopic(ada)]);
    const answer = await api('PATCH', `/conversations/calls/${call.conversationId}`, {
      recordingState: 'PAUSED',
    });
    expect(answer.status).toBe(202);
    const frame = await listener.frame(callsTopic(ada));
    expect(frame.eventBody).toMatchObject({ recordingState: 'paused', securePause: true });
    await sandbox.control.clock({ advanceMs: 400 });
    const read = await api('GET', `/conversations/calls/${call.conversationId}`);
    expect(read.body).toMatchObject({ recordingState: 'paused', securePause: true });
    listener.close();
  });
});
