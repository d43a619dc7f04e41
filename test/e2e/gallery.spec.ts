import { expect, test, type Page } from '@playwright/test';
import axe from 'axe-core';
import { serveGallery, STATE_NAMES } from '../../sandbox/gallery/serve.ts';
import { LANGUAGES } from '../support/languages.ts';

let gallery: Awaited<ReturnType<typeof serveGallery>>;

test.beforeAll(async () => {
  gallery = await serveGallery();
});
test.afterAll(() => gallery.close());

/** One state as a whole page, with the details open. */
async function show(page: Page, state: string, theme: string): Promise<void> {
  await page.goto(`${gallery.url}?state=${state}&theme=${theme}`);
  await page.locator('main').waitFor();
  await page.evaluate(() => {
    for (const details of document.querySelectorAll('details')) details.open = true;
  });
  // What is below them comes a moment later.
  await page.waitForFunction(() => !document.querySelector('details:not(:has(dl))'));
}

/**
 * What axe looks at in each theme and width. Width and theme change no element, so that all rules are asked once; colours do
 * not hang on the width, nor sizes on the theme.
 */
const ASKED = {
  light: {
    320: { rules: { 'target-size': { enabled: true } } },
    400: undefined,
    1280: { runOnly: ['target-size'] },
  },
  dark: { 400: { runOnly: ['color-contrast'] } },
} satisfies Record<string, Record<number, axe.RunOptions | undefined>>;

const violations = (page: Page, asked: axe.RunOptions) =>
  page.evaluate(async (options) => {
    const { axe: inPage } = globalThis as unknown as { axe: typeof axe };
    const found = await inPage.run(document, options);
    return found.violations.map((v) => `${v.id}: ${v.nodes.map((node) => node.html).join(' ')}`);
  }, asked);

/** Nothing lies beyond the edge, and no text is cut off. */
const overflows = (page: Page) =>
  page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth);

for (const theme of ['light', 'dark'] as const) {
  test(`axe finds nothing in any state of the panel from 320 to 1280 pixels, ${theme}`, async ({ page }) => {
    test.setTimeout(600_000);
    await page.emulateMedia({ reducedMotion: 'reduce' });
    for (const state of STATE_NAMES) {
      await show(page, state, theme);
      await page.evaluate(axe.source);
      for (const [width, asked] of Object.entries<axe.RunOptions | undefined>(ASKED[theme])) {
        await page.setViewportSize({ width: Number(width), height: 260 });
        // What keeps to the lower edge lies above something until here, as it has to; the next test is about that.
        await page.evaluate(() => window.scrollTo(0, document.documentElement.scrollHeight));
        if (asked) expect(await violations(page, asked), `${state}, ${width}`).toEqual([]);
        expect(await overflows(page), `${state}, ${width}`).toBe(false);
      }
    }
  });
}

/** Controls whose middle, once they have the focus, is covered or beyond the edge. */
const hiddenWithFocus = (page: Page) =>
  page.evaluate(() =>
    [...document.querySelectorAll<HTMLElement>('button, summary, a[href]')]
      .filter((control) => control.checkVisibility())
      .filter((control) => {
        window.scrollTo(0, 0);
        control.focus();
        const { left, top, width, height } = control.getBoundingClientRect();
        const there = document.elementFromPoint(left + width / 2, top + height / 2);
        return !there || !control.contains(there);
      })
      .map((control) => control.textContent),
  );

test('no control has the focus out of sight, below what keeps to the lower edge', async ({ page }) => {
  test.setTimeout(600_000);
  await page.setViewportSize({ width: 400, height: 260 });
  for (const state of STATE_NAMES) {
    await show(page, state, 'light');
    expect(await hiddenWithFocus(page), state).toEqual([]);
  }
});

test('every state fits into the narrowest widget at 200 % zoom, and into forced colours', async ({
  page,
}) => {
  test.setTimeout(600_000);
  await page.setViewportSize({ width: 160, height: 260 });
  await page.emulateMedia({ reducedMotion: 'reduce', forcedColors: 'active' });
  for (const state of STATE_NAMES) {
    await show(page, state, 'light');
    expect(await overflows(page), state).toBe(false);
    // Forced colours take every field of colour away: what a state is must not hang on one.
    const isTold = await page.evaluate(() =>
      [...document.querySelectorAll('.status')].every(
        (status) => status.querySelector('svg') && status.querySelector('.word')?.textContent,
      ),
    );
    expect(isTold, state).toBe(true);
  }
});

test('no clock is cut at 320 pixels, in any language', async ({ page }) => {
  test.setTimeout(600_000);
  await page.setViewportSize({ width: 320, height: 260 });
  for (const language of LANGUAGES)
    for (const state of [
      'recording',
      'recording-about',
      'safe',
      'safe-at-least',
      'not-recording',
      'beside-someone',
    ]) {
      await page.goto(`${gallery.url}?state=${state}&lang=${language}`);
      await page.locator('.clock').waitFor();
      const isCut = await page.evaluate(() => {
        const block = document.querySelector('.state')!.getBoundingClientRect();
        return [...document.querySelectorAll('.word, .clock, .clock-kind')].some((one) => {
          const text = document.createRange();
          text.selectNodeContents(one);
          const { left, right } = text.getBoundingClientRect();
          return left < block.left || right > block.right;
        });
      });
      expect(isCut, `${state}, ${language}`).toBe(false);
    }
});
