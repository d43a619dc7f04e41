import { expect, test } from './fixtures.ts';
import { SEED } from '../../sandbox/control.ts';

const state = 'data-recording-state';
/** The sign-in page is asked in a hidden frame first. */
const HIDDEN_FRAME = 1;

for (const [what, body, status, words] of [
  ['is missing', '', 404, /config\.json/],
  ['is no JSON', '{"oauth":', 200, /config\.json/],
  ['is a start page', '<!doctype html><p>Welcome', 200, /config\.json/],
  ['lacks the client id', '{"oauth":{"grant":"pkce"},"region":"mypurecloud.com"}', 200, /oauth\.clientId/],
  [
    'names an unknown grant',
    '{"oauth":{"clientId":"c11e0000-0000-4000-8000-000000000001","grant":"password"},"region":"mypurecloud.com"}',
    200,
    /oauth\.grant/,
  ],
] as const) {
  test(`a configuration that ${what} is said in words that name it`, async ({ desk }) => {
    await desk.breakConfig(body, status);
    await desk.open();
    const id = await desk.call();
    await expect(desk.frame(id).locator('body')).toContainText(words);
    await expect(desk.frame(id).locator('body')).toContainText("Use Genesys' own Secure pause button.");
  });
}

test('an unknown region is refused in words', async ({ desk }) => {
  await desk.setConfig({ gateway: undefined });
  await desk.open();
  const { conversationId } = await desk.sandbox.control.call({});
  const page = await desk.panelPage(conversationId, 'pcEnvironment=genesys.example');
  await expect(page.locator('body')).toContainText('genesys.example');
});

test('a launch URL that was not interpolated counts as one without those parts', async ({ desk }) => {
  await desk.open();
  const { conversationId } = await desk.sandbox.control.call({});
  const page = await desk.panelPage(
    conversationId,
    'gcHostOrigin={{gcHostOrigin}}&gcTargetEnv={{gcTargetEnv}}&gcLangTag={{gcLangTag}}',
  );
  const region = page.locator(`[role="region"][data-conversation-id="${conversationId}"]`);
  await expect(region).toHaveAttribute(state, 'recording');
});

for (const forged of ['#', '##']) {
  test(`a forged access token behind ${forged} in the URL is never used`, async ({ desk }) => {
    await desk.open();
    const id = await desk.call();
    await expect(desk.region(id)).toHaveAttribute(state, 'recording');
    const source = await desk.page.locator(`iframe[title*="${id}"]`).getAttribute('src');
    const page = await desk.page.context().newPage();
    const used: string[] = [];
    page.on('request', (request) => used.push(request.headers()['authorization'] ?? ''));
    await page.goto(
      `${source}${forged}access_token=forged-token-of-somebody&state=whatever&expires_in=86400`,
    );
    await expect(page.locator(`[role="region"][data-conversation-id="${id}"]`)).toHaveAttribute(
      state,
      'recording',
    );
    expect(used.filter((header) => header.includes('forged'))).toEqual([]);
    expect(page.url()).not.toContain('access_token');
  });
}

test('the token is in no URL, no history entry and no storage', async ({ desk }) => {
  await desk.open();
  const id = await desk.call();
  await expect(desk.region(id)).toHaveAttribute(state, 'recording');
  const left = await desk
    .frame(id)
    .locator('body')
    .evaluate(() => ({
      url: location.href,
      storage: JSON.stringify([{ ...localStorage }, { ...sessionStorage }]),
      global: 'ApiClient' in window,
    }));
  expect(left.url).not.toMatch(/access_token|code=|state=/);
  expect(left.storage).not.toMatch(/access_token|accessToken|sandbox-token/);
  expect(left.global).toBe(false);
});

test('a refused sign-in is said, with one visit to the sign-in page and no loop', async ({ desk }) => {
  await desk.open({ signedIn: false });
  const id = await desk.call();
  const popup = await desk.pressSignIn(id);
  await popup.getByRole('button', { name: 'Deny' }).click();
  await expect(desk.frame(id).getByRole('button', { name: 'Try again', exact: true })).toBeVisible();
  await expect(desk.frame(id).locator('body')).toContainText('access_denied');
  expect(await desk.redirects()).toBe(HIDDEN_FRAME + 1);
});

test('a sign-in page that fails is asked once, and a reload of the panel is no dead end', async ({
  desk,
}) => {
  await desk.sandbox.control.fault({ fault: 'status', endpoint: 'authorize', status: 503, times: 0 });
  await desk.open();
  const id = await desk.call();
  await expect(desk.signInButton(id)).toBeVisible();
  await desk.reloadPanel(id);
  await expect(desk.signInButton(id)).toBeVisible();
  expect(await desk.redirects()).toBe(HIDDEN_FRAME);
  await desk.sandbox.control.fault({ clear: true });
  await desk.pressSignIn(id);
  await expect(desk.region(id)).toHaveAttribute(state, 'recording');
});

test('a sign-in page that cannot be reached leaves the panel where it is', async ({ desk }) => {
  await desk.page.context().route('**/login/**', (route) => route.abort('connectionrefused'));
  await desk.open();
  const id = await desk.call();
  await expect(desk.signInButton(id)).toBeVisible();
  await desk.page.context().unroute('**/login/**');
  await desk.pressSignIn(id);
  await expect(desk.region(id)).toHaveAttribute(state, 'recording');
});

test('a platform that does not answer after sign-in is said, and found again without a click', async ({
  desk,
}) => {
  await desk.sandbox.control.fault({ fault: 'status', endpoint: 'me', status: 503, times: 0 });
  await desk.open();
  const id = await desk.call();
  await expect(desk.frame(id).getByRole('button', { name: 'Try again', exact: true })).toBeVisible({
    timeout: 20_000,
  });
  expect(await desk.redirects()).toBe(1);
  await desk.sandbox.control.fault({ clear: true });
  await expect(desk.region(id)).toHaveAttribute(state, 'recording', { timeout: 20_000 });
});

test('a conversation that is not the agent’s is said to be none of theirs', async ({ desk }) => {
  await desk.open();
  const mine = await desk.call();
  await expect(desk.region(mine)).toHaveAttribute(state, 'recording');
  const { conversationId } = await desk.sandbox.control.call({ agentId: SEED.users.ben });
  const page = await desk.panelPage(conversationId);
  const region = page.locator(`[role="region"][data-conversation-id="${conversationId}"]`);
  await expect(region).toContainText('not a call of yours');
  await expect(region).toHaveAttribute(state, 'unknown');
  // What Genesys does not find may be a passing fault: the button is there all the same, and the refusal says why.
  await region.getByRole('button', { name: 'Pause recording', exact: true }).click();
  await expect(region.getByRole('alert')).toContainText('Do not take card details.');
});

test('a call that Genesys does not find at first is found without a click', async ({ desk }) => {
  await desk.sandbox.control.fault({ fault: 'status', endpoint: 'read-call', status: 404, times: 2 });
  await desk.open();
  await expect(desk.region(await desk.call())).toHaveAttribute(state, 'recording');
});

test('an e-mail conversation is no call, and says so', async ({ desk }) => {
  await desk.open();
  const { conversationId } = await desk.sandbox.control.call({ medium: 'email' });
  const page = await desk.panelPage(conversationId);
  const region = page.locator(`[role="region"][data-conversation-id="${conversationId}"]`);
  await expect(region).toContainText('This is an e-mail. Genesys pauses recordings of calls only.');
});

test('malformed events and bodies change nothing that is claimed', async ({ desk }) => {
  await desk.open();
  const id = await desk.call();
  const region = desk.region(id);
  await expect(region).toHaveAttribute(state, 'recording');
  for (const frame of [
    '{',
    '[]',
    'null',
    '{"topicName":1}',
    `{"topicName":"v2.users.${SEED.users.ada}.conversations.calls","eventBody":{"id":"${id}","participants":"x"}}`,
  ]) {
    await desk.sandbox.control.fault({ fault: 'event-malformed', frame });
    await desk.act({ conversationId: id, act: 'republish' });
  }
  await expect(region).toHaveAttribute(state, 'recording');
  await desk.sandbox.control.fault({ fault: 'body', endpoint: 'read-call', body: '{"id":7}', times: 0 });
  await region.getByRole('button', { name: 'Pause recording', exact: true }).click();
  await expect(region).toHaveAttribute('data-outcome', 'unconfirmed');
  await expect(region).not.toHaveAttribute('data-safe');
});

test('messages of a foreign frame are ignored', async ({ desk }) => {
  await desk.open();
  const id = await desk.call();
  const region = desk.region(id);
  await expect(region).toHaveAttribute(state, 'recording');
  await desk
    .frame(id)
    .locator('body')
    .evaluate(() => {
      const frame = document.createElement('iframe');
      frame.srcdoc = `<script>
        for (const data of [{ purecloudEventType: 'appLifecycleHook', hook: 'stop' }, null, 'x', { name: 'gc_auth_popup' }])
          parent.postMessage(data, '*');
      </${'script'}>`;
      document.body.append(frame);
    });
  await desk.act({ conversationId: id, act: 'republish' });
  await expect(region).toHaveAttribute(state, 'recording');
  expect(await desk.messages('stopped')).toHaveLength(0);
});

test('a call that ends while a pause is in flight ends in words, not in a claim', async ({ desk }) => {
  await desk.open();
  const id = await desk.call();
  const region = desk.region(id);
  await expect(region).toHaveAttribute(state, 'recording');
  await desk.sandbox.control.fault({ fault: 'slow', endpoint: 'pause-own', delayMs: 1_500, effect: 'late' });
  await region.getByRole('button', { name: 'Pause recording', exact: true }).click();
  await expect(region).toHaveAttribute('data-pending', 'pause');
  await desk.act({ conversationId: id, act: 'customer-hangup' });
  await expect(region).toHaveAttribute(state, 'ended');
  await expect(region).not.toHaveAttribute('data-pending');
  await expect(region).not.toHaveAttribute('data-safe');
});

test('a redirect URI of another origin is refused before sign-in', async ({ desk }) => {
  const { oauth } = desk.sandbox.appConfig('implicit') as { oauth: object };
  await desk.setConfig({ oauth: { ...oauth, redirectUri: 'https://elsewhere.example/index.html' } });
  await desk.open();
  const id = await desk.call();
  await expect(desk.frame(id).locator('body')).toContainText('oauth.redirectUri');
  expect(await desk.redirects()).toBe(0);
});

test('in a browser that tells nothing of the page around, the desktop is known by what it says, and a silent page is not', async ({
  desk,
}) => {
  // As Firefox, which lists no frames around; and as if the desktop sent no referrer.
  await desk.page.route('**/*.js', async (route) => {
    const response = await route.fetch();
    const code = (await response.text())
      .replaceAll('ancestorOrigins', 'nothing')
      .replaceAll('document.referrer', '""');
    await route.fulfill({ response, body: code });
  });
  await desk.open();
  const silent = await desk.keeper();
  await expect(silent.getByRole('alert')).toContainText('does not tell which page shows this app');
  expect(await desk.redirects()).toBe(0);
  const id = await desk.call();
  await expect(desk.region(id)).toHaveAttribute(state, 'recording');
});

test('a host that is not on the list is refused before sign-in', async ({ desk }) => {
  await desk.setConfig({ host: { allowedOrigins: [] }, gateway: undefined, region: 'mypurecloud.com' });
  await desk.open();
  const id = await desk.call();
  await expect(desk.frame(id).locator('body')).toContainText(desk.sandbox.desktopUrl);
  expect(await desk.redirects()).toBe(0);
});
