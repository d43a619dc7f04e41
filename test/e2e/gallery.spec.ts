import { expect, test } from '@playwright/test';
import axe, { type AxeResults } from 'axe-core';
import { serveGallery, STATE_NAMES } from '../../sandbox/gallery/serve.ts';

let gallery: Awaited<ReturnType<typeof serveGallery>>;

test.beforeAll(async () => {
  gallery = await serveGallery();
});
test.afterAll(() => gallery.close());

for (const theme of ['light', 'dark'] as const) {
  test(`axe finds nothing in any state of the panel, ${theme}`, async ({ page }) => {
    test.setTimeout(120_000);
    await page.setViewportSize({ width: 320, height: 260 });
    await page.emulateMedia({ reducedMotion: 'reduce' });
    for (const state of STATE_NAMES) {
      await page.goto(`${gallery.url}?state=${state}&theme=${theme}`);
      await page.locator('main').waitFor();
      await page.evaluate(axe.source);
      const found = await page.evaluate(async () => {
        for (const details of document.querySelectorAll('details')) details.open = true;
        const { axe } = globalThis as unknown as { axe: { run(root: Document): Promise<AxeResults> } };
        const { violations } = await axe.run(document);
        return violations.map((v) => `${v.id}: ${v.nodes.map((node) => node.html).join(' ')}`);
      });
      expect(found, state).toEqual([]);
    }
  });
}
