import { copyFile, mkdir, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';

/** Its button, once it can be pressed. */
export const MINIMAL_BUTTON = '#pause:not([hidden])';

/**
 * A panel as the documentation of Genesys shows one: the whole platform SDK as a script, the SDK's own sign-in, one read,
 * one channel, a button. It has no evidence rule, no journal and no second panel to share with.
 */
export async function writeMinimalApp(dir: string): Promise<void> {
  await mkdir(dir, { recursive: true });
  const sdk = createRequire(import.meta.url).resolve(
    'purecloud-platform-client-v2/dist/web-cjs/purecloud-platform-client-v2.min.js',
  );
  await copyFile(sdk, join(dir, 'sdk.js'));
  await writeFile(join(dir, 'minimal.js'), SCRIPT);
  await writeFile(join(dir, 'index.html'), PAGE);
}

const PAGE = `<!doctype html>
<html lang="en">
  <body>
    <button id="pause" hidden>Pause recording</button>
    <script src="sdk.js"></script>
    <script src="minimal.js"></script>
  </body>
</html>
`;

const SCRIPT = `
const { ApiClient, ConversationsApi, NotificationsApi, UsersApi } = require('platformClient');
async function start() {
  const config = await (await fetch('config.json')).json();
  const { host, protocol, port, loginPath, apiPath } = config.gateway;
  const client = ApiClient.instance;
  client.setGateway({ host, protocol, port, path_params_login: loginPath, path_params_api: apiPath });
  const launched = new URLSearchParams(location.search).get('gcConversationId');
  const { state: conversationId } = await client.loginImplicitGrant(
    config.oauth.clientId,
    location.origin + location.pathname,
    { state: launched },
  );
  const [me, channel] = await Promise.all([
    new UsersApi().getUsersMe(),
    new NotificationsApi().postNotificationsChannels(),
    new ConversationsApi().getConversationsCall(conversationId ?? launched),
  ]);
  const socket = new WebSocket(channel.connectUri);
  await new Promise((resolve) => socket.addEventListener('open', resolve));
  await new NotificationsApi().putNotificationsChannelSubscriptions(channel.id, [
    { id: 'v2.users.' + me.id + '.conversations.calls' },
  ]);
  document.getElementById('pause').hidden = false;
}
void start();
`;
