import { SEED } from '../../sandbox/control.ts';
import { expect, test } from './fixtures.ts';

const state = 'data-recording-state';

test('a panel that opens says that it asks, and never for a moment that it does not know', async ({
  desk,
}) => {
  // All that a screen reader could announce from the first drawing on, in every frame.
  await desk.page.addInitScript(() => {
    const said = new Set<string>();
    Object.assign(window, { said });
    const note = () => {
      for (const one of document.querySelectorAll('[role="status"], [role="alert"]'))
        said.add(one.textContent ?? '');
    };
    new MutationObserver(note).observe(document, { subtree: true, childList: true, characterData: true });
  });
  await desk.open();
  for (const paused of [false, true]) {
    const id = await desk.call();
    await expect(desk.region(id)).toHaveAttribute(state, 'recording');
    if (paused) {
      await desk.act({ conversationId: id, act: 'pause', by: SEED.users.sol });
      await expect(desk.region(id)).toHaveAttribute('data-safe', 'true');
      await desk.reloadPanel(id);
      await expect(desk.region(id)).toHaveAttribute('data-safe', 'true');
    }
    const said = await desk
      .frame(id)
      .locator('body')
      .evaluate(() => [...(window as unknown as { said: Set<string> }).said]);
    expect(said.join('\n')).toMatch(paused ? /Paused/ : /Recording/);
    expect(said.join('\n')).not.toMatch(/Unknown|No live updates|has not said|What is missing/);
  }
});

test('a right to pause that the agent lacks is told before Pause is pressed, and no button that needs it too is named', async ({
  desk,
}) => {
  const lacks = ['conversation:recording:pause', 'conversation:recording:pauseOthers'];
  await desk.sandbox.control.person({ userId: SEED.users.ada, lacks });
  await desk.open();
  const id = await desk.call();
  const region = desk.region(id);
  await expect(region).toHaveAttribute(state, 'recording');
  await expect(region.getByRole('status')).toContainText(
    'Your role lacks “Conversation > Recording > Pause”.',
  );
  const pause = region.getByRole('button', { name: 'Pause recording', exact: true });
  await expect(pause).not.toHaveAttribute('aria-disabled');
  await pause.click();
  await expect(region.getByRole('alert')).toContainText('Still recording. Do not take card details.');
  await expect(region.getByRole('alert')).not.toContainText('own Secure pause button');
});

test('a page of its own whose sign-in form was left unanswered offers Sign in again after a reload', async ({
  desk,
}) => {
  const { conversationId: id } = await desk.sandbox.control.call();
  const page = await desk.panelPage(id);
  await page.waitForURL(/oauth\/authorize/);
  await page.goto(`${desk.sandbox.appUrl}/index.html?gcConversationId=${id}&gcLangTag=en-US`);
  const signIn = page.getByRole('button', { name: 'Sign in', exact: true });
  await expect(signIn).toBeVisible();
  await expect(page.locator('body')).not.toContainText('The sign-in did not work.');
});
