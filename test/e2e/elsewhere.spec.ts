import { expect, test } from './fixtures.ts';
import { SEED } from '../../sandbox/control.ts';

const state = 'data-recording-state';

test('a hold is shown as a hold, never as safe', async ({ desk }) => {
  await desk.open();
  const id = await desk.call();
  const region = desk.region(id);
  await expect(region).toHaveAttribute(state, 'recording');
  await desk.act({ conversationId: id, act: 'hold' });
  await expect(region).toHaveAttribute(state, 'held');
  await expect(region).toHaveAttribute('data-pause-kind', 'hold');
  await expect(region).not.toHaveAttribute('data-safe');
  await desk.act({ conversationId: id, act: 'unhold' });
  await expect(region).toHaveAttribute(state, 'recording');
});

test('a pause made elsewhere is shown once it is read back', async ({ desk }) => {
  await desk.open();
  const id = await desk.call();
  const region = desk.region(id);
  await expect(region).toHaveAttribute(state, 'recording');
  await desk.act({ conversationId: id, act: 'pause', by: SEED.users.sol });
  await expect(region).toHaveAttribute(state, 'paused');
  await expect(region).toHaveAttribute('data-safe', 'true');
});

test('a supervisor who resumes raises an alarm, a toast and an attention count', async ({ desk }) => {
  await desk.open();
  const id = await desk.call();
  const region = desk.region(id);
  await expect(region).toHaveAttribute(state, 'recording');
  await region.getByRole('button', { name: 'Pause recording', exact: true }).click();
  await expect(region).toHaveAttribute('data-safe', 'true');
  await desk.act({ conversationId: id, act: 'resume', by: SEED.users.sol });
  await expect(region).not.toHaveAttribute('data-safe');
  await expect(region.getByRole('alert')).toContainText(
    'Recording resumed by someone else. Stop taking card details.',
  );
  await expect(region).toHaveAttribute(state, 'recording');
  await expect.poll(() => desk.messages('showToast')).not.toHaveLength(0);
  await expect
    .poll(async () => (await desk.messages('setAttentionCount')).at(-1))
    .toMatchObject({ count: 1 });
});

test('a toast names its call, and ends with its alarm', async ({ desk }) => {
  await desk.open();
  const id = await desk.call();
  const region = desk.region(id);
  await expect(region).toHaveAttribute(state, 'recording');
  await region.getByRole('button', { name: 'Pause recording', exact: true }).click();
  await expect(region).toHaveAttribute('data-safe', 'true');
  await desk.act({ conversationId: id, act: 'resume', by: SEED.users.sol });
  const toast = desk.page.getByText('Recording resumed by someone else. Stop taking card details.');
  await expect(toast).toBeVisible();
  await expect(desk.page.getByText(/^Call recording: Call, \d/)).toBeVisible();
  await region.getByRole('button', { name: 'Understood' }).click();
  await expect(toast).toHaveCount(0);
  const told = await desk.messages('showToast');
  expect(told.at(-1)).toMatchObject({ type: 'info', id: told[0]?.['id'] });
});

test('a resume of the agent’s own in another window is an alarm, and called theirs', async ({ desk }) => {
  await desk.signInAs(SEED.users.ada);
  const { conversationId: id } = await desk.sandbox.control.call();
  const here = (await desk.panelPage(id)).getByRole('region');
  await expect(here).toHaveAttribute(state, 'recording');
  const there = (await desk.panelPage(id)).getByRole('region');
  await expect(there).toHaveAttribute(state, 'recording');
  await there.getByRole('button', { name: 'Pause recording', exact: true }).click();
  await expect(there).toHaveAttribute('data-safe', 'true');
  await expect(here).toHaveAttribute('data-safe', 'true');
  await there.getByRole('button', { name: 'Resume recording', exact: true }).click();
  await expect(here.getByRole('alert')).toContainText(
    'Recording resumed by you in another panel or window. Stop taking card details.',
  );
  await expect(there).toHaveAttribute(state, 'recording');
  await expect(there.getByRole('alert')).toHaveCount(0);

  await there.getByRole('button', { name: 'Pause recording', exact: true }).click();
  for (const window of [here, there]) await expect(window).toHaveAttribute('data-safe', 'true');
  await expect(here.getByRole('alert')).toHaveCount(0);
  await desk.act({ conversationId: id, act: 'resume', by: SEED.users.sol });
  for (const window of [here, there])
    await expect(window.getByRole('alert')).toContainText('Recording resumed by someone else.');
});

test('a Resume that waits for its next try in one panel is given up by Pause in another one', async ({
  desk,
}) => {
  await desk.open();
  const id = await desk.call();
  const here = desk.region(id);
  await expect(here).toHaveAttribute(state, 'recording');
  const there = (await desk.keeper()).locator(`[role="region"][data-conversation-id="${id}"]`);
  await expect(there).toHaveAttribute(state, 'recording');
  await there.getByRole('button', { name: 'Pause recording', exact: true }).click();
  for (const window of [here, there]) await expect(window).toHaveAttribute('data-safe', 'true');
  await desk.sandbox.control.fault({
    fault: 'status',
    endpoint: 'pause-own',
    status: 429,
    retryAfter: '8',
    times: 1,
  });
  const commands = async () =>
    (await desk.sandbox.control.requests())
      .filter(({ endpoint, path }) => endpoint === 'pause-own' && path.includes(id))
      .map(({ body }) => (body as { recordingState?: string }).recordingState);
  await here.getByRole('button', { name: 'Resume recording', exact: true }).click();
  await expect.poll(commands).toEqual(['PAUSED', 'ACTIVE']);
  await there.getByRole('button', { name: 'Pause recording', exact: true }).click();
  await expect(here).not.toHaveAttribute('data-pending');
  for (const window of [here, there]) await expect(window).toHaveAttribute('data-safe', 'true');
  await expect
    .poll(async () => (await desk.journal(id)).map(({ action, phase }) => `${action} ${phase}`))
    .toContain('resume superseded');
  // Longer than it would have waited.
  await desk.page.waitForTimeout(9_000);
  expect(await commands()).toEqual(['PAUSED', 'ACTIVE', 'PAUSED']);
  for (const window of [here, there]) await expect(window).toHaveAttribute('data-safe', 'true');
});

test('a resume in one window takes safe away in the other, also when no event tells of it', async ({
  desk,
}) => {
  await desk.signInAs(SEED.users.ada);
  const { conversationId: id } = await desk.sandbox.control.call();
  const here = (await desk.panelPage(id)).getByRole('region');
  const there = (await desk.panelPage(id)).getByRole('region');
  await expect(there).toHaveAttribute(state, 'recording');
  await there.getByRole('button', { name: 'Pause recording', exact: true }).click();
  for (const window of [here, there]) await expect(window).toHaveAttribute('data-safe', 'true');
  await desk.sandbox.control.fault({ fault: 'event-dropped', times: 0 });
  await there.getByRole('button', { name: 'Resume recording', exact: true }).click();
  await expect(there).toHaveAttribute(state, 'recording');
  await expect(here).toHaveAttribute(state, 'recording', { timeout: 3_000 });
  await expect(here).not.toHaveAttribute('data-safe');
  await expect(here.getByRole('alert')).toContainText('by you in another panel or window');
});

test('a snippet that begins during a pause takes safe away', async ({ desk }) => {
  await desk.open();
  const id = await desk.call();
  const region = desk.region(id);
  await expect(region).toHaveAttribute(state, 'recording');
  await region.getByRole('button', { name: 'Pause recording', exact: true }).click();
  await expect(region).toHaveAttribute('data-safe', 'true');
  await desk.act({ conversationId: id, act: 'snippet-start' });
  await expect(region).not.toHaveAttribute('data-safe');
  await expect(region).toHaveAttribute(state, 'paused');
  await expect(region).toHaveAttribute('data-recorders', /snippet/);
});

test('another agent records a call whose policy records nothing: it is said, with an alarm, and nothing denies it', async ({
  desk,
}) => {
  await desk.open();
  const id = await desk.call({ recorders: [] });
  const region = desk.region(id);
  const status = region.getByRole('status');
  await expect(status).toContainText('This call is not being recorded.');
  await desk.act({ conversationId: id, act: 'conference', to: SEED.users.ben });
  await desk.act({ conversationId: id, act: 'adhoc-start', by: SEED.users.ben });
  await expect(status).toContainText('Recorded by another agent');
  await expect(status).toContainText('Do not take card details.');
  await expect(region).not.toContainText(/not being recorded|Nothing is recorded|Not recorded/);
  await expect(region).toHaveAttribute('data-recorders', 'adhoc');
  await expect(region.getByRole('alert')).toContainText('Another recorder has started.');
  await expect.poll(() => desk.messages('showToast')).not.toHaveLength(0);
  await expect
    .poll(async () => (await desk.messages('setAttentionCount')).at(-1))
    .toMatchObject({ count: 1 });
  await desk.act({ conversationId: id, act: 'adhoc-stop', by: SEED.users.ben });
  await expect(status).toContainText('This call is not being recorded.');
  await expect(region.getByRole('alert')).toHaveCount(0);
});

test('the screen of a call without a recording is recorded: that is what the panel says', async ({
  desk,
}) => {
  await desk.open();
  const id = await desk.call({ recorders: [] });
  await expect(desk.region(id)).toHaveAttribute(state, 'not-recording');
  await desk.act({ conversationId: id, act: 'screen-start' });
  await expect(desk.region(id).getByRole('status')).toContainText('Screen is recorded');
  await expect(desk.region(id)).not.toContainText(/not being recorded|Not recorded/);
});

test('while paused the panel says that another agent is on the call, and a resume asks nothing and waits for nothing', async ({
  desk,
}) => {
  await desk.open();
  await desk.sandbox.control.switch({ pauseSurvivesTransfer: true });
  const id = await desk.call();
  const region = desk.region(id);
  await expect(region).toHaveAttribute('data-recording-state', 'recording');
  await desk.act({ conversationId: id, act: 'conference', to: SEED.users.ben });
  await region.getByRole('button', { name: 'Pause recording', exact: true }).click();
  await expect(region).toHaveAttribute('data-safe', 'true');
  const line = region.getByRole('status').getByText('Another agent is on this call.');
  await expect(line).toBeVisible();
  const click = region
    .getByRole('button', { name: 'Resume recording', exact: true })
    .evaluate((button: HTMLElement) => {
      button.click();
      const call = button.closest('[role="region"]');
      return [
        call?.getAttribute('data-pending'),
        call?.textContent?.includes('Another agent is on this call.'),
      ];
    });
  expect(await click).toEqual(['resume', true]);
  await expect(region).toHaveAttribute('data-recording-state', 'recording');
  await expect(line).toHaveCount(0);
});

test('reloading the panel while paused finds the pause again', async ({ desk }) => {
  await desk.open();
  const id = await desk.call();
  await expect(desk.region(id)).toHaveAttribute(state, 'recording');
  await desk.region(id).getByRole('button', { name: 'Pause recording', exact: true }).click();
  await expect(desk.region(id)).toHaveAttribute('data-safe', 'true');
  await desk.page.reload();
  await expect(desk.region(id)).toHaveAttribute(state, 'paused');
  await expect(desk.region(id)).toHaveAttribute('data-safe', 'true');
  await expect(desk.region(id).getByRole('timer')).toHaveAttribute('data-since-kind', 'exact');
});

test('a transfer ends the call for the agent and is said so', async ({ desk }) => {
  await desk.open();
  const id = await desk.call();
  const region = desk.region(id);
  await expect(region).toHaveAttribute(state, 'recording');
  await desk.act({ conversationId: id, act: 'transfer', to: SEED.users.ben });
  await expect(region).toHaveAttribute(state, 'ended');
  await expect(region.getByRole('button', { name: 'Pause recording', exact: true })).toHaveAttribute(
    'aria-disabled',
    'true',
  );
  expect(await desk.messages('stopped')).toHaveLength(0);
});

test('hanging up while paused is said and written down', async ({ desk }) => {
  await desk.open();
  const id = await desk.call();
  const region = desk.region(id);
  await expect(region).toHaveAttribute(state, 'recording');
  await region.getByRole('button', { name: 'Pause recording', exact: true }).click();
  await expect(region).toHaveAttribute('data-safe', 'true');
  await desk.act({ conversationId: id, act: 'hangup' });
  await expect(region).toHaveAttribute(state, 'ended');
  await expect(region).not.toHaveAttribute('data-safe');
  await expect(region.getByRole('alert')).toContainText('The call ended while paused');
  const actions = (await desk.journal(id)).map((entry) => `${entry.action} ${entry.phase}`);
  expect(actions).toEqual(
    expect.arrayContaining([
      'pause requested',
      'pause accepted',
      'pause confirmed',
      'ended-while-paused observed',
    ]),
  );
});

test('a call whose first event was lost is found by who asks for it', async ({ desk }) => {
  await desk.signInAs(SEED.users.ada);
  const page = await desk.panelPage('');
  await expect(page.getByText('No live call.')).toBeVisible();
  await desk.sandbox.control.fault({ fault: 'event-dropped', times: 0 });
  // An empty list is asked for once more by itself.
  const lists = async () =>
    (await desk.sandbox.control.requests()).filter(({ path }) => path.endsWith('/conversations/calls'));
  await expect.poll(async () => (await lists()).length).toBe(2);
  await desk.sandbox.control.call();
  await page.getByRole('button', { name: 'Try again', exact: true }).click();
  await expect(page.getByRole('region')).toHaveAttribute(state, 'recording');
});
