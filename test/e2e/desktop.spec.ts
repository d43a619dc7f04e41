import axe from 'axe-core';
import { expect, test } from './fixtures.ts';

const WIDTHS = [320, 400, 680, 1020, 1280];

test('the fake desktop keeps everything within reach from 320 to 1280 pixels, and axe finds nothing', async ({
  desk,
}) => {
  await desk.open();
  const id = await desk.call({ customerName: 'Somebody with a long name' });
  await expect(desk.region(id)).toHaveAttribute('data-recording-state', 'recording');
  const { page } = desk;
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await page.evaluate(axe.source);
  for (const width of WIDTHS) {
    await page.setViewportSize({ width, height: 640 });
    const beyond = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    expect(beyond, `${width}`).toBeLessThanOrEqual(0);
    // What acts on the call is neither cut off nor below something else.
    for (const name of ['Hold', 'Secure pause', 'Hang up', 'Simulator']) {
      await page.getByRole('button', { name, exact: true }).click({ trial: true });
    }
    await expect(desk.region(id).getByRole('button', { name: 'Pause recording' })).toBeInViewport({
      ratio: 1,
    });
    if (width > 320 && width < 1280) continue;
    const found = await page.evaluate(async () => {
      const { axe: inPage } = globalThis as unknown as { axe: typeof axe };
      const { violations } = await inPage.run(document, { iframes: false });
      return violations.map(({ id: rule, nodes }) => `${rule}: ${nodes.map(({ html }) => html).join(' ')}`);
    });
    expect(found, `${width}`).toEqual([]);
  }
});
