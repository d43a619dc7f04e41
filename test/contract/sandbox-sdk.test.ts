import { createRequire } from 'node:module';
import type PlatformClient from 'purecloud-platform-client-v2';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SEED } from '../../sandbox/control.ts';
import { startSandbox } from '../../sandbox/server.ts';
import type { Sandbox } from '../../sandbox/server.ts';
import { tokenOf } from './sandbox-client.ts';

const platformClient = createRequire(import.meta.url)(
  'purecloud-platform-client-v2',
) as typeof PlatformClient;
let sandbox: Sandbox;

beforeAll(async () => {
  sandbox = await startSandbox();
  await sandbox.control.switch({ readLagMs: 0 });
  const client = platformClient.ApiClient.instance;
  client.setGateway({
    protocol: 'http',
    host: 'localhost',
    port: Number(new URL(sandbox.platformUrl).port),
    path_params_login: '/login',
    path_params_api: '/api',
  });
  client.setAccessToken(await tokenOf(sandbox, SEED.users.sol));
});
afterAll(() => sandbox.close());

describe('the platform SDK, unmodified', () => {
  it('knows the user, reads calls and pauses one', async () => {
    const { conversationId } = await sandbox.control.call({ agentId: SEED.users.sol });
    const conversations = new platformClient.ConversationsApi();
    const me = await new platformClient.UsersApi().getUsersMe({ expand: ['authorization'] });
    expect(me.authorization?.permissions).toContain('conversation:recording:pauseOthers');
    expect((await conversations.getConversationsCalls()).entities).toHaveLength(1);
    await conversations.patchConversationsCall(conversationId, { recordingState: 'PAUSED' } as never);
    expect(await conversations.getConversationsCall(conversationId)).toMatchObject({ securePause: true });
    const resumed = await conversations.putConversationsCallRecordingstate(conversationId, {
      recordingState: 'ACTIVE',
    });
    expect(resumed).toBe('ACTIVE');
    await conversations.patchConversationRecordingstate(conversationId, { recordingState: 'PAUSED' });
    expect((await sandbox.control.truth()).conversations[0]).toMatchObject({ capturing: false });
  });

  it('opens and subscribes a channel', async () => {
    const notifications = new platformClient.NotificationsApi();
    const { id, connectUri } = await notifications.postNotificationsChannels();
    expect(connectUri).toMatch(/^ws:\/\/localhost:\d+\/channels\//);
    const { entities } = await notifications.putNotificationsChannelSubscriptions(id ?? '', [
      { id: `v2.users.${SEED.users.sol}.conversations` },
    ]);
    expect(entities).toMatchObject([{ state: 'Permitted' }]);
  });

  it('is rejected with the error body', async () => {
    await expect(new platformClient.ConversationsApi().getConversationsCall('nothing')).rejects.toMatchObject(
      { code: 'conversation.error.conversation.not.found', status: 404 },
    );
  });
});
