import type { Page } from '@playwright/test';
import { expect, test } from './fixtures.ts';

const state = 'data-recording-state';
const snippetOf = (truth: { participants: { userId?: string; recorders: { snippet: string } }[] }) =>
  truth.participants.find((one) => one.userId !== undefined)?.recorders.snippet;

test('the agent starts and stops a snippet, and the call stays recorded all the while', async ({ desk }) => {
  await desk.open();
  const id = await desk.call();
  const region = desk.region(id);
  await expect(region).toHaveAttribute(state, 'recording');
  await region.getByRole('button', { name: 'Start snippet', exact: true }).click();
  await expect(region.getByText('Snippet is recording')).toBeVisible();
  await expect(region).toHaveAttribute('data-recorders', /snippet/);
  await expect(region).not.toHaveAttribute('data-pending');
  expect(snippetOf(await desk.truth(id))).toBe('active');

  await region.getByRole('button', { name: 'Stop snippet', exact: true }).click();
  await expect(region.getByRole('button', { name: 'Start snippet', exact: true })).toBeVisible();
  await expect(region).not.toHaveAttribute('data-recorders', /snippet/);
  await expect(region).toHaveAttribute(state, 'recording');
  expect(snippetOf(await desk.truth(id))).toBe('none');
  const told = (await desk.journal(id)).map((entry) => `${entry.action} ${entry.phase}`);
  expect(told).toEqual(
    ['start', 'stop'].flatMap((action) =>
      ['requested', 'accepted', 'confirmed'].map((phase) => `${action} ${phase}`),
    ),
  );
});

test('a snippet during a pause withholds safe, and the button beside the words ends it', async ({ desk }) => {
  await desk.open();
  const id = await desk.call();
  const region = desk.region(id);
  await expect(region).toHaveAttribute(state, 'recording');
  await region.getByRole('button', { name: 'Start snippet', exact: true }).click();
  await expect(region.getByText('Snippet is recording')).toBeVisible();
  await region.getByRole('button', { name: 'Pause recording', exact: true }).click();
  await expect(region).toHaveAttribute(state, 'paused');
  await expect(region.getByText('Snippet still recording.')).toBeVisible();
  await expect(region).not.toHaveAttribute('data-safe');
  await region.getByRole('button', { name: 'Stop snippet', exact: true }).click();
  await expect(region).toHaveAttribute('data-safe', 'true');
  await expect(region.getByText('Safe to take details')).toBeVisible();
  expect(snippetOf(await desk.truth(id))).toBe('none');
});

test('a snippet of a call without a recording leads, and is ended where it is told', async ({ desk }) => {
  await desk.open();
  const id = await desk.call({ recorders: [] });
  const region = desk.region(id);
  await expect(region).toHaveAttribute(state, 'not-recording');
  await region.getByRole('button', { name: 'Start snippet', exact: true }).click();
  await expect(region.getByRole('status')).toContainText('Your snippet is recorded');
  await expect(region).not.toContainText(/not being recorded|Not recorded/);
  await expect(region.getByRole('alert')).toHaveCount(0);
  await region.getByRole('button', { name: 'Stop snippet', exact: true }).click();
  await expect(region.getByRole('status')).toContainText('This call is not being recorded.');
});

test('Enter twice on Stop snippet stops it, and starts no other', async ({ desk }) => {
  await desk.sandbox.control.switch({ readLagMs: 0 });
  await desk.open();
  const id = await desk.call();
  const region = desk.region(id);
  await expect(region).toHaveAttribute(state, 'recording');
  await region.getByRole('button', { name: 'Start snippet', exact: true }).click();
  const stop = region.getByRole('button', { name: 'Stop snippet', exact: true });
  await expect(stop).not.toHaveAttribute('aria-disabled', 'true');
  await stop.press('Enter');
  await desk.page.keyboard.press('Enter', { delay: 50 });
  await expect(region.getByText('No snippet', { exact: true })).toBeVisible();
  await desk.page.keyboard.press('Enter');
  await expect(region.getByRole('button', { name: 'Start snippet', exact: true })).not.toHaveAttribute(
    'aria-disabled',
    'true',
  );
  const told = (await desk.journal(id)).filter((entry) => entry.phase === 'requested');
  expect(told.map((entry) => entry.action)).toEqual(['start', 'stop']);
  expect(snippetOf(await desk.truth(id))).toBe('none');
});

test('a snippet that is refused says so in its own words, with the trace id to copy', async ({ desk }) => {
  await desk.open();
  const id = await desk.call();
  const region = desk.region(id);
  await expect(region).toHaveAttribute(state, 'recording');
  await desk.sandbox.control.fault({
    fault: 'status',
    endpoint: 'snippet',
    status: 403,
    permission: 'conversation:recording:snippetRecord',
  });
  // From the header: Chromium keeps no body of a request that may outlive its page.
  const answer = desk.page.waitForResponse((response) => response.url().endsWith('/snippet/record'));
  await region.getByRole('button', { name: 'Start snippet', exact: true }).click();
  await expect(region.getByRole('alert')).toContainText(
    'Snippet not started. Your role lacks “Conversation > Recording > Snippet Record”.',
  );
  await expect(region).toHaveAttribute('data-failure', 'REC-403');
  await expect(region).toHaveAttribute(state, 'recording');
  await region.getByText('Details', { exact: true }).click();
  await expect(
    region.getByTitle((await answer).headers()['inin-correlation-id'] ?? 'no trace'),
  ).toBeVisible();
});

test('a snippet whose answer is lost after it began is found to be running', async ({ desk }) => {
  await desk.open();
  const id = await desk.call();
  const region = desk.region(id);
  await expect(region).toHaveAttribute(state, 'recording');
  await desk.sandbox.control.fault({ fault: 'lost', endpoint: 'snippet', when: 'after' });
  await region.getByRole('button', { name: 'Start snippet', exact: true }).click();
  await expect(region.getByText('Snippet is recording')).toBeVisible();
  await expect(region).not.toHaveAttribute('data-pending');
  await expect(region).not.toHaveAttribute('data-outcome');
});

test('an ad hoc recording is called the agent’s own', async ({ desk }) => {
  await desk.setConfig({ startStop: 'adhoc' });
  await desk.open();
  const id = await desk.call();
  const region = desk.region(id);
  await expect(region).toHaveAttribute(state, 'recording');
  await region.getByRole('button', { name: 'Start my recording', exact: true }).click();
  await expect(region.getByText('Your recording is running')).toBeVisible();
  await region.getByRole('button', { name: 'Stop my recording', exact: true }).click();
  await expect(region.getByRole('button', { name: 'Start my recording', exact: true })).toBeVisible();
});

test('a supervisor who listens is named while the call is paused', async ({ desk }) => {
  await desk.open();
  const id = await desk.call();
  const region = desk.region(id);
  await expect(region).toHaveAttribute(state, 'recording');
  await region.getByRole('button', { name: 'Pause recording', exact: true }).click();
  await expect(region).toHaveAttribute('data-safe', 'true');
  await desk.act({ conversationId: id, act: 'monitor' });
  await expect(region.getByRole('status')).toContainText('A supervisor is listening.');
  await desk.act({ conversationId: id, act: 'leave' });
  await expect(region.getByRole('status')).not.toContainText('A supervisor');
});

test('a supervisor who watches the screen is named once the call is paused, and not any more at the next Pause', async ({
  desk,
}) => {
  await desk.sandbox.control.switch({ readLagMs: 0 });
  await desk.open();
  const id = await desk.call();
  const region = desk.region(id);
  await expect(region).toHaveAttribute(state, 'recording');
  await desk.act({ conversationId: id, act: 'watch-screen' });
  const press = (name: string) => region.getByRole('button', { name, exact: true }).click();
  const watched = 'At your Pause a supervisor was watching your screen.';
  await press('Pause recording');
  await expect(region).toHaveAttribute('data-safe', 'true');
  await expect(region.getByRole('status')).toContainText(watched);
  await press('Resume recording');
  await expect(region).toHaveAttribute(state, 'recording');
  await expect(region).not.toHaveAttribute('data-pending');
  await expect(region.getByRole('status')).not.toContainText(watched);
  await desk.act({ conversationId: id, act: 'leave-screen' });
  await press('Pause recording');
  await expect(region).toHaveAttribute('data-safe', 'true');
  await expect(region.getByRole('status')).not.toContainText(watched);
});

test('keys pause and resume while the panel has the focus, and are inert in a field', async ({ desk }) => {
  await desk.setConfig({ shortcuts: { pause: 'Ctrl+F9' } });
  await desk.open();
  const { conversationId: id } = await desk.sandbox.control.call({});
  const page: Page = await desk.panelPage(id);
  const region = page.locator(`[role="region"][data-conversation-id="${id}"]`);
  await expect(region).toHaveAttribute(state, 'recording');
  await page.evaluate(() => document.body.append(document.createElement('input')));
  await page.locator('input').focus();
  await page.keyboard.press('Control+F9');
  await expect(region).not.toHaveAttribute('data-pending');
  await region.getByRole('button', { name: 'Pause recording', exact: true }).focus();
  await page.keyboard.press('Control+F9');
  await expect(region).toHaveAttribute('data-safe', 'true');
  // A pause is confirmed as soon as 700 ms after the press; for 800 ms no press resumes.
  const resume = region.getByRole('button', { name: 'Resume recording', exact: true });
  await expect(resume).not.toHaveAttribute('aria-disabled', 'true');
  await page.keyboard.press('Alt+Shift+R');
  await expect(region).toHaveAttribute(state, 'recording');
  await expect(region).not.toHaveAttribute('data-pending');
  const asked = (await desk.sandbox.control.requests()).filter((line) => line.endpoint === 'pause-own');
  expect(asked.map((line) => line.body)).toEqual([
    { recordingState: 'PAUSED' },
    { recordingState: 'ACTIVE' },
  ]);
});

test('a full page shows all live calls, the most urgent first, from 320 to 1280 pixels', async ({ desk }) => {
  await desk.open();
  for (const customerName of ['Customer One', 'Customer Two'])
    await desk.sandbox.control.call({ customerName });
  const page = await desk.panelPage('');
  const regions = page.getByRole('region');
  await expect(regions).toHaveCount(2);
  const id = (await regions.last().getAttribute('data-conversation-id')) ?? '';
  const last = page.locator(`[data-conversation-id="${id}"]`);
  await expect(last).toHaveAttribute(state, 'recording');
  await last.getByRole('button', { name: 'Pause recording', exact: true }).press('Enter');
  await expect(last).toHaveAttribute('data-safe', 'true');
  await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
  await expect(regions.first()).toHaveAttribute('data-conversation-id', id);
  await expect(page.locator('body')).not.toContainText('Customer One');
  for (const width of [320, 640, 1280]) {
    await page.setViewportSize({ width, height: 480 });
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
  }
});
