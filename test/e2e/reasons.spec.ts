import { expect, test } from './fixtures.ts';
import { SEED } from '../../sandbox/control.ts';

const state = 'data-recording-state';
const REASONS = [
  { code: 'payment', label: { 'en-US': 'Payment', 'de-DE': 'Zahlung' } },
  { code: 'health', label: { 'en-US': 'Health data' } },
];

test('a reason is asked for once a pause is under way, named by one tap, written down and told', async ({
  desk,
}) => {
  await desk.setConfig({ reasons: REASONS });
  await desk.open();
  const id = await desk.call();
  const region = desk.region(id);
  await expect(region).toHaveAttribute(state, 'recording');
  const payment = region.getByRole('button', { name: 'Payment', exact: true });
  await expect(payment).toHaveCount(0);
  await region.getByRole('button', { name: 'Pause recording', exact: true }).click();
  await expect(region).toHaveAttribute('data-safe', 'true');
  await payment.click();
  await expect(region.getByText('Reason (optional)')).toHaveCount(0);
  await expect(region).toHaveAttribute('data-safe', 'true');
  await region.getByText('Details', { exact: true }).click();
  await expect(region.locator('details')).toContainText('Paused by you (Payment)');
  await expect
    .poll(async () => (await desk.journal(id)).filter(({ action }) => action === 'reason'))
    .toEqual([expect.objectContaining({ phase: 'observed', reason: 'payment' })]);
  const entries = (await desk.journal(id)) as readonly { action: string; phase: string; wishId?: string }[];
  const wishOf = (wanted: string) => entries.find(({ action }) => action === wanted)?.wishId;
  expect(wishOf('reason')).toBe(wishOf('pause'));
});

test('a reason may be left out: it goes with the pause, and the next pause asks again', async ({ desk }) => {
  await desk.setConfig({ reasons: REASONS });
  await desk.open({ clock: true });
  const id = await desk.call();
  const region = desk.region(id);
  const payment = region.getByRole('button', { name: 'Payment', exact: true });
  await expect(region).toHaveAttribute(state, 'recording');
  for (const _ of [1, 2]) {
    await region.getByRole('button', { name: 'Pause recording', exact: true }).click();
    await expect(payment).toBeVisible();
    await expect(region).toHaveAttribute('data-safe', 'true');
    await desk.page.clock.runFor(1_000);
    await region.getByRole('button', { name: 'Resume recording', exact: true }).click();
    await expect(region).toHaveAttribute(state, 'recording');
    await expect(payment).toHaveCount(0);
  }
  // A pause of somebody else's is not the agent's to explain.
  await desk.act({ conversationId: id, act: 'pause', by: SEED.users.sol });
  await expect(region).toHaveAttribute('data-safe', 'true');
  await expect(payment).toHaveCount(0);
});

test('a queue has reasons of its own, and a mistake in them costs no pause', async ({ desk }) => {
  await desk.setConfig({
    reasons: [{ code: 'Card data' }],
    queues: { [SEED.queues.payments]: { reasons: [{ code: 'iban' }] } },
  });
  await desk.open();
  const id = await desk.call({ queueId: SEED.queues.payments });
  const region = desk.region(id);
  await expect(region).toHaveAttribute(state, 'recording');
  await expect(desk.frame(id).locator('.config-note')).toContainText('reasons');
  await region.getByRole('button', { name: 'Pause recording', exact: true }).click();
  await expect(region).toHaveAttribute('data-safe', 'true');
  await expect(region.getByRole('button', { name: 'iban', exact: true })).toBeVisible();
});

test('the reasons of a pause cannot be loaded: the pause holds, and nothing is asked', async ({ desk }) => {
  await desk.setConfig({ reasons: REASONS });
  await desk.open();
  await desk.page.route('**/assets/*details-*', (route) => route.abort());
  const id = await desk.call();
  const region = desk.region(id);
  await expect(region).toHaveAttribute(state, 'recording');
  await region.getByRole('button', { name: 'Pause recording', exact: true }).click();
  await expect(region).toHaveAttribute('data-safe', 'true');
  await expect(region.getByText('Reason (optional)')).toHaveCount(0);
});
