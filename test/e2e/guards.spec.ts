import type { Locator } from '@playwright/test';
import { SEED, type ActRequest } from '../../sandbox/control.ts';
import { expect, test, type Desk } from './fixtures.ts';

const state = 'data-recording-state';
const LAST_CALL = 'Your last call ended while paused';
const { ben } = SEED.users;

type Act = ActRequest extends infer One
  ? One extends ActRequest
    ? Omit<One, 'conversationId'>
    : never
  : never;

const press = (region: Locator, name: string) => region.getByRole('button', { name, exact: true }).click();

async function pausedCall(desk: Desk): Promise<string> {
  const id = await desk.call();
  const region = desk.region(id);
  await expect(region).toHaveAttribute(state, 'recording');
  await press(region, 'Pause recording');
  await expect(region).toHaveAttribute('data-safe', 'true');
  return id;
}

const written = async (desk: Desk, id: string, of = id) =>
  (await desk.journal(id, of)).map(({ action, phase }) => `${action} ${phase}`);

const toasts = async (desk: Desk) => (await desk.messages('showToast')).map(({ message }) => message);

/** What a panel of the next call says of the last one, once it watches. */
async function saidNext(desk: Desk): Promise<Locator> {
  const next = await desk.call();
  await expect(desk.region(next)).toHaveAttribute(state, 'recording');
  return desk.frame(next).locator('[data-notice]');
}

interface Ending {
  readonly how: string;
  readonly acts: readonly Act[];
}

const ENDINGS: readonly Ending[] = [
  { how: 'hangs up', acts: [{ act: 'hangup' }] },
  { how: 'is hung up on', acts: [{ act: 'customer-hangup' }] },
  { how: 'transfers the call blind', acts: [{ act: 'transfer', to: ben }] },
  {
    how: 'transfers the call after a consult',
    acts: [
      { act: 'consult', to: ben },
      { act: 'answer', by: ben },
      { act: 'transfer', to: ben },
    ],
  },
  {
    how: 'leaves a conference, with the pause still there',
    acts: [{ act: 'conference', to: ben }, { act: 'hangup' }],
  },
];

test('a call that was transferred while paused, came back and was recorded to its end is no news to the next panel', async ({
  desk,
}) => {
  await desk.sandbox.control.switch({ pauseSurvivesTransfer: false, otherLegsUpdate: true });
  await desk.open();
  const id = await pausedCall(desk);
  const region = desk.region(id);
  await desk.act({ conversationId: id, act: 'transfer', to: ben });
  await expect(region).toHaveAttribute(state, 'ended');
  const marked = () => region.evaluate(() => localStorage.getItem('rc1.ended-paused'));
  await expect.poll(marked).toBe(id);
  await desk.act({ conversationId: id, act: 'answer', by: ben });
  await desk.act({ conversationId: id, act: 'transfer', by: ben, to: SEED.users.ada });
  await desk.act({ conversationId: id, act: 'answer', by: SEED.users.ada });
  await expect(region).toHaveAttribute(state, 'recording');
  expect(await marked()).toBeNull();
  await desk.act({ conversationId: id, act: 'customer-hangup' });
  await expect(region).toHaveAttribute(state, 'ended');
  await expect(await saidNext(desk)).toHaveCount(0);
});

for (const { how, acts } of ENDINGS) {
  test(`the agent ${how} while paused: an alarm, a toast and an entry say so, and the next panel does once`, async ({
    desk,
  }) => {
    await desk.sandbox.control.switch({ pauseSurvivesTransfer: true, otherLegsUpdate: true });
    await desk.open();
    const id = await pausedCall(desk);
    for (const act of acts) await desk.act({ conversationId: id, ...act } as ActRequest);
    const region = desk.region(id);
    await expect(region).toHaveAttribute(state, 'ended');
    await expect(region).not.toHaveAttribute('data-safe');
    await expect(region.getByRole('alert')).toContainText('The call ended while paused.');
    await expect
      .poll(async () => (await toasts(desk)).at(-1))
      .toEqual(expect.stringContaining('The call ended while paused.'));
    await expect
      .poll(() => written(desk, id))
      .toEqual(expect.arrayContaining(['pause confirmed', 'ended-while-paused observed']));
    expect(await written(desk, id)).not.toContain('resume requested');

    const notice = await saidNext(desk);
    await expect(notice.getByRole('status')).toContainText(LAST_CALL);
    await notice.getByRole('button', { name: 'Understood', exact: true }).click();
    await expect(notice).toHaveCount(0);
    await expect(await saidNext(desk)).toHaveCount(0);
  });
}

test('a conference in which recording begins again says so, and its end is no end in a pause', async ({
  desk,
}) => {
  await desk.open();
  const id = await pausedCall(desk);
  const region = desk.region(id);
  await desk.act({ conversationId: id, act: 'conference', to: ben });
  await expect(region).toHaveAttribute(state, 'recording');
  await expect(region.getByRole('alert')).toContainText('Recording resumed by someone else.');
  await expect
    .poll(async () => (await toasts(desk)).at(-1))
    .toEqual(expect.stringContaining('Recording resumed by someone else.'));
  await desk.act({ conversationId: id, act: 'hangup', by: SEED.users.ada });
  await expect(region).toHaveAttribute(state, 'ended');
  const entries = await written(desk, id);
  expect(entries).toContain('safe-withdrawn observed');
  expect(entries).not.toContain('ended-while-paused observed');
  await expect(await saidNext(desk)).toHaveCount(0);
});

test('who has read the alarm of a call that ended while paused is not told by the next panel', async ({
  desk,
}) => {
  await desk.open();
  const id = await pausedCall(desk);
  await desk.act({ conversationId: id, act: 'hangup' });
  await press(desk.region(id), 'Understood');
  await expect(desk.region(id).getByRole('alert')).toHaveCount(0);
  await expect(await saidNext(desk)).toHaveCount(0);
});

test('a panel that is taken away in a pause and did not see the end leaves the next one nothing to say', async ({
  desk,
}) => {
  await desk.open();
  const id = await pausedCall(desk);
  await desk.page.locator(`iframe[title*="${id}"]`).evaluate((frame) => frame.remove());
  await desk.act({ conversationId: id, act: 'hangup' });
  const next = await desk.call();
  await expect(desk.region(next)).toHaveAttribute(state, 'recording');
  await expect(desk.frame(next).locator('[data-notice]')).toHaveCount(0);
  expect(await written(desk, next, id)).toContain('pause confirmed');
  expect(await written(desk, next, id)).not.toContain('ended-while-paused observed');
});

test('the frame of a paused call is gone at its end: the panel for all calls says so, and the next panel does', async ({
  desk,
}) => {
  await desk.open();
  // It has the channel, so that nothing is lost with the frame.
  const keeper = await desk.keeper();
  await expect(keeper.getByText('No live call.')).toBeVisible();
  const id = await pausedCall(desk);
  const row = keeper.locator(`[role="region"][data-conversation-id="${id}"]`);
  await expect(row).toHaveAttribute('data-safe', 'true');
  await desk.page.locator(`iframe[title*="${id}"]`).evaluate((frame) => frame.remove());
  await desk.act({ conversationId: id, act: 'hangup' });
  await expect(row.getByRole('alert')).toContainText('The call ended while paused.');
  const notice = await saidNext(desk);
  await expect(notice.getByRole('status')).toContainText(LAST_CALL);
});

test('the agent is signed out as inactive while paused: the panel says what it saw last, that it sees no more and what to do', async ({
  desk,
}) => {
  await desk.open();
  const id = await pausedCall(desk);
  const region = desk.region(id);
  await desk.sandbox.control.switch({ loginFraming: 'refused' });
  await desk.sandbox.control.fault({ fault: 'inactive', userId: SEED.users.ada });
  await expect(region).toHaveAttribute(state, 'unknown');
  await expect(region).not.toHaveAttribute('data-safe');
  await expect(region.getByRole('status')).toContainText(
    'Paused when last seen. Sign in to see whether it still is.',
  );
  await expect(region.getByRole('alert')).toContainText('Cannot confirm. Do not take card details.');
  await expect(desk.frame(id).locator('[data-sign-in="ended"]')).toContainText('You are signed out.');
  await expect
    .poll(async () => (await toasts(desk)).at(-1))
    .toEqual(expect.stringContaining('Cannot confirm.'));
  // The recording goes on as it was: nobody resumes because somebody is signed out.
  expect(await desk.truth(id)).toMatchObject({ securePause: true, capturing: false });
  await expect
    .poll(() => written(desk, id))
    .toEqual(expect.arrayContaining(['pause confirmed', 'safe-withdrawn observed']));
  expect(await written(desk, id)).not.toContain('ended-while-paused observed');

  await desk.signInAs(SEED.users.ada);
  const popup = await desk.pressSignIn(id);
  if (!popup.isClosed()) await popup.waitForEvent('close');
  await expect(region).toHaveAttribute(state, 'paused');
  await expect(region.getByRole('status')).not.toContainText('Paused when last seen');
});

test('a call that ends while its agent is signed out is not told to have ended in a pause', async ({
  desk,
}) => {
  await desk.open();
  const id = await pausedCall(desk);
  await desk.sandbox.control.switch({ loginFraming: 'refused' });
  await desk.sandbox.control.fault({ fault: 'inactive', userId: SEED.users.ada });
  await expect(desk.region(id)).toHaveAttribute(state, 'unknown');
  await desk.act({ conversationId: id, act: 'hangup' });
  await desk.signInAs(SEED.users.ada);
  const popup = await desk.pressSignIn(id);
  if (!popup.isClosed()) await popup.waitForEvent('close');
  await expect(desk.region(id)).toHaveAttribute(state, 'ended');
  expect(await written(desk, id)).not.toContain('ended-while-paused observed');
  await expect(await saidNext(desk)).toHaveCount(0);
});
