import { expect, test } from './fixtures.ts';

const state = 'data-recording-state';

test('a closed socket makes the state Unknown at once, and a new one brings it back', async ({ desk }) => {
  await desk.open();
  const id = await desk.call();
  const region = desk.region(id);
  await expect(region).toHaveAttribute(state, 'recording');
  await desk.sandbox.control.fault({ fault: 'socket-refused' });
  await desk.sandbox.control.fault({ fault: 'socket', how: 'close' });
  await expect(region).toHaveAttribute(state, 'unknown');
  await expect(region).toHaveAttribute('data-channel', 'lost');
  await desk.sandbox.control.fault({ clear: true });
  await expect(region).toHaveAttribute(state, 'recording');
  await expect(region).toHaveAttribute('data-channel', 'live');
});

test('losing the socket while safe raises the alarm, and the pause is found again', async ({ desk }) => {
  await desk.open();
  const id = await desk.call();
  const region = desk.region(id);
  await expect(region).toHaveAttribute(state, 'recording');
  await region.getByRole('button', { name: 'Pause recording', exact: true }).click();
  await expect(region).toHaveAttribute('data-safe', 'true');
  await desk.sandbox.control.fault({ fault: 'socket', how: 'close' });
  await expect(region.getByRole('alert')).toContainText('Cannot confirm. Do not take card details.');
  await expect(region).toHaveAttribute('data-safe', 'true');
  await expect(region.getByRole('alert')).toHaveCount(0);
});

test('a browser that says offline makes safe go at once, and online brings it back', async ({ desk }) => {
  await desk.open();
  const id = await desk.call();
  const region = desk.region(id);
  await expect(region).toHaveAttribute(state, 'recording');
  await region.getByRole('button', { name: 'Pause recording', exact: true }).click();
  await expect(region).toHaveAttribute('data-safe', 'true');
  await desk.page.context().setOffline(true);
  await expect(region).toHaveAttribute(state, 'unknown');
  await expect(region.getByRole('alert')).toContainText('Cannot confirm. Do not take card details.');
  await desk.page.context().setOffline(false);
  await expect(region).toHaveAttribute('data-safe', 'true');
});

test('a half-open socket is Unknown 36 s after the last frame at the latest', async ({ desk }) => {
  await desk.open({ clock: true });
  const id = await desk.call();
  const region = desk.region(id);
  await expect(region).toHaveAttribute(state, 'recording');
  await desk.sandbox.control.fault({ fault: 'socket-refused' });
  await desk.sandbox.control.fault({ fault: 'socket', how: 'half-open' });
  await desk.page.clock.runFor(36_000);
  await expect(region).toHaveAttribute(state, 'unknown');
  await expect(region).toHaveAttribute('data-channel', 'lost');
  await desk.sandbox.control.fault({ clear: true });
  await desk.page.clock.runFor(40_000);
  await expect(region).toHaveAttribute(state, 'recording');
});

test('a token that ends leaves the state Unknown and a way to sign in', async ({ desk }) => {
  await desk.open();
  const id = await desk.call();
  await expect(desk.region(id)).toHaveAttribute(state, 'recording');
  // Genesys has forgotten the agent too: no hidden frame can help.
  await desk.page.context().clearCookies();
  await desk.sandbox.control.clock({ advanceMs: 25 * 3_600_000 });
  await expect(desk.region(id)).toHaveAttribute(state, 'unknown');
  const popup = desk.page.context().waitForEvent('page');
  await desk.frame(id).getByRole('button', { name: 'Sign in', exact: true }).click();
  await (await popup).getByRole('button', { name: 'Ada' }).click();
  await expect(desk.region(id)).toHaveAttribute(state, 'recording');
});
