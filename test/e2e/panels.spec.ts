import type { Page } from '@playwright/test';
import { SEED } from '../../sandbox/control.ts';
import { expect, given, test, type Desk } from './fixtures.ts';

const state = 'data-recording-state';
const TEN = [...'ABCDEFGHIJ'].map((letter) => `Customer ${letter}`);
/** Ten panels take ten times the machine of one: each step keeps its own time limit. */
const TEN_PATIENCE_MS = 600_000;

/** Calls of the agent whose panels are all alive and know what is recorded. */
async function panels(desk: Desk, names: readonly string[]): Promise<string[]> {
  await desk.open();
  const ids: string[] = [];
  for (const customerName of names) {
    const id = await desk.call({ customerName });
    // Where the sign-in page knows nobody in a frame the first panel takes one click, and the others none.
    const known = desk.frame(id).locator(`[${state}="recording"]`);
    await expect(known.or(desk.signInButton(id)).first()).toBeVisible();
    if (ids.length === 0 && (await desk.signInButton(id).isVisible())) await desk.pressSignIn(id);
    await expect(desk.region(id)).toHaveAttribute(state, 'recording');
    ids.push(id);
  }
  return ids;
}

/** The same where only a popup can sign in. */
async function signedInPanels(desk: Desk, names: readonly string[]): Promise<string[]> {
  await desk.open();
  const ids: string[] = [];
  for (const customerName of names) ids.push(await desk.call({ customerName }));
  for (const [index, id] of ids.entries()) {
    await desk.select(names[index]!);
    await desk.frame(id).getByRole('button', { name: 'Sign in', exact: true }).click();
  }
  for (const id of ids) await expect(desk.region(id)).toHaveAttribute(state, 'recording');
  return ids;
}

/** Every state that the panel shows from now on, and when by its own clock. */
async function watchStates(desk: Desk, id: string) {
  await desk.region(id).evaluate((region, name) => {
    const seen: { state: string | null; at: number }[] = [];
    Object.assign(window, { seen });
    new MutationObserver(() => seen.push({ state: region.getAttribute(name), at: Date.now() })).observe(
      region,
      {
        attributeFilter: [name],
      },
    );
  }, state);
  const begun = await desk.region(id).evaluate(() => Date.now());
  return async () => {
    const seen = await desk
      .region(id)
      .evaluate(() => (window as unknown as { seen: { state: string; at: number }[] }).seen);
    return seen.map(({ state: shown, at }) => ({ state: shown, afterMs: at - begun }));
  };
}

const pause = (desk: Desk, id: string) =>
  desk.region(id).getByRole('button', { name: 'Pause recording', exact: true }).click();

/** As a desktop that removes a frame without a word. */
const remove = (desk: Desk, id: string) =>
  desk.page.locator(`iframe[title*="${id}"]`).evaluate((element) => element.remove());

/** What became of the agent's pauses of this call; what panels observe beside them is a story of its own. */
const wishesOf = async (desk: Desk, id: string, of: string) =>
  (await desk.journal(id, of)).filter(({ action }) => action === 'pause').map(({ phase }) => phase);

const channelsOf = async (desk: Desk) => (await desk.sandbox.control.truth()).channels;

const created = async (desk: Desk) =>
  (await desk.sandbox.control.requests()).filter((line) => line.endpoint === 'create-channel').length;

/** Clicks, and has the desktop take the iframe away before anything else can run. */
async function clickAndVanish(desk: Desk, id: string): Promise<void> {
  const vanished = desk.page.evaluate(
    (title) =>
      new Promise<void>((resolve) => {
        window.addEventListener('message', ({ data }) => {
          if (data !== 'rc-e2e clicked') return;
          document.querySelector(`iframe[title*="${title}"]`)?.remove();
          resolve();
        });
      }),
    id,
  );
  await desk.region(id).evaluate((region) => {
    const button = [...region.querySelectorAll('button')].find((one) =>
      one.textContent?.includes('Pause recording'),
    );
    button?.click();
    top?.postMessage('rc-e2e clicked', '*');
  });
  await vanished;
}

const panelIn = (page: Page, id: string) => page.locator(`[role="region"][data-conversation-id="${id}"]`);

/** Panels of two calls in tabs of their own; the second lives on the first's channel and says *safe*. */
async function twoTabs(desk: Desk): Promise<{ leader: Page; follower: Page; id: string }> {
  await desk.signInAs(SEED.users.ada);
  const first = await desk.sandbox.control.call({ customerName: 'Customer A' });
  const { conversationId: id } = await desk.sandbox.control.call({ customerName: 'Customer B' });
  const leader = await desk.panelPage(first.conversationId);
  await expect(panelIn(leader, first.conversationId)).toHaveAttribute(state, 'recording');
  const follower = await desk.panelPage(id);
  await expect(panelIn(follower, id)).toHaveAttribute(state, 'recording');
  await follower.getByRole('button', { name: 'Pause recording', exact: true }).click();
  await expect(panelIn(follower, id)).toHaveAttribute('data-safe', 'true');
  expect(await created(desk)).toBe(1);
  return { leader, follower, id };
}

for (const world of ['stock', 'cookies-blocked'] as const) {
  test.describe(world === 'stock' ? 'in the stock world' : 'with third-party cookies blocked', () => {
    test.use({ world });

    test('a panel has storage and locks', async ({ desk }) => {
      const [id] = (await panels(desk, TEN.slice(0, 1))) as [string];
      expect(await given(desk, id)).toEqual({ storage: true, locks: true });
    });

    test('ten panels share one channel and one token', async ({ desk }) => {
      test.setTimeout(TEN_PATIENCE_MS);
      const ids = await panels(desk, TEN);
      expect(await channelsOf(desk)).toMatchObject([{ connected: true }]);
      expect(await created(desk)).toBe(1);
      expect((await desk.sandbox.control.truth()).tokens).toHaveLength(1);
      for (const id of [ids[0]!, ids[4]!, ids[9]!]) {
        await desk.act({ conversationId: id, act: 'hold' });
        await desk.select(TEN[ids.indexOf(id)]!);
        await expect(desk.region(id)).toHaveAttribute(state, 'held');
      }
      await expect(desk.region(ids[5]!)).toHaveAttribute(state, 'recording');
    });

    test('the panels that are left go on without a click when the one with the channel is removed', async ({
      desk,
    }) => {
      const [first, second, third] = (await panels(desk, TEN.slice(0, 3))) as [string, string, string];
      await desk.select(TEN[1]!);
      await pause(desk, second);
      await expect(desk.region(second)).toHaveAttribute('data-safe', 'true');
      await remove(desk, first);
      await expect(desk.region(second)).not.toHaveAttribute('data-safe');
      await expect(desk.region(second)).toHaveAttribute('data-safe', 'true');
      await expect(desk.region(third)).toHaveAttribute(state, 'recording');
      await expect(desk.region(third)).toHaveAttribute('data-channel', 'live');
      await desk.act({ conversationId: third, act: 'hold' });
      await expect(desk.region(third)).toHaveAttribute(state, 'held');
      expect(await created(desk)).toBe(1);
    });

    test('a panel that the desktop stops hands the channel over', async ({ desk }) => {
      const [first, second] = (await panels(desk, TEN.slice(0, 2))) as [string, string];
      await desk.act({ conversationId: first, act: 'customer-hangup' });
      await desk.act({ conversationId: first, act: 'wrapup' });
      await expect.poll(() => desk.messages('stopped')).toHaveLength(1);
      await desk.act({ conversationId: second, act: 'hold' });
      await expect(desk.region(second)).toHaveAttribute(state, 'held');
      expect(await created(desk)).toBe(1);
    });

    test('a pause whose panel vanishes with the click is sent, shown by the survivor and told whole', async ({
      desk,
    }) => {
      const [first, second] = (await panels(desk, TEN.slice(0, 2))) as [string, string];
      const survivor = await desk.keeper();
      const region = survivor.locator(`[role="region"][data-conversation-id="${first}"]`);
      await expect(region).toHaveAttribute(state, 'recording');
      await desk.select(TEN[0]!);
      await clickAndVanish(desk, first);
      await expect.poll(async () => (await desk.truth(first)).capturing).toBe(false);
      await expect.poll(() => wishesOf(desk, second, first)).toEqual(['requested', 'confirmed']);
      await expect(region).toHaveAttribute(state, 'paused');
      await expect(region).toHaveAttribute('data-safe', 'true');
    });
  });
}

test.describe('in the stock world', () => {
  test('a leader that dies silently leaves nobody with an old claim', async ({ desk }) => {
    await desk.open({ clock: true });
    const one = await desk.call({ customerName: 'Customer A' });
    await expect(desk.region(one)).toHaveAttribute(state, 'recording');
    const two = await desk.call({ customerName: 'Customer B' });
    await expect(desk.region(two)).toHaveAttribute(state, 'recording');
    // It keeps its lock, and neither hears nor says anything any more.
    await desk.region(one).evaluate(() => {
      BroadcastChannel.prototype.postMessage = () => {};
    });
    const seen = await watchStates(desk, two);
    await desk.page.clock.runFor(36_000);
    await desk.page.clock.runFor(3_000);
    await expect(desk.region(two)).toHaveAttribute('data-channel', 'live');
    await desk.page.clock.runFor(2_000);
    await expect(desk.region(two)).toHaveAttribute(state, 'recording');
    // The clock of the pages also runs by itself: what counts is when it was shown, not when this test came to look.
    const [first, ...rest] = await seen();
    expect(first).toMatchObject({ state: 'unknown' });
    expect(first?.afterMs).toBeLessThanOrEqual(36_000);
    expect(rest.at(-1)).toMatchObject({ state: 'recording' });
    expect(await created(desk)).toBe(2);
  });

  test('a leader that stands still without a word takes nobody with it into a false safe', async ({
    desk,
  }) => {
    const { leader, follower, id } = await twoTabs(desk);
    let isStanding = true;
    // As a dialog, a debugger or a stopped process does; less long than a claim lasts without a frame.
    const stood = leader.evaluate(() => {
      const until = Date.now() + 30_000;
      while (Date.now() < until);
    });
    void stood.then(() => (isStanding = false));
    await expect(follower.getByRole('alert')).toContainText('Cannot confirm');
    await expect(panelIn(follower, id)).not.toHaveAttribute('data-safe');
    expect(isStanding, 'the leader still stands').toBe(true);
    await desk.act({ conversationId: id, act: 'resume' });
    await expect(panelIn(follower, id)).toHaveAttribute(state, 'recording');
    expect(await created(desk)).toBe(2);
    await stood;
  });

  test('a leader that the browser freezes hands its channel over, and claims nothing when it runs again', async ({
    desk,
  }) => {
    const { leader, follower, id } = await twoTabs(desk);
    // What the browser says last; a page of a headless browser is always in sight and cannot be frozen for real.
    const shown = await leader.evaluate(() => {
      document.dispatchEvent(new Event('freeze'));
      return document.querySelector('[role="region"]')?.getAttribute('data-recording-state');
    });
    expect(shown).toBe('unknown');
    await expect(panelIn(follower, id)).not.toHaveAttribute('data-safe');
    await expect(panelIn(follower, id)).toHaveAttribute('data-safe', 'true');
    await desk.act({ conversationId: id, act: 'resume' });
    await expect(panelIn(follower, id)).toHaveAttribute(state, 'recording');
    await expect(leader.getByRole('region')).toHaveAttribute(state, 'unknown');
    await leader.evaluate(() => document.dispatchEvent(new Event('resume')));
    await expect(leader.getByRole('region')).toHaveAttribute(state, 'recording');
    expect(await created(desk)).toBe(1);
  });

  test('a panel that opens while a resume is on its way, which a Pause came after, does not say safe', async ({
    desk,
  }) => {
    await desk.open({ clock: true });
    const { conversationId: id } = await desk.sandbox.control.call();
    const page = await desk.panelPage(id);
    const here = page.getByRole('region');
    await expect(here).toHaveAttribute(state, 'recording');
    const press = (name: string) => here.getByRole('button', { name, exact: true }).click();
    await press('Pause recording');
    await expect(here).toHaveAttribute('data-safe', 'true');
    let release = () => {};
    const released = new Promise<void>((resolve) => (release = resolve));
    const sent: string[] = [];
    await page.route('**/conversations/calls/**', async (route) => {
      const [to] = /PAUSED|ACTIVE/.exec(route.request().postData() ?? '') ?? [];
      if (to !== undefined) sent.push(to);
      if (to === 'ACTIVE') await released;
      await route.continue();
    });
    await page.clock.runFor(1_000);
    await press('Resume recording');
    await expect.poll(() => sent).toEqual(['ACTIVE']);
    await page.clock.runFor(1_000);
    await press('Pause recording');
    await expect.poll(() => sent).toEqual(['ACTIVE', 'PAUSED']);
    const there = (await desk.panelPage(id)).getByRole('region');
    await expect(there).toHaveAttribute('data-channel', 'live');
    await page.clock.runFor(5_000);
    await expect(there).toHaveAttribute(state, 'unknown');
    release();
  });

  test('the keeper in the sidebar holds the channel between calls', async ({ desk }) => {
    await desk.open();
    const keeper = await desk.keeper();
    await expect(keeper.locator('body')).not.toContainText('Signing in');
    await expect.poll(() => created(desk)).toBe(1);
    for (const customerName of TEN.slice(0, 2)) {
      const id = await desk.call({ customerName });
      await expect(desk.region(id)).toHaveAttribute(state, 'recording');
      await expect(keeper.locator(`[role="region"][data-conversation-id="${id}"]`)).toHaveAttribute(
        state,
        'recording',
      );
      await remove(desk, id);
    }
    expect(await created(desk)).toBe(1);
  });
});

test.describe('with storage denied', () => {
  test.use({ world: 'storage-denied' });

  test('a panel has neither storage nor locks', async ({ desk }) => {
    const [id] = (await signedInPanels(desk, TEN.slice(0, 1))) as [string];
    expect(await given(desk, id)).toEqual({ storage: false, locks: false });
  });

  test('ten panels have a channel each, and none depends on another', async ({ desk }) => {
    test.setTimeout(TEN_PATIENCE_MS);
    const [first, second, third] = (await signedInPanels(desk, TEN)) as [string, string, string];
    expect(await created(desk)).toBe(10);
    await desk.select(TEN[1]!);
    await pause(desk, second);
    await expect(desk.region(second)).toHaveAttribute(state, 'paused');
    await remove(desk, first);
    await desk.act({ conversationId: third, act: 'hold' });
    await expect(desk.region(third)).toHaveAttribute(state, 'held');
    await expect(desk.region(second)).toHaveAttribute(state, 'paused');
    expect(await created(desk)).toBe(10);
  });

  test('a pause whose panel vanishes with the click is sent all the same', async ({ desk }) => {
    const [first] = (await signedInPanels(desk, TEN.slice(0, 1))) as [string];
    await clickAndVanish(desk, first);
    await expect.poll(async () => (await desk.truth(first)).capturing).toBe(false);
  });
});
