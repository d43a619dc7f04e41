import { expect, test } from './fixtures.ts';

const FILES = '**/assets/*details-*';

test('the file of the details is missing: the panel says so, and pauses', async ({ desk }) => {
  await desk.open();
  await desk.page.route(FILES, (route) => route.abort());
  const id = await desk.call();
  const region = desk.region(id);
  await expect(region).toHaveAttribute('data-recording-state', 'recording');
  await region.getByText('Details', { exact: true }).click();
  await expect(region.locator('details')).toContainText('Details cannot be loaded. Everything else works.');
  await region.getByRole('button', { name: 'Pause recording' }).click();
  await expect(region).toHaveAttribute('data-safe', 'true');
});

test('the file of the details never comes: 8 s later the panel says so, and pauses', async ({ desk }) => {
  await desk.open({ clock: true });
  const asked: string[] = [];
  await desk.page.route(FILES, (route) => void asked.push(route.request().url()));
  const id = await desk.call();
  const region = desk.region(id);
  await expect(region).toHaveAttribute('data-recording-state', 'recording');
  expect(asked).toEqual([]);
  await region.getByText('Details', { exact: true }).click();
  await expect(region.locator('details')).toContainText('Loading…');
  await expect.poll(() => asked.length).toBeGreaterThan(0);
  await desk.page.clock.runFor(8_000);
  await expect(region.locator('details')).toContainText('Details cannot be loaded.');
  await region.getByRole('button', { name: 'Pause recording' }).click();
  await expect(region).toHaveAttribute('data-safe', 'true');
});
