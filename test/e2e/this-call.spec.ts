import type { FrameLocator, Locator, Page } from '@playwright/test';
import { expect, test } from './fixtures.ts';
import { SEED } from '../../sandbox/control.ts';

const state = 'data-recording-state';

/** What stands under *This call*, once it is unfolded. */
async function lines(region: Locator): Promise<() => Promise<string[]>> {
  const details = region.locator('details');
  if (!(await details.evaluate((one: HTMLDetailsElement) => one.open)))
    await details.locator('summary').click();
  return () =>
    details
      .getByRole('listitem')
      .allInnerTexts()
      .then((all) => all.map((one) => one.replace(/\s+/g, ' ')));
}

const press = (where: Locator | FrameLocator | Page, name: 'Pause' | 'Resume') =>
  where.getByRole('button', { name: `${name} recording`, exact: true }).click();

const LATER_MS = 15_000;
// One time stands for what is over within its second.
const RECORDING = /^about 00:00(–00:\d\d)? Recording · confirmed$/;
const PAUSED = /^00:\d\d(–00:\d\d)? Paused by you · confirmed$/;
const RESUMED = /^00:\d\d– Recording, resumed by you · confirmed$/;

test('This call tells a pause and a resume of the agent’s, and who reads it asks Genesys for nothing', async ({
  desk,
}) => {
  await desk.open({ clock: true });
  const id = await desk.call();
  const region = desk.region(id);
  await expect(region).toHaveAttribute(state, 'recording');
  await press(region, 'Pause');
  await expect(region).toHaveAttribute('data-safe', 'true');
  await desk.page.clock.runFor(1_000);
  await press(region, 'Resume');
  await expect(region).toHaveAttribute(state, 'recording');
  await expect(region).not.toHaveAttribute('data-pending');
  const told = await lines(region);
  const all = [
    expect.stringMatching(RECORDING),
    expect.stringMatching(PAUSED),
    expect.stringMatching(RESUMED),
  ];
  await expect.poll(told).toEqual(all);
  await region.locator('summary').click();
  // What the panel asks on its own account, it asks by its clock, which stands still from here on.
  await desk.page.clock.pauseAt(await desk.page.evaluate(() => Date.now() + 5_000));
  const before = await desk.sandbox.control.requests();
  await lines(region);
  await expect.poll(told).toEqual(all);
  expect(await desk.sandbox.control.requests()).toHaveLength(before.length);
});

test('after a reload This call says what it has not seen, and what the log of the browser has', async ({
  desk,
}) => {
  await desk.open({ clock: true });
  const id = await desk.call();
  const region = desk.region(id);
  await expect(region).toHaveAttribute(state, 'recording');
  await press(region, 'Pause');
  await expect(region).toHaveAttribute('data-safe', 'true');
  await desk.page.clock.runFor(LATER_MS);
  // Answers are dated by a clock that the test does not have.
  await desk.page.route('**/config.json*', async (route) => {
    const response = await route.fetch();
    const date = new Date(Date.now() + LATER_MS).toUTCString();
    await route.fulfill({ response, headers: { ...response.headers(), date } });
  });
  await desk.reloadPanel(id);
  await expect(region).toHaveAttribute(state, 'paused');
  const told = await lines(region);
  await expect
    .poll(told)
    .toEqual([
      expect.stringMatching(/^00:00–00:\d\d Not known: this panel was not there$/),
      expect.stringMatching(/^00:\d\d Paused by you · from the log$/),
      expect.stringMatching(/^00:\d\d– Paused · confirmed$/),
    ]);
});

test('in a second panel This call tells the agent’s own pause, and a resume by somebody else', async ({
  desk,
}) => {
  await desk.signInAs(SEED.users.ada);
  const { conversationId: id } = await desk.sandbox.control.call();
  const here = (await desk.panelPage(id)).getByRole('region');
  await expect(here).toHaveAttribute(state, 'recording');
  const there = (await desk.panelPage(id)).getByRole('region');
  await expect(there).toHaveAttribute(state, 'recording');
  const told = await lines(there);
  await press(here, 'Pause');
  await expect(here).toHaveAttribute('data-safe', 'true');
  await expect(there).toHaveAttribute('data-safe', 'true');
  await desk.act({ conversationId: id, act: 'resume', by: SEED.users.sol });
  await expect(there).toHaveAttribute(state, 'recording');
  await expect
    .poll(async () => (await told()).slice(-2))
    .toEqual([
      expect.stringMatching(PAUSED),
      expect.stringMatching(
        /^00:\d\d– Recording, resumed by someone else or outside this app · (confirmed|only heard)$/,
      ),
    ]);
});

test('after a transfer This call tells that another agent is on it and that the agent’s part has ended', async ({
  desk,
}) => {
  await desk.open();
  const id = await desk.call();
  const region = desk.region(id);
  await expect(region).toHaveAttribute(state, 'recording');
  await press(region, 'Pause');
  await expect(region).toHaveAttribute('data-safe', 'true');
  const told = await lines(region);
  await desk.act({ conversationId: id, act: 'consult', to: SEED.users.ben });
  await desk.act({ conversationId: id, act: 'answer', by: SEED.users.ben });
  await expect
    .poll(async () => (await told()).join('\n'))
    .toContain('Another agent is on the call · only heard');
  await desk.act({ conversationId: id, act: 'transfer', to: SEED.users.ben });
  await expect(region).toHaveAttribute(state, 'ended');
  await expect
    .poll(async () => (await told()).join('\n'))
    .toMatch(
      /00:\d\d Your part of the call ended while paused\. Another agent is still on it\. · only heard/,
    );
});
