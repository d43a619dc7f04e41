import { expect, test } from './fixtures.ts';

const state = 'data-recording-state';

test('a call rings, the panel says so and claims nothing, and records when the agent answers', async ({
  desk,
}) => {
  await desk.open();
  const id = await desk.call({ state: 'alerting' });
  const region = desk.region(id);
  await expect(region.getByRole('status')).toContainText('Ringing');
  await expect(region).toHaveAttribute(state, 'unknown');
  await expect(region).not.toHaveAttribute('data-pause-kind', /./);
  await desk.sandbox.control.act({ conversationId: id, act: 'answer' });
  await expect(region).toHaveAttribute(state, 'recording');
  await expect(region.getByRole('status')).not.toContainText('Ringing');
});

test('a Pause is pressed while the call rings, and its alarm ends when the call has begun', async ({
  desk,
}) => {
  await desk.open();
  const id = await desk.call({ state: 'alerting' });
  const region = desk.region(id);
  await expect(region.getByRole('status')).toContainText('Ringing');
  await region.getByRole('button', { name: 'Pause recording', exact: true }).click();
  await expect(region.getByRole('alert')).toBeVisible();
  await expect(region.getByRole('alert')).not.toContainText('Still recording');
  await desk.sandbox.control.act({ conversationId: id, act: 'answer' });
  await expect(region).toHaveAttribute(state, 'recording');
  await expect(region.getByRole('alert')).toHaveCount(0);
});
