import { expect, test } from './fixtures.ts';
import { SEED } from '../../sandbox/control.ts';

const state = 'data-recording-state';

for (const grant of ['implicit', 'pkce'] as const) {
  test(`the agent signs in by ${grant}, pauses, reads that it is safe, and resumes`, async ({ desk }) => {
    await desk.open({ grant });
    const id = await desk.call();
    const region = desk.region(id);
    await expect(region).toHaveAttribute(state, 'recording');
    await expect(region.getByRole('status')).toContainText('Recording');

    await region.getByRole('button', { name: 'Pause recording', exact: true }).click();
    await expect(region).toHaveAttribute(state, 'paused');
    await expect(region).toHaveAttribute('data-pause-kind', 'secure');
    await expect(region).toHaveAttribute('data-safe', 'true');
    await expect(region.getByText('Safe to take details')).toBeVisible();
    await expect(region).not.toHaveAttribute('data-pending');
    expect((await desk.truth(id)).capturing).toBe(false);

    await region.getByRole('button', { name: 'Resume recording', exact: true }).click();
    await expect(region).not.toHaveAttribute('data-safe');
    await expect(region).toHaveAttribute(state, 'recording');
    await expect(region).not.toHaveAttribute('data-pending');
    await expect(region).not.toHaveAttribute('data-outcome');
    await expect(region.getByText('Safe to take details')).toHaveCount(0);
    expect((await desk.truth(id)).capturing).toBe(true);
  });
}

test('the click shows as pending within its own task, and safe only once it is confirmed', async ({
  desk,
}) => {
  await desk.open();
  const id = await desk.call();
  const region = desk.region(id);
  await expect(region).toHaveAttribute(state, 'recording');
  const inTask = await region.evaluate((element) => {
    const button = [...element.querySelectorAll('button')].find((one) =>
      one.textContent?.includes('Pause recording'),
    );
    button?.click();
    return { pending: element.getAttribute('data-pending'), safe: element.getAttribute('data-safe') };
  });
  expect(inTask).toEqual({ pending: 'pause', safe: null });
  await expect(region).toHaveAttribute('data-safe', 'true');
});

test('a pause that the platform accepts and does not carry out is called unconfirmed, not paused', async ({
  desk,
}) => {
  await desk.open();
  const id = await desk.call();
  const region = desk.region(id);
  await expect(region).toHaveAttribute(state, 'recording');
  await desk.sandbox.control.fault({ fault: 'ignored', endpoint: 'pause-own' });
  await region.getByRole('button', { name: 'Pause recording', exact: true }).click();
  await expect(region).toHaveAttribute('data-outcome', 'unconfirmed');
  await expect(region).toHaveAttribute(state, 'recording');
  await expect(region.getByRole('alert')).toContainText('Do not take card details');
});

test('two presses on the lower half of Pause after an alarm pause the call, and resume nothing', async ({
  desk,
}) => {
  await desk.signInAs(SEED.users.ada);
  const { conversationId: id } = await desk.sandbox.control.call({});
  const page = await desk.panelPage(id);
  await page.setViewportSize({ width: 320, height: 400 });
  const region = page.getByRole('region');
  await expect(region).toHaveAttribute(state, 'recording');
  await desk.sandbox.control.fault({ fault: 'ignored', endpoint: 'pause-own' });
  const pause = region.getByRole('button', { name: 'Pause recording', exact: true });
  await pause.click();
  await expect(region.getByRole('alert')).toContainText('Cannot confirm. Do not take card details.', {
    timeout: 15_000,
  });
  const box = await pause.boundingBox();
  if (!box) throw new Error('Pause is not there');
  // 200 ms from press to press, at one point of the screen.
  await page.mouse.click(box.x + box.width / 2, box.y + box.height * 0.9, { clickCount: 2, delay: 100 });
  await expect(region).toHaveAttribute('data-safe', 'true');
  expect((await desk.truth(id)).capturing).toBe(false);
  const sent = (await desk.sandbox.control.requests()).filter(({ endpoint }) => endpoint === 'pause-own');
  expect(new Set(sent.map(({ body }) => JSON.stringify(body)))).toEqual(
    new Set(['{"recordingState":"PAUSED"}']),
  );
});

test('an agent without the right to pause reads that the call is still recording', async ({ desk }) => {
  await desk.open();
  const id = await desk.call();
  const region = desk.region(id);
  await expect(region).toHaveAttribute(state, 'recording');
  await desk.sandbox.control.fault({
    fault: 'status',
    endpoint: 'pause-own',
    status: 403,
    code: 'missing.permissions',
    permission: 'conversation:recording:pause',
  });
  await region.getByRole('button', { name: 'Pause recording', exact: true }).click();
  await expect(region).toHaveAttribute('data-outcome', 'failed');
  await expect(region).toHaveAttribute('data-failure', 'REC-403');
  await expect(region.getByRole('alert')).toContainText('Still recording. Do not take card details.');
});

test('an agent who may pause others gets the pause by the other operation after a refusal', async ({
  desk,
}) => {
  await desk.signInAs(SEED.users.sol);
  const { conversationId } = await desk.sandbox.control.call({ agentId: SEED.users.sol });
  const page = await desk.panelPage(conversationId);
  const region = page.locator(`[role="region"][data-conversation-id="${conversationId}"]`);
  await expect(region).toHaveAttribute(state, 'recording');
  await desk.sandbox.control.fault({
    fault: 'status',
    endpoint: 'pause-own',
    status: 403,
    code: 'not.authorized',
  });
  await region.getByRole('button', { name: 'Pause recording', exact: true }).click();
  await expect(region).toHaveAttribute('data-safe', 'true');
  const sent = (await desk.sandbox.control.requests()).map((line) => line.endpoint);
  expect(sent).toEqual(expect.arrayContaining(['pause-own', 'pause-others']));
});

test('a second call stays as it is while the first is paused', async ({ desk }) => {
  await desk.open();
  const one = await desk.call({ customerName: 'Customer One' });
  const two = await desk.call({ customerName: 'Customer Two' });
  await desk.select('Customer One');
  await expect(desk.region(one)).toHaveAttribute(state, 'recording');
  await desk.region(one).getByRole('button', { name: 'Pause recording', exact: true }).click();
  await expect(desk.region(one)).toHaveAttribute('data-safe', 'true');
  await desk.select('Customer Two');
  await expect(desk.region(two)).toHaveAttribute(state, 'recording');
  await expect(desk.region(two)).not.toHaveAttribute('data-safe');
  const truth = await desk.truth(two);
  expect(truth.capturing).toBe(true);
});

test('a mistake in the rules of one queue makes no pause safer in another', async ({ desk }) => {
  const { payments, support } = SEED.queues;
  await desk.setConfig({ queues: { [payments]: { screen: 'block' }, [support]: { screne: 'block' } } });
  await desk.open();
  const id = await desk.call({ screen: true });
  const region = desk.region(id);
  await expect(region).toHaveAttribute(state, 'recording');
  await region.getByRole('button', { name: 'Pause recording', exact: true }).click();
  await expect(region.getByRole('status')).toContainText('Screen is still recorded.');
  await expect(region).not.toHaveAttribute('data-safe');
  await expect(desk.frame(id).locator('.config-note')).toContainText('queues. The strictest rules apply.');
});

test('after the time limit the panel says so, and Pause proves the pause again', async ({ desk }) => {
  await desk.setConfig({ pause: { maxSeconds: 3 } });
  await desk.open();
  const id = await desk.call();
  const region = desk.region(id);
  await expect(region).toHaveAttribute(state, 'recording');
  const pause = region.getByRole('button', { name: 'Pause recording', exact: true });
  await pause.click();
  await expect(region).toHaveAttribute('data-safe', 'true');
  await expect(region.getByRole('status')).toContainText('The time limit of this pause is over.');
  await expect(region).not.toHaveAttribute('data-safe');
  await pause.click();
  await expect(region).toHaveAttribute('data-safe', 'true');
});
