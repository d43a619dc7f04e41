import { expect, test, type Page } from '@playwright/test';
import { serveGallery, STATE_NAMES } from '../../sandbox/gallery/serve.ts';
import { STATES } from '../../sandbox/gallery/states.ts';
import { LANGUAGES } from '../support/languages.ts';

let gallery: Awaited<ReturnType<typeof serveGallery>>;

test.beforeAll(async () => {
  gallery = await serveGallery();
});
test.afterAll(() => gallery.close());

const WIDTHS = [320, 400, 1280] as const;

interface GalleryPage {
  readonly pressed: string[];
  showState(name: string): void;
}
declare const window: GalleryPage;

async function open(page: Page, language: string, width: number): Promise<void> {
  await page.setViewportSize({ width, height: 260 });
  await page.goto(`${gallery.url}?state=recording&lang=${language}`);
  await page.locator(`html[lang="${language}"]`).waitFor();
  await page.locator('main').waitFor();
}

const showState = (page: Page, name: string) => page.evaluate((state) => window.showState(state), name);

interface Commands {
  readonly places: Readonly<Record<string, string>>;
  readonly overflowing: readonly string[];
}

/**
 * Shows these states one after the other. Of each: where the commands of each call are, in px of the document, by the call and the
 * command; and what does not fit into one.
 */
const commandsIn = (page: Page, states: readonly string[]): Promise<readonly Commands[]> =>
  page.evaluate(async (names) => {
    const box = (element: Element) => {
      const { left, top, width, height } = element.getBoundingClientRect();
      return [left, top + scrollY, width, height].map(Math.round).join(' ');
    };
    const measured: Commands[] = [];
    for (const name of names) {
      window.showState(name);
      // It is drawn by the next task.
      await new Promise((drawn) => setTimeout(drawn));
      const places: Record<string, string> = {};
      const overflowing: string[] = [];
      for (const button of document.querySelectorAll<HTMLElement>('.command > button')) {
        places[button.id] = box(button);
        const { bottom, top } = button.getBoundingClientRect();
        if (button.scrollHeight > button.clientHeight) overflowing.push(button.textContent ?? '');
        const note = button.parentElement?.querySelector('.command-note')?.getBoundingClientRect();
        if (note && innerWidth > 256 && (note.top < top || note.bottom > bottom))
          overflowing.push(`${button.textContent} (note)`);
      }
      measured.push({ places, overflowing });
    }
    return measured;
  }, states);

const oneCall = STATE_NAMES.filter((name) => {
  const view = STATES[name];
  const calls = (view && 'conversations' in view && view.conversations) || [];
  return calls.length === 1 && calls[0]?.isWatched;
});

for (const language of LANGUAGES) {
  test(`both commands stand still through every state of a call, ${language}, 160 to 1280 px`, async ({
    page,
  }) => {
    for (const width of [160, ...WIDTHS]) {
      await open(page, language, width);
      const [first, ...others] = await commandsIn(page, ['recording', ...oneCall]);
      const places = Object.values(first!.places);
      expect(places).toHaveLength(2);
      for (const [index, measured] of others.entries()) {
        const what = `${oneCall[index]}, ${width} px`;
        expect(Object.values(measured.places), what).toEqual(places);
        expect(measured.overflowing, what).toEqual([]);
      }
    }
  });
}

// Where the commands are hangs on width and language, and the test above sees to that; these take 0.3 s a state.
for (const [index, language] of LANGUAGES.entries()) {
  const width = WIDTHS[index % WIDTHS.length]!;
  test(`two presses on one place of Pause never reach Resume, ${language}, ${width} px`, async ({ page }) => {
    await open(page, language, width);
    for (const state of oneCall) {
      const view = STATES[state];
      const call = view && 'conversations' in view ? view.conversations?.[0] : undefined;
      if (!call?.pause.can || call.alarms.length === 0) continue;
      await showState(page, state);
      await page.evaluate(() => void window.pressed.splice(0));
      const box = await page.locator('.command > button').first().boundingBox();
      if (!box) throw new Error('Pause is not there');
      // Down, 100 ms, up, 100 ms, and again: 200 ms from press to press, without looking where anything is meanwhile.
      await page.mouse.click(box.x + box.width / 2, box.y + box.height * 0.9, {
        clickCount: 2,
        delay: 100,
      });
      expect(await page.evaluate(() => window.pressed), state).toEqual(['pause', 'pause']);
    }
  });
}

for (const width of WIDTHS) {
  test(`no command of any call moves below a pointer that is at work, ${width} px`, async ({ page }) => {
    await open(page, 'en-US', width);
    await showState(page, 'all-calls');
    const resume = page.locator('.command > button[id$="-resume"]').nth(2);
    await resume.hover();
    const [before] = await commandsIn(page, ['all-calls']);
    const [after] = await commandsIn(page, ['all-calls-later']);
    const left = Object.entries(before!.places).filter(([id]) => id in after!.places);
    expect(left).toHaveLength(8);
    expect(Object.fromEntries(left)).toEqual(after!.places);
  });
}

test('a press right after another at the same place counts only if it is still the same thing, and Pause always', async ({
  page,
}) => {
  await open(page, 'en-US', 320);
  await showState(page, 'signed-out-no-call');
  const box = await page.getByRole('button', { name: 'Sign in' }).boundingBox();
  if (!box) throw new Error('Sign in is not there');
  const at = [box.x + box.width / 2, box.y + box.height / 2] as const;
  await page.mouse.click(...at);
  await showState(page, 'unknown');
  const pressed = await page.evaluate(([x, y]) => document.elementFromPoint(x, y)?.textContent, at);
  await page.mouse.click(...at);
  expect(await page.evaluate(() => window.pressed), `what came below the pointer is ${pressed}`).toEqual([
    'sign in',
  ]);
});
