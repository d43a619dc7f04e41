import { fileURLToPath } from 'node:url';
import { expect, test, type Page } from '@playwright/test';
import type axe from 'axe-core';
import { serveGallery, STATE_NAMES } from '../../sandbox/gallery/serve.ts';
import { LANGUAGES } from '../support/languages.ts';

let gallery: Awaited<ReturnType<typeof serveGallery>>;

test.beforeAll(async () => {
  gallery = await serveGallery();
});
test.afterAll(() => gallery.close());

interface GalleryPage {
  openState(name: string): void;
}
declare const window: GalleryPage & Window;

/** One state in a panel of its own, with the details open. */
async function show(page: Page, state: string): Promise<void> {
  await page.evaluate((name) => window.openState(name), state);
  await page.locator('main').waitFor();
  await page.evaluate(() => {
    document.documentElement.dataset['theme'] = 'light';
    window.scrollTo(0, 0);
    for (const details of document.querySelectorAll('details')) details.open = true;
  });
  // What is below them comes a moment later.
  await page.waitForFunction(() => !document.querySelector('details:not(:has(dl))'));
}

interface Look {
  readonly theme?: 'dark';
  readonly width: number;
  readonly axe?: axe.RunOptions;
}

/**
 * What axe looks at in each theme and width. Width and theme change no element, so that all rules are asked once; colours do
 * not hang on the width, nor sizes on the theme.
 */
const LOOKS: readonly Look[] = [
  { width: 320, axe: { rules: { 'target-size': { enabled: true } } } },
  { width: 400 },
  { width: 1280, axe: { runOnly: ['target-size'] } },
  { theme: 'dark', width: 400, axe: { runOnly: ['color-contrast'] } },
];

const violations = (page: Page, asked: axe.RunOptions) =>
  page.evaluate(async (options) => {
    const { axe: inPage } = globalThis as unknown as { axe: typeof axe };
    const found = await inPage.run(document, options);
    return found.violations.map((v) => `${v.id}: ${v.nodes.map((node) => node.html).join(' ')}`);
  }, asked);

/** Nothing lies beyond the edge, and no text is cut off. */
const overflows = (page: Page) =>
  page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth);

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

/** Forced colours take every field of colour away: what a state is must not hang on one. */
const isTold = (page: Page) =>
  page.evaluate(() =>
    [...document.querySelectorAll('.status')].every(
      (status) => status.querySelector('svg') && status.querySelector('.word')?.textContent,
    ),
  );

/** Comes with each page: handed over for each state, 1.5 MB of source took a third of the time. */
const AXE = fileURLToPath(import.meta.resolve('axe-core/axe.min.js'));

const PARTS = 5;

for (let part = 0; part < PARTS; part += 1) {
  const states = STATE_NAMES.filter((_, index) => index % PARTS === part);
  test(`every state of the panel is fit for eyes, keyboard and zoom, part ${part + 1} of ${PARTS}`, async ({
    page,
  }) => {
    test.setTimeout(600_000);
    await page.addInitScript({ path: AXE });
    await page.emulateMedia({ reducedMotion: 'reduce' });
    await page.goto(`${gallery.url}?state=${states[0]}`);
    await page.locator('main').waitFor();
    for (const state of states) {
      await page.setViewportSize({ width: 400, height: 260 });
      await show(page, state);
      await test.step(`axe finds nothing and nothing overflows from 320 to 1280 pixels: ${state}`, async () => {
        for (const { theme = 'light', width, axe: asked } of LOOKS) {
          await page.evaluate((name) => (document.documentElement.dataset['theme'] = name), theme);
          await page.setViewportSize({ width, height: 260 });
          // What keeps to the lower edge lies above something until here, as it has to; the next step is about that.
          await page.evaluate(() => window.scrollTo(0, document.documentElement.scrollHeight));
          if (asked) expect(await violations(page, asked), `${state}, ${theme}, ${width}`).toEqual([]);
          expect(await overflows(page), `${state}, ${theme}, ${width}`).toBe(false);
        }
      });
      await test.step(`no control has the focus out of sight, below what keeps to the lower edge: ${state}`, async () => {
        expect(await hiddenWithFocus(page), state).toEqual([]);
      });
      await test.step(`it fits into the narrowest widget at 200 % zoom, and into forced colours: ${state}`, async () => {
        await page.setViewportSize({ width: 160, height: 260 });
        await page.emulateMedia({ reducedMotion: 'reduce', forcedColors: 'active' });
        expect(await overflows(page), state).toBe(false);
        expect(await isTold(page), state).toBe(true);
        await page.emulateMedia({ reducedMotion: 'reduce', forcedColors: 'none' });
      });
    }
  });
}

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
