import type { Page, Route } from '@playwright/test';
import { SEED } from '../../sandbox/control.ts';
import { expect, test } from './fixtures.ts';

const state = 'data-recording-state';

/** What a desktop says to the frame of one call, and nothing else: the frame stays. */
const say = (page: Page, id: string, hook: 'bootstrap' | 'focus' | 'blur' | 'stop') =>
  page.locator(`iframe[title*="${id}"]`).evaluate((element, what) => {
    const message = { purecloudEventType: 'appLifecycleHook', hook: what, protocol: 'purecloud-client-apps' };
    (element as HTMLIFrameElement).contentWindow?.postMessage(message, '*');
  }, hook);

for (const back of ['bootstrap', 'focus'] as const) {
  test(`a desktop that says stop and keeps the frame finds nothing claimed in it, until it says ${back}`, async ({
    desk,
  }) => {
    await desk.open();
    const id = await desk.call();
    const region = desk.region(id);
    const pause = region.getByRole('button', { name: 'Pause recording', exact: true });
    await expect(region).toHaveAttribute(state, 'recording');
    await pause.click();
    await expect(region).toHaveAttribute('data-safe', 'true');

    // Twice: the SDK would hear the first only.
    for (const round of [1, 2]) {
      await say(desk.page, id, 'stop');
      await expect(region).toHaveAttribute(state, 'unknown');
      await expect(region).not.toHaveAttribute('data-safe');
      await expect(region.getByText('Safe to take details')).toHaveCount(0);
      await expect(region.getByRole('timer')).toHaveCount(0);
      await expect(region.getByRole('button')).toHaveCount(0);
      await expect(desk.frame(id).getByRole('alert')).toContainText("Use Genesys' own Secure pause button.");
      await expect.poll(() => desk.messages('stopped')).toHaveLength(round);
      await desk.act({ conversationId: id, act: round === 1 ? 'resume' : 'pause', by: SEED.users.sol });

      await say(desk.page, id, back);
      await expect(region).toHaveAttribute(state, round === 1 ? 'recording' : 'paused');
      if (round === 2) continue;
      await pause.click();
      await expect(region).toHaveAttribute('data-safe', 'true');
      await region.getByRole('button', { name: 'Resume recording', exact: true }).click();
      await expect(region).toHaveAttribute(state, 'recording');
      await expect.poll(async () => (await desk.truth(id)).capturing).toBe(true);
    }
  });
}

test('an alarm that nobody has read before the desktop says stop is there after focus', async ({ desk }) => {
  await desk.open();
  const id = await desk.call();
  const region = desk.region(id);
  await expect(region).toHaveAttribute(state, 'recording');
  await region.getByRole('button', { name: 'Pause recording', exact: true }).click();
  await expect(region).toHaveAttribute('data-safe', 'true');
  for (const act of ['resume', 'pause'] as const) {
    await desk.act({ conversationId: id, act, by: SEED.users.sol });
    await expect(region).toHaveAttribute(state, act === 'resume' ? 'recording' : 'paused');
  }
  const alarm = desk.frame(id).getByRole('alert').filter({ hasText: 'The call was recorded in between.' });
  await expect(alarm).toBeVisible();
  await say(desk.page, id, 'stop');
  await expect(region).toHaveAttribute(state, 'unknown');
  await say(desk.page, id, 'focus');
  await expect(region).toHaveAttribute('data-safe', 'true');
  await expect(alarm).toBeVisible();
  await expect
    .poll(async () => (await desk.messages('setAttentionCount')).at(-1))
    .toMatchObject({ count: 1 });
});

test('a resume that is under way when the desktop says stop counts against safe after focus, too', async ({
  desk,
}) => {
  await desk.open({ clock: true });
  const id = await desk.call();
  const region = desk.region(id);
  await expect(region).toHaveAttribute(state, 'recording');
  await region.getByRole('button', { name: 'Pause recording', exact: true }).click();
  await expect(region).toHaveAttribute('data-safe', 'true');
  await desk.page.clock.runFor(1_000);
  // The request reaches Genesys late, and its event is lost.
  let isSent = false;
  let release = () => {};
  const released = new Promise<void>((resolve) => (release = resolve));
  await desk.page.context().route('**/conversations/calls/**', async (route) => {
    isSent ||= route.request().method() !== 'GET';
    if (route.request().method() !== 'GET') await released;
    await route.continue();
  });
  await desk.sandbox.control.fault({ fault: 'event-dropped', conversationId: id });
  await region.getByRole('button', { name: 'Resume recording', exact: true }).click();
  await expect.poll(() => isSent).toBe(true);
  await say(desk.page, id, 'stop');
  await expect(region).toHaveAttribute(state, 'unknown');
  await say(desk.page, id, 'focus');
  await expect(region).toHaveAttribute('data-channel', 'live');
  // The call is read, and says paused: it may be recorded any moment.
  await desk.page.clock.runFor(5_000);
  await expect(region).toHaveAttribute(state, 'unknown');
  release();
  await expect(region).toHaveAttribute(state, 'recording');
  await expect.poll(async () => (await desk.truth(id)).capturing).toBe(true);
});

test('a panel that was stopped and begins anew still holds its tab, which a copy of the tab cannot take', async ({
  desk,
}) => {
  await desk.open();
  const id = await desk.call();
  const region = desk.region(id);
  const held = () =>
    region.evaluate(async () =>
      ((await navigator.locks.query()).held ?? [])
        .map(({ name }) => name ?? '')
        .filter((name) => /tab/.test(name)),
    );
  await expect(region).toHaveAttribute(state, 'recording');
  const before = await held();
  expect(before).not.toEqual([]);
  await say(desk.page, id, 'stop');
  await expect.poll(() => desk.messages('stopped')).toHaveLength(1);
  await say(desk.page, id, 'bootstrap');
  await expect(region).toHaveAttribute(state, 'recording');
  expect(await held()).toEqual(before);
});

test('the agent may go on by hand where the desktop has said stop', async ({ desk }) => {
  await desk.open();
  const id = await desk.call();
  const region = desk.region(id);
  await expect(region).toHaveAttribute(state, 'recording');
  await say(desk.page, id, 'stop');
  await desk.frame(id).getByRole('button', { name: 'Try again' }).click();
  await expect(region).toHaveAttribute(state, 'recording');
  await region.getByRole('button', { name: 'Pause recording', exact: true }).click();
  await expect(region).toHaveAttribute('data-safe', 'true');
  expect((await desk.truth(id)).capturing).toBe(false);
});

test('a stop while the panel is still starting is heeded, and a bootstrap after it too', async ({ desk }) => {
  await desk.open();
  const id = await desk.call();
  const region = desk.region(id);
  await expect(region).toHaveAttribute(state, 'recording');
  const stopFirst = async (route: Route) => {
    await say(desk.page, id, 'stop');
    await route.continue();
  };
  // Once, and never taken away: the panel may have stopped before its request has been let go.
  await desk.page.context().route('**/config.json', stopFirst, { times: 1 });
  await desk.reloadPanel(id);
  await expect(desk.frame(id).getByRole('alert')).toContainText('This panel has stopped watching.');
  await say(desk.page, id, 'bootstrap');
  await expect(region).toHaveAttribute(state, 'recording');
});
