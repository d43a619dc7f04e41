import { expect, test } from './fixtures.ts';

const state = 'data-recording-state';

test('an exception of an extension ends nothing, one of our own ends every claim, and Try again begins anew', async ({
  desk,
}) => {
  await desk.open();
  const id = await desk.call();
  const region = desk.region(id);
  const body = desk.frame(id).locator('body');
  await expect(region).toHaveAttribute(state, 'recording');

  // What runs here has no file of the app's, like the script of an extension.
  await body.evaluate(async () => {
    setTimeout(() => {
      throw new TypeError('of an extension');
    });
    void Promise.reject(new Error('of an extension, too'));
    await new Promise((resolve) => void setTimeout(resolve));
  });
  await expect.poll(() => desk.errors.splice(0)).not.toEqual([]);
  await region.getByRole('button', { name: 'Pause recording', exact: true }).click();
  await expect(region).toHaveAttribute('data-safe', 'true');

  await body.evaluate(() => {
    const filename = document.querySelector<HTMLScriptElement>('script[src]')?.src ?? '';
    window.dispatchEvent(new ErrorEvent('error', { error: new Error('of our own'), filename }));
  });
  await expect(region).toHaveAttribute(state, 'unknown');
  await expect(region).not.toHaveAttribute('data-safe');
  await expect(region.getByRole('button')).toHaveCount(0);
  await expect(desk.frame(id).getByRole('alert')).toContainText('This app has failed.');

  await desk.frame(id).getByRole('button', { name: 'Try again' }).click();
  await expect(region).toHaveAttribute('data-safe', 'true');
  await region.getByRole('button', { name: 'Resume recording', exact: true }).click();
  await expect(region).toHaveAttribute(state, 'recording');
  desk.errors.splice(0);
});
