import type { Locator } from '@playwright/test';
import { SEED } from '../../sandbox/control.ts';
import { expect, test, type Desk } from './fixtures.ts';
import { INTERVALS, pass as passInSteps, pauseCall, recordedCall } from './still-clock.ts';

const RULES = { maxSeconds: 20, warnAfterSeconds: 10, extendSeconds: 15, maxExtensions: 2 };

/** A call that the agent has just paused. */
async function pausedCall(desk: Desk, config: Record<string, unknown> = { pause: RULES }) {
  const called = await recordedCall(desk, config);
  await pauseCall(desk, called.region);
  return called;
}
const pass = (desk: Desk, seconds: number) => passInSteps(desk, seconds, 2_000);
const moreTime = (region: Locator) => region.getByRole('button', { name: 'More time', exact: true });
const left = (region: Locator) => region.locator('.limit-left');
const seconds = async (region: Locator): Promise<number> => {
  const [, minutes = '', rest = ''] = /(\d+):(\d+)/.exec((await left(region).textContent()) ?? '') ?? [];
  return Number(minutes) * 60 + Number(rest);
};

test('a long pause is warned of, extended up to the bound, and then alarmed of', async ({ desk }) => {
  const { id, region } = await pausedCall(desk);
  await expect(left(region)).toHaveCount(0);
  await pass(desk, 10);
  await expect(region).toHaveAttribute('data-limit', 'near');
  await expect(left(region)).toHaveText(/^00:(0\d|1[01]) left$/);
  await expect(region).toHaveAttribute('data-safe', 'true');
  const before = await seconds(region);
  await moreTime(region).click();
  await expect.poll(() => seconds(region)).toBeGreaterThan(before + 10);
  await moreTime(region).click();
  await expect(moreTime(region)).toHaveCount(0);
  await pass(desk, 30);
  await expect(region).toHaveAttribute('data-safe', 'true');
  await expect(region.getByRole('alert')).toHaveCount(0);
  await pass(desk, 12);
  await expect(region).not.toHaveAttribute('data-safe');
  await expect(region).toHaveAttribute('data-limit', 'over');
  await expect(region.getByRole('alert')).toHaveText(/Paused for over 00:50\./);
  await expect
    .poll(async () => (await desk.messages('showToast')).map(({ message }) => message))
    .toEqual(['Paused for over 00:50.']);
  await expect
    .poll(async () => (await desk.messages('setAttentionCount')).at(-1))
    .toMatchObject({ count: 1 });
  await expect
    .poll(async () => (await desk.journal(id)).filter(({ action }) => action === 'extend'))
    .toMatchObject([{ phase: 'observed' }, { phase: 'observed' }]);
  expect((await desk.truth(id)).securePause).toBe(true);
});

test('more time shortly after the limit makes the pause safe again by a read, and not before', async ({
  desk,
}) => {
  const { region } = await pausedCall(desk);
  await pass(desk, 10);
  await expect(moreTime(region)).toBeVisible();
  await pass(desk, 11);
  await expect(region.getByRole('alert')).toHaveText(/Paused for over 00:20\./);
  await expect(left(region)).toHaveText('Time is up');
  await desk.sandbox.control.fault({ fault: 'status', endpoint: 'read-call', status: 503, times: 0 });
  await moreTime(region).click();
  await expect(region.getByRole('alert')).toHaveCount(0);
  await expect(region).not.toHaveAttribute('data-safe');
  await desk.sandbox.control.fault({ clear: true });
  await pass(desk, 5);
  await expect(region).toHaveAttribute('data-safe', 'true');
});

for (const [what, begins, isRead] of [
  ['a supervisor resumes', { act: 'resume', by: SEED.users.sol }, false],
  ['and its alarm is read a conference records anew', { act: 'conference', to: SEED.users.ben }, true],
] as const)
  test(`after the limit ${what}: the same alarm as before it, and what was recorded is said in the next pause`, async ({
    desk,
  }) => {
    const { id, region } = await pausedCall(desk);
    await pass(desk, 22);
    await expect(region.getByRole('alert')).toHaveText(/Paused for over 00:20\./);
    if (isRead) await region.getByRole('button', { name: 'Understood' }).click();
    const toasts = async () => (await desk.messages('showToast')).map(({ message }) => message);
    const counts = async () => (await desk.messages('setAttentionCount')).map(({ count }) => count);
    await expect.poll(async () => (await counts()).at(-1)).toBe(isRead ? 0 : 1);
    await expect.poll(async () => (await toasts()).length).toBe(isRead ? 2 : 1);
    const [told, counted] = [(await toasts()).length, (await counts()).length];

    await desk.act({ conversationId: id, ...begins });
    await pass(desk, 4);
    await expect(region).toHaveAttribute('data-recording-state', 'recording');
    await expect(region.getByRole('alert')).toHaveText(/Recording resumed by someone else\./);
    await expect
      .poll(async () => (await toasts()).slice(told))
      .toEqual([
        'Cannot confirm. Do not take card details.',
        'Recording resumed by someone else. Stop taking card details.',
      ]);
    expect((await counts()).slice(counted)).toEqual(isRead ? [1] : []);

    await desk.act({ conversationId: id, act: 'pause', by: SEED.users.sol });
    await pass(desk, 4);
    await expect(region).toHaveAttribute('data-safe', 'true');
    await expect(region.getByRole('alert')).toHaveText(/The call was recorded in between\./);
  });

test('a queue has a limit of its own, and no more time where it allows none', async ({ desk }) => {
  const { region } = await pausedCall(desk, {
    pause: RULES,
    queues: { [SEED.queues.payments]: { pause: { maxSeconds: 12, maxExtensions: 0 } } },
  });
  await pass(desk, 11);
  await expect(left(region)).toHaveText(/^00:0\d left$/);
  await expect(moreTime(region)).toHaveCount(0);
  await pass(desk, 2);
  await expect(region.getByRole('alert')).toHaveText(/Paused for over 00:12\./);
});

/** While time goes on: the browser's log is asked again where it has not answered within some of it. */
const comesTo = <T>(desk: Desk, value: () => Promise<T>, wanted: T) =>
  expect
    .poll(async () => {
      await desk.page.clock.runFor(100);
      return value();
    }, INTERVALS)
    .toBe(wanted);
/** Until this panel says that the call is paused. */
const paused = (desk: Desk, region: Locator) =>
  comesTo(desk, () => region.getAttribute('data-recording-state'), 'paused');

test('a panel that is opened or loaded anew after the limit does not call the pause safe, until Pause proves it again', async ({
  desk,
}) => {
  const { id, region } = await pausedCall(desk);
  await pass(desk, 22);
  await expect(region.getByRole('alert')).toHaveText(/Paused for over 00:20\./);

  const list = await desk.keeper();
  const row = list.locator(`[role="region"][data-conversation-id="${id}"]`);
  for (const [panel, open] of [
    [row, async () => {}],
    [region, () => desk.reloadPanel(id)],
  ] as const) {
    await open();
    await paused(desk, panel);
    await comesTo(desk, () => panel.getAttribute('data-limit'), 'over');
    await expect(panel.getByRole('alert')).toHaveText(/Paused for over 00:20\./);
    await expect(panel).not.toHaveAttribute('data-safe');
  }

  await pauseCall(desk, region);
  await expect(region).not.toHaveAttribute('data-limit');
  await desk.reloadPanel(id);
  await paused(desk, region);
  await expect(region).toHaveAttribute('data-safe', 'true');
});

test('a panel that is opened or loaded anew within the limit goes on counting, with what the pause was extended by', async ({
  desk,
}) => {
  const { id, region } = await pausedCall(desk);
  await pass(desk, 12);
  await moreTime(region).click();
  await moreTime(region).click();
  await expect(moreTime(region)).toHaveCount(0);
  await pass(desk, 2);
  const list = await desk.keeper();
  const row = list.locator(`[role="region"][data-conversation-id="${id}"]`);
  await desk.reloadPanel(id);
  for (const panel of [row, region]) {
    await paused(desk, panel);
    await comesTo(desk, () => moreTime(panel).count(), 0);
    await expect(panel).toHaveAttribute('data-safe', 'true');
  }
  await comesTo(desk, () => region.getByRole('timer').getAttribute('data-since-kind'), 'exact');
  await pass(desk, 1);
  await expect(region.getByRole('timer')).toHaveText(/^00:1\d/);
  await pass(desk, 39);
  for (const panel of [row, region])
    await expect(panel.getByRole('alert')).toHaveText(/Paused for over 00:50\./);
});

const FILES = '**/assets/*limit-*';

test('the file that counts down is missing: what to do is said, and the alarm comes all the same', async ({
  desk,
}) => {
  const { region } = await pausedCall(desk);
  await desk.page.route(FILES, (route) => route.abort());
  await pass(desk, 10);
  await expect(region.locator('.limit')).toHaveText('Resume when no more card details follow.');
  await expect(region).toHaveAttribute('data-safe', 'true');
  await pass(desk, 10);
  await expect(region.getByRole('alert')).toHaveText(/Paused for over 00:20\./);
});

test('the file that counts down never comes: 8 s later what to do is said, and Resume works', async ({
  desk,
}) => {
  const { region } = await pausedCall(desk, { pause: { ...RULES, maxSeconds: 30 } });
  await desk.page.route(FILES, () => {});
  await pass(desk, 12);
  await expect(region).toHaveAttribute('data-limit', 'near');
  await pass(desk, 8);
  await expect(region.locator('.limit')).toHaveText('Resume when no more card details follow.');
  await region.getByRole('button', { name: 'Resume recording', exact: true }).click();
  await pass(desk, 3);
  await expect(region).toHaveAttribute('data-recording-state', 'recording');
  await expect(region.locator('.limit')).toHaveCount(0);
});
