import { SEED } from '../../sandbox/control.ts';
import { expect, given, test, type Desk } from './fixtures.ts';

const state = 'data-recording-state';

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
  const isBack = () =>
    tab.frames().some((frame) => frame.parentFrame() && frame.url().startsWith(desk.sandbox.appUrl));
  await expect.poll(async () => isBack() || (await form.isVisible())).toBe(true);
  const isKnown = isBack();
  await tab.close();
  return isKnown;
}

const loginWindows = (desk: Desk): number =>
  desk.page
    .context()
    .pages()
    .filter((one) => one.url().includes('/login/')).length;

async function pausesSafely(desk: Desk, id: string): Promise<void> {
  const region = desk.region(id);
  await region.getByRole('button', { name: 'Pause recording', exact: true }).click();
  await expect(region).toHaveAttribute(state, 'paused');
  expect((await desk.truth(id)).capturing).toBe(false);
}

test.describe('in the stock world', () => {
  test('a panel has storage and locks, and the sign-in page knows the agent', async ({ desk }) => {
    await desk.open();
    const id = await desk.call();
    await expect(desk.region(id)).toHaveAttribute(state, 'recording');
    expect(await given(desk, id)).toEqual({ storage: true, locks: true });
    expect(await knownInFrames(desk)).toBe(true);
  });

  for (const grant of ['implicit', 'pkce'] as const) {
    test(`ten panels that start at once ask for one token (${grant})`, async ({ desk }) => {
      await desk.open({ grant });
      const ids: string[] = [];
      for (const letter of 'ABCDEFGHIJ') ids.push(await desk.call({ customerName: `Customer ${letter}` }));
      for (const id of ids) await expect(desk.region(id)).toHaveAttribute(state, 'recording');
      expect(await desk.redirects()).toBe(1);
      expect((await desk.sandbox.control.truth()).tokens).toHaveLength(1);
      expect((await desk.sandbox.control.truth()).channels).toHaveLength(1);
    });
  }

  test('the panel itself never leaves for the sign-in page, so no token enters its URL', async ({ desk }) => {
    await desk.open();
    const id = await desk.call();
    await expect(desk.region(id)).toHaveAttribute(state, 'recording');
    const seen = await desk
      .frame(id)
      .locator('body')
      .evaluate(() =>
        performance
          .getEntriesByType('navigation')
          .map(({ name }) => name)
          .join(),
      );
    expect(seen).not.toContain('access_token');
    expect(seen).toContain(id);
  });

  test('a token that ends is renewed without a click, and the panel stays', async ({ desk }) => {
    await desk.open();
    const id = await desk.call();
    const region = desk.region(id);
    await expect(region).toHaveAttribute(state, 'recording');
    await region.evaluate(() => Object.assign(window, { stayed: true }));
    await desk.sandbox.control.clock({ advanceMs: 25 * 3_600_000 });
    await expect.poll(() => desk.redirects()).toBe(2);
    await expect(region).toHaveAttribute(state, 'recording');
    expect(await region.evaluate(() => 'stayed' in window)).toBe(true);
    await pausesSafely(desk, id);
  });

  test('a Pause that is pressed while an ended sign-in is renewed is sent with the renewal', async ({
    desk,
  }) => {
    await desk.open();
    const id = await desk.call();
    await expect(desk.region(id)).toHaveAttribute(state, 'recording');
    await desk.sandbox.control.fault({ fault: 'slow', endpoint: 'authorize', delayMs: 1_000 });
    await desk.sandbox.control.fault({ fault: 'socket', how: 'token-revoked' });
    await expect(desk.region(id)).not.toHaveAttribute(state, 'recording');
    // Without waiting until it may be pressed.
    await desk
      .region(id)
      .getByRole('button', { name: 'Pause recording', exact: true })
      .evaluate((button: HTMLElement) => button.click());
    await expect(desk.region(id)).toHaveAttribute('data-safe', 'true');
    expect((await desk.truth(id)).securePause).toBe(true);
    await expect(desk.region(id).getByRole('alert')).toHaveCount(0);
  });

  test('with gcUsePopupAuth nothing is asked of the sign-in page before the click', async ({ desk }) => {
    await desk.signInAs(SEED.users.ben);
    const { conversationId } = await desk.sandbox.control.call({ agentId: SEED.users.ben });
    const page = await desk.panelPage(conversationId, 'gcUsePopupAuth=true');
    const button = page.getByRole('button', { name: 'Sign in', exact: true });
    await expect(button).toBeVisible();
    expect(await desk.redirects()).toBe(0);
    await button.click();
    await expect(page.locator('[role="region"]')).toHaveAttribute(state, 'recording');
    expect(await desk.redirects()).toBe(1);
  });

  test('who has to sign in does so in one panel, and the others go on by themselves', async ({ desk }) => {
    await desk.open({ signedIn: false });
    const one = await desk.call({ customerName: 'Customer A' });
    await expect(desk.signInButton(one)).toBeVisible();
    const two = await desk.call({ customerName: 'Customer B' });
    await expect(desk.signInButton(two)).toBeVisible();
    await desk.select('Customer A');
    const popup = await desk.pressSignIn(one);
    await popup.getByRole('button', { name: 'Ada' }).click();
    await expect(desk.region(one)).toHaveAttribute(state, 'recording');
    await expect(desk.region(two)).toHaveAttribute(state, 'recording');
    expect((await desk.sandbox.control.truth()).tokens).toHaveLength(1);
  });

  test('two presses show one window, and the name of who signed in is always there', async ({ desk }) => {
    await desk.open({ signedIn: false });
    const id = await desk.call();
    const popup = await desk.pressSignIn(id);
    await desk.signInButton(id).click();
    await expect(desk.frame(id).locator('[data-sign-in]')).toContainText('The sign-in window is open.');
    await expect(desk.frame(id).locator('[data-sign-in]')).toContainText(SEED.clients.implicit);
    expect(loginWindows(desk)).toBe(1);
    await popup.getByRole('button', { name: 'Ada' }).click();
    await expect(desk.region(id)).toHaveAttribute(state, 'recording');
    await expect(desk.frame(id).locator('.who')).toContainText('Signed in as Ada Byron.');
  });

  for (const grant of ['implicit', 'pkce'] as const) {
    test(`a press in another panel of the tab shows the window that is open (${grant})`, async ({ desk }) => {
      await desk.open({ signedIn: false, grant });
      const one = await desk.call({ customerName: 'Customer A' });
      const popup = await desk.pressSignIn(one);
      const two = await desk.call({ customerName: 'Customer B' });
      await desk.signInButton(two).click();
      await expect(desk.frame(two).locator('[data-sign-in]')).toContainText('The sign-in window is open.');
      expect(loginWindows(desk)).toBe(1);
      await popup.getByRole('button', { name: 'Ada' }).click();
      await expect(desk.region(two)).toHaveAttribute(state, 'recording');
      await expect(desk.region(one)).toHaveAttribute(state, 'recording');
      expect((await desk.sandbox.control.truth()).tokens).toHaveLength(1);
    });
  }

  test('a panel opens a window of its own when the panel that has one is gone', async ({ desk }) => {
    await desk.open({ signedIn: false });
    const one = await desk.call({ customerName: 'Customer A' });
    await desk.pressSignIn(one);
    const two = await desk.call({ customerName: 'Customer B' });
    await expect(desk.signInButton(two)).toBeVisible();
    await desk.page.locator(`iframe[title*="${one}"]`).evaluate((frame) => frame.remove());
    const popup = await desk.pressSignIn(two);
    await popup.getByRole('button', { name: 'Ada' }).click();
    await expect(desk.region(two)).toHaveAttribute(state, 'recording');
  });

  test('a panel in another tab opens a window of its own', async ({ desk }) => {
    await desk.open({ signedIn: false });
    const one = await desk.call();
    await desk.pressSignIn(one);
    const { conversationId } = await desk.sandbox.control.call({ agentId: SEED.users.ben });
    const page = await desk.panelPage(conversationId, 'gcUsePopupAuth=true');
    const opened = page.context().waitForEvent('page');
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await (await opened).getByRole('button', { name: 'Ben' }).click();
    await expect(page.locator('[role="region"]')).toHaveAttribute(state, 'recording');
    await expect(desk.signInButton(one)).toBeVisible();
    expect(loginWindows(desk)).toBe(1);
  });

  test('a forgotten sign-in is gone from every panel of the tab, and the next window asks who it is', async ({
    desk,
  }) => {
    await desk.open();
    const one = await desk.call({ customerName: 'Customer A' });
    await expect(desk.region(one)).toHaveAttribute(state, 'recording');
    const two = await desk.call({ customerName: 'Customer B' });
    await expect(desk.region(two)).toHaveAttribute(state, 'recording');
    await desk.region(two).locator('summary').click();
    await desk.region(two).getByRole('button', { name: 'Forget sign-in' }).click();
    await expect(desk.signInButton(two)).toBeVisible();
    await desk.select('Customer A');
    await expect(desk.signInButton(one)).toBeVisible();
    const popup = await desk.pressSignIn(one);
    await popup.getByRole('button', { name: 'Ada' }).click();
    await expect(desk.region(one)).toHaveAttribute(state, 'recording');
  });

  test('a window that was cut off says what to do, and so does the panel', async ({ desk }) => {
    await desk.sandbox.control.switch({ identityProvider: 'coop' });
    await desk.signInAs(SEED.users.ben);
    const { conversationId } = await desk.sandbox.control.call({ agentId: SEED.users.ben });
    const page = await desk.panelPage(conversationId, 'gcUsePopupAuth=true');
    const opened = page.context().waitForEvent('page');
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    const popup = await opened;
    await expect(page.getByRole('alert')).toContainText('The sign-in window brought no answer.');
    await expect(page.getByRole('alert')).toContainText(SEED.clients.implicit);
    await popup.getByRole('link', { name: 'Go on' }).click();
    await expect(popup.getByRole('alert')).toContainText('cannot reach the panel that opened it');
    await desk.sandbox.control.switch({ identityProvider: 'none' });
    await page.getByRole('button', { name: 'Try again', exact: true }).click();
    await expect(page.locator('[role="region"]')).toHaveAttribute(state, 'recording');
  });

  test('on a shared workstation nobody works with the token of the agent before', async ({ desk }) => {
    await desk.open();
    const hers = await desk.call();
    await expect(desk.region(hers)).toHaveAttribute(state, 'recording');
    await desk.signInAs(SEED.users.ben);
    const { conversationId } = await desk.sandbox.control.call({ agentId: SEED.users.ben });
    const page = await desk.panelPage(conversationId);
    await expect(page.locator('[role="region"]')).toHaveAttribute(state, 'recording');
    const users = (await desk.sandbox.control.truth()).tokens.map(({ userId }) => userId);
    expect(users).toEqual([SEED.users.ada, SEED.users.ben]);
    await expect(desk.region(hers)).toHaveAttribute(state, 'recording');
  });

  test('a token of another agent is not taken for a renewal', async ({ desk }) => {
    await desk.open();
    const id = await desk.call();
    await expect(desk.region(id)).toHaveAttribute(state, 'recording');
    await desk.signInAs(SEED.users.ben);
    await desk.sandbox.control.clock({ advanceMs: 25 * 3_600_000 });
    await expect.poll(() => desk.redirects()).toBe(2);
    await expect(desk.signInButton(id)).toBeVisible();
    await expect(desk.region(id)).toHaveAttribute(state, 'unknown');
  });
});

test.describe('with third-party cookies blocked', () => {
  test.use({ world: 'cookies-blocked' });

  test('a panel has storage and locks, and the sign-in page does not know the agent', async ({ desk }) => {
    await desk.open();
    const id = await desk.call();
    await expect(desk.signInButton(id)).toBeVisible();
    expect(await given(desk, id)).toEqual({ storage: true, locks: true });
    expect(await knownInFrames(desk)).toBe(false);
  });

  test('panels sign in, pause, and find the pause again after a reload, with one token', async ({ desk }) => {
    await desk.open();
    const one = await desk.call({ customerName: 'Customer A' });
    await desk.pressSignIn(one);
    await expect(desk.region(one)).toHaveAttribute(state, 'recording');
    await pausesSafely(desk, one);
    const two = await desk.call({ customerName: 'Customer B' });
    await expect(desk.region(two)).toHaveAttribute(state, 'recording');
    await desk.select('Customer A');
    await desk.reloadPanel(one);
    await expect(desk.region(one)).toHaveAttribute(state, 'paused');
    expect((await desk.sandbox.control.truth()).tokens).toHaveLength(1);
  });

  test('one click serves all panels, also where the browser is too busy to tell at first which tab it is', async ({
    desk,
  }) => {
    // The first panel is given the lock of its tab long after it has stopped waiting for it.
    await desk.page.addInitScript(() => {
      const request = navigator.locks.request.bind(navigator.locks) as (
        ...all: unknown[]
      ) => Promise<unknown>;
      const opened = Date.now();
      navigator.locks.request = async (...all: unknown[]) => {
        const isSlow = String(all[0]).startsWith('rc1.tab.') && Date.now() < opened + 1_000;
        if (isSlow) await new Promise((resolve) => setTimeout(resolve, 2_000));
        return request(...all);
      };
    });
    await desk.open();
    const one = await desk.call({ customerName: 'Customer A' });
    await desk.pressSignIn(one);
    await expect(desk.region(one)).toHaveAttribute(state, 'recording');
    const two = await desk.call({ customerName: 'Customer B' });
    await expect(desk.region(two)).toHaveAttribute(state, 'recording');
    expect((await desk.sandbox.control.truth()).tokens).toHaveLength(1);
  });

  test('a panel in a tab of its own, without a desktop around it, leaves for the sign-in page once', async ({
    desk,
  }) => {
    await desk.signInAs(SEED.users.ben);
    const { conversationId } = await desk.sandbox.control.call({ agentId: SEED.users.ben });
    const page = await desk.panelPage(conversationId);
    await expect(page.locator('[role="region"]')).toHaveAttribute(state, 'recording', { timeout: 15_000 });
    // Once in a hidden frame, which is not known here, and once by itself.
    expect(await desk.redirects()).toBe(2);
  });
});

test.describe('with storage denied', () => {
  test.use({ world: 'storage-denied' });

  test('a panel has neither storage nor locks', async ({ desk }) => {
    await desk.open();
    const id = await desk.call();
    await expect(desk.signInButton(id)).toBeVisible();
    expect(await given(desk, id)).toEqual({ storage: false, locks: false });
  });

  test('the agent signs in by a popup, pauses, and does so again after a reload', async ({ desk }) => {
    await desk.open();
    const id = await desk.call();
    await desk.signInButton(id).click();
    await expect(desk.region(id)).toHaveAttribute(state, 'recording');
    await pausesSafely(desk, id);
    await desk.reloadPanel(id);
    await desk.signInButton(id).click();
    await expect(desk.region(id)).toHaveAttribute(state, 'paused');
  });

  test('a popup that the browser blocks is said', async ({ desk }) => {
    await desk.open();
    const id = await desk.call();
    await expect(desk.signInButton(id)).toBeVisible();
    await desk
      .frame(id)
      .locator('body')
      .evaluate(() => void (window.open = () => null));
    await desk.signInButton(id).click();
    await expect(desk.frame(id).getByRole('alert')).toContainText('blocked the sign-in window');
  });

  test('a popup that an identity provider cuts off leaves a way to go on', async ({ desk }) => {
    await desk.sandbox.control.switch({ identityProvider: 'coop' });
    await desk.open();
    const id = await desk.call();
    const popup = await desk.pressSignIn(id);
    await popup.close();
    await expect(desk.frame(id).getByRole('alert')).toContainText(
      'Sign in to Genesys in a browser tab, then press Try again.',
    );
    await desk.sandbox.control.switch({ identityProvider: 'none' });
    await desk.frame(id).getByRole('button', { name: 'Try again', exact: true }).click();
    await expect(desk.region(id)).toHaveAttribute(state, 'recording');
  });

  test('it is said beforehand that every panel asks once', async ({ desk }) => {
    await desk.open();
    const id = await desk.call();
    await expect(desk.frame(id).locator('[data-sign-in]')).toContainText('every panel asks once');
  });
});
