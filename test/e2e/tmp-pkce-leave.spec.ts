import { SEED } from '../../sandbox/control.ts';
import { expect, given, test, type Desk } from './fixtures.ts';

const state = 'data-recording-state';

const signInButton = (desk: Desk, id: string) =>
  desk.frame(id).getByRole('button', { name: 'Sign in', exact: true });

/** Whether the sign-in page knows the agent when it stands in a frame of the app alone, without the desktop around it. */
async function knownInFrames(desk: Desk): Promise<boolean> {
  const query = new URLSearchParams({
    response_type: 'token',
    client_id: SEED.clients.implicit,
    redirect_uri: `${desk.sandbox.appUrl}/index.html`,
  });
  const tab = await desk.page.context().newPage();
  await tab.goto(`${desk.sandbox.appUrl}/index.html?view=none`);
  await tab.evaluate((src) => {
    const frame = document.createElement('iframe');
    frame.title = 'probe';
    frame.src = src;
    document.body.append(frame);
  }, `${desk.sandbox.platformUrl}/login/oauth/authorize?${query.toString()}`);
  const form = tab.frameLocator('iframe[title="probe"]').getByRole('button', { name: 'Deny' });
  const isShown = await form.waitFor({ timeout: 2_000 }).then(
    () => true,
    () => false,
  );
  await tab.close();
  return !isShown;
}

async function pausesSafely(desk: Desk, id: string): Promise<void> {
  const region = desk.region(id);
  await region.getByRole('button', { name: 'Pause recording', exact: true }).click();
  await expect(region).toHaveAttribute(state, 'paused');
  expect((await desk.truth(id)).capturing).toBe(false);
}


for (const world of ['stock','cookies-blocked'] as const) for (const grant of ['implicit','pkce'] as const) test.describe(world+grant, () => {
  test.use({ world });
  test('leaves', async ({ desk }) => {
    await desk.open({ grant, signedIn: world !== 'stock' });
    const { conversationId } = await desk.sandbox.control.call({ agentId: SEED.users.ada });
    const tab = await desk.page.context().newPage();
    const log: string[] = [];
    tab.on('console', (m) => log.push('C ' + m.text()));
    tab.on('requestfailed', (r) => log.push('F ' + r.url().slice(0,120) + ' ' + r.failure()?.errorText));
    tab.on('response', (r) => { if (!/assets\/(index|style)/.test(r.url())) log.push(r.status() + ' ' + r.request().method() + ' ' + r.url().slice(0,150)); });
    await tab.goto(`${desk.sandbox.appUrl}/index.html?gcConversationId=${conversationId}&gcLangTag=en-US`);
    await tab.waitForTimeout(13000);
    console.log(world, grant, tab.url().slice(0,200), '\n', log.join('\n '), '\n', (await tab.locator('body').innerText()).slice(0,200));
  });
});
