import { expect, test, type Locator, type Page } from '@playwright/test';
import { SEED } from '../../sandbox/control.ts';
import { serveGallery } from '../../sandbox/gallery/serve.ts';
import { expect as deskExpect, test as deskTest, type Desk } from './fixtures.ts';
import { INTERVALS } from './still-clock.ts';
import { LANGUAGES } from '../support/languages.ts';

let gallery: Awaited<ReturnType<typeof serveGallery>>;

test.beforeAll(async () => {
  gallery = await serveGallery();
});
test.afterAll(() => gallery.close());

async function open(page: Page, state: string, { language = 'en-US', width = 320 } = {}): Promise<void> {
  await page.setViewportSize({ width, height: 600 });
  await page.goto(`${gallery.url}?state=${state}&lang=${language}`);
  await page.locator(`html[lang="${language}"] main`).waitFor();
}

const foldAll = async (page: Page) => {
  for (const row of await page.locator('.fold[aria-expanded="true"]').all()) await row.click();
};

for (const language of LANGUAGES)
  test(`ten calls are ten rows of about 56 px, and no word or clock of theirs is cut, ${language}, 320 to 1280 px`, async ({
    page,
  }) => {
    for (const width of [320, 400, 1280]) {
      await open(page, 'all-ten', { language, width });
      await foldAll(page);
      const rows = await page.evaluate(() =>
        [...document.querySelectorAll('.row')].map((row) => {
          const { left, right, height } = row.getBoundingClientRect();
          const boxOf = (one: Element) => {
            const text = document.createRange();
            text.selectNodeContents(one);
            return text.getBoundingClientRect();
          };
          const [word, clock] = ['.word', '.clock'].map((one) => row.querySelector(one));
          const commands = row.querySelector('.commands')!.getBoundingClientRect();
          const boxes = [word, clock].flatMap((one) => (one ? [boxOf(one)] : []));
          const isCut = boxes.some((box) => box.left < left || box.right > right);
          const overlaps =
            boxes.some(
              (box) => box.right > commands.left && box.bottom > commands.top && box.left < commands.right,
            ) ||
            (boxes[1] !== undefined && boxes[0]!.right > boxes[1].left);
          return { height, isCut, overlaps };
        }),
      );
      expect(rows, `${width} px`).toHaveLength(10);
      expect(
        rows.filter(({ isCut, overlaps }) => isCut || overlaps),
        `${width} px`,
      ).toEqual([]);
      const heights = rows.map(({ height }) => height).toSorted((a, b) => a - b);
      expect(heights[0]).toBeGreaterThanOrEqual(56);
      expect(heights[5]).toBeLessThanOrEqual(58);
      expect(heights[9]).toBeLessThanOrEqual(72);
    }
  });

test('a row is unfolded, and its commands are pressed, by keyboard alone', async ({ page }) => {
  await open(page, 'all-quiet');
  const row = page.getByRole('region', { name: 'Support' });
  await row.getByRole('heading').getByRole('button').focus();
  await page.keyboard.press('Tab');
  await expect(row.getByRole('button', { name: 'Pause recording' })).toBeFocused();
  await page.keyboard.press('Enter');
  expect(await page.evaluate(() => (window as unknown as { pressed: string[] }).pressed)).toEqual(['pause']);
  await page.keyboard.press('Shift+Tab');
  await page.keyboard.press('Enter');
  await expect(row.getByRole('heading').getByRole('button')).toHaveAttribute('aria-expanded', 'true');
  await expect(row.getByText('Details')).toBeVisible();
});

test('an alarm is read whole in a row that the agent has folded, and Pause stays beside it', async ({
  page,
}) => {
  await open(page, 'all-loud');
  await foldAll(page);
  const row = page.getByRole('region').first();
  const alert = row.getByRole('alert');
  await expect(alert).toBeInViewport({ ratio: 1 });
  await expect(alert).toHaveText(/Stop taking card details\./);
  await row.getByRole('button', { name: 'Pause recording' }).click();
  expect(await page.evaluate(() => (window as unknown as { pressed: string[] }).pressed)).toEqual(['pause']);
});

deskTest('the desktop shows all calls in its sidebar and as a page', async ({ desk }) => {
  await desk.open();
  const first = await desk.call();
  const second = await desk.call();
  for (const where of ['sidebar', 'page']) {
    if (where === 'sidebar') await desk.page.getByRole('tab', { name: 'All calls' }).click();
    else {
      await desk.page.getByRole('button', { name: 'Apps' }).click();
      await desk.page.getByRole('button', { name: 'Recording Control: all calls' }).click();
    }
    const app = desk.page.frameLocator(`iframe[title="Recording Control: ${where}"]`);
    for (const id of [first, second]) {
      const row = app.locator(`[role="region"][data-conversation-id="${id}"]`);
      await deskExpect(row).toHaveAttribute('data-recording-state', 'recording');
      await deskExpect(row.getByRole('heading')).toContainText(/Payments|Support/);
    }
  }
  await desk.page.getByRole('button', { name: 'Back to the interactions' }).click();
  await deskExpect(desk.frame(second).getByRole('region')).toBeVisible();
});

deskTest('a list that cannot be loaded is said, and Try again brings it', async ({ desk }) => {
  await desk.open();
  await desk.call();
  const tab = await desk.page.context().newPage();
  const chunk = /for-all-calls-.*\.js$/;
  await tab.route(chunk, (route) => route.abort());
  await tab.goto(`${desk.sandbox.appUrl}/index.html?gcLangTag=en-US`);
  await deskExpect(tab.getByRole('alert')).toContainText('This app has failed.');
  await tab.unroute(chunk);
  await tab.getByRole('button', { name: 'Try again' }).click();
  await deskExpect(tab.getByRole('region')).toHaveAttribute('data-recording-state', 'recording');
});

deskTest('a list that never comes is said as well', async ({ desk }) => {
  await desk.open();
  await desk.call();
  const tab = await desk.page.context().newPage();
  await tab.route(/for-all-calls-.*\.js$/, () => undefined);
  await tab.goto(`${desk.sandbox.appUrl}/index.html?gcLangTag=en-US`);
  await deskExpect(tab.getByRole('alert')).toContainText('This app has failed.');
});

/** Two calls in a list of their own page. */
async function twoRows(desk: Desk) {
  await desk.open();
  const first = await desk.call();
  const second = await desk.call({ queueId: SEED.queues.support });
  const tab = await desk.page.context().newPage();
  await tab.goto(`${desk.sandbox.appUrl}/index.html?gcLangTag=en-US`);
  const row = (id: string) => tab.locator(`[role="region"][data-conversation-id="${id}"]`);
  for (const id of [first, second])
    await deskExpect(row(id)).toHaveAttribute('data-recording-state', 'recording');
  const inOrder = () =>
    tab
      .getByRole('region')
      .evaluateAll((rows) => rows.map((one) => (one as HTMLElement).dataset['conversationId'] ?? ''));
  return { tab, row, inOrder };
}

/** The pointer lies on the Pause of this row, for long enough to be no longer on its way. Answers where. */
async function restOn(row: Locator): Promise<{ readonly x: number; readonly y: number }> {
  const pause = row.getByRole('button', { name: 'Pause recording' });
  await pause.scrollIntoViewIfNeeded();
  await pause.hover();
  const { x = 0, y = 0, width = 0, height = 0 } = (await pause.boundingBox()) ?? {};
  const since = await row.page().evaluate(() => performance.now());
  await row.page().waitForFunction((from) => performance.now() > from + 2_500, since);
  return { x: x + width / 2, y: y + height / 2 };
}

deskTest('Details of one call move no button of another from under the pointer', async ({ desk }) => {
  const { tab, row, inOrder } = await twoRows(desk);
  const [above = '', below = ''] = await inOrder();
  await row(above).getByRole('button', { expanded: false }).click();
  await row(above).getByRole('button', { name: 'Pause recording' }).click();
  await deskExpect(row(above)).toHaveAttribute('data-safe', 'true');
  await row(above).getByText('Details', { exact: true }).click();
  await deskExpect(row(above).getByRole('button', { name: 'Copy' })).toBeVisible();
  await tab.mouse.move(0, 0);
  await desk.act({ conversationId: above, act: 'resume' });
  await deskExpect(row(above).getByRole('alert')).toBeVisible();
  const { x, y } = await restOn(row(below));
  const told = await row(above).getByRole('listitem').count();
  await desk.act({ conversationId: above, act: 'pause' });
  // The timeline has told the new pause as well: Details have drawn themselves.
  await deskExpect.poll(() => row(above).getByRole('listitem').count()).toBeGreaterThan(told);
  await deskExpect(row(above)).toHaveAttribute('data-recording-state', 'paused');
  await tab.mouse.click(x, y);
  await deskExpect(row(below)).toHaveAttribute('data-recording-state', 'paused');
});

deskTest('a word that somebody else changes moves no call from under the pointer', async ({ desk }) => {
  const { tab, row, inOrder } = await twoRows(desk);
  const [above = '', below = ''] = await inOrder();
  const { x, y } = await restOn(row(above));
  await desk.act({ conversationId: below, act: 'pause' });
  await deskExpect(row(below)).toHaveAttribute('data-recording-state', 'paused');
  const list = await tab.locator('.calls').elementHandle();
  await tab.evaluate(() => {
    const word = document.querySelector('.row-title')?.firstChild;
    if (word) word.nodeValue += ' ';
  });
  await tab.waitForFunction((before) => !before?.isConnected, list);
  await tab.mouse.click(x, y);
  await deskExpect(row(above)).toHaveAttribute('data-recording-state', 'paused');
});

deskTest(
  'a pointer that rests on the last of three calls leaves the alarm of the first in sight',
  async ({ desk }) => {
    await desk.setConfig({
      pause: { maxSeconds: 20, warnAfterSeconds: 5, extendSeconds: 10, maxExtensions: 1 },
    });
    await desk.open();
    const ids = [await desk.call(), await desk.call({ queueId: SEED.queues.support }), await desk.call()];
    const tab = await desk.page.context().newPage();
    await tab.setViewportSize({ width: 400, height: 900 });
    await tab.clock.install();
    await tab.goto(`${desk.sandbox.appUrl}/index.html?gcLangTag=en-US`);
    const rows = tab.getByRole('region');
    for (const id of ids)
      await deskExpect(tab.locator(`[data-conversation-id="${id}"]`)).toHaveAttribute(
        'data-recording-state',
        'recording',
      );
    for (const row of await rows.all()) {
      await tab.clock.runFor(1_000);
      await row.getByRole('button', { name: 'Pause recording' }).click();
      await deskExpect(row).toHaveAttribute('data-safe', 'true');
    }
    const pass = async (seconds: number) => {
      for (let rest = seconds; rest > 0; rest -= 1) {
        await desk.sandbox.control.clock({ advanceMs: 1_000 });
        await tab.clock.runFor(1_000);
      }
    };
    await pass(35);
    await deskExpect(tab.getByRole('alert')).toHaveCount(3);
    await pass(12);
    for (const place of ['first', 'last'] as const) {
      await deskExpect(rows[place]().getByRole('alert')).toBeInViewport({ ratio: 1 });
      await deskExpect(rows[place]().getByRole('button', { name: 'Resume recording' })).toBeInViewport({
        ratio: 1,
      });
    }
  },
);

/** Six calls in a list that is higher than its frame. The test alone moves its clock. */
async function longList(desk: Desk, config: Record<string, unknown> = {}) {
  await desk.setConfig(config);
  await desk.open();
  for (let count = 0; count < 6; count += 1) await desk.call();
  const tab = await desk.page.context().newPage();
  await tab.setViewportSize({ width: 400, height: 200 });
  await tab.clock.install();
  await tab.goto(`${desk.sandbox.appUrl}/index.html?gcLangTag=en-US`);
  await deskExpect(tab.locator('[data-recording-state="recording"]')).toHaveCount(6);
  await tab.clock.pauseAt(await tab.evaluate(() => Date.now() + 5_000));
  const [first, ...others] = await tab.getByRole('region').all();
  const pass = async (seconds: number) => {
    for (let rest = seconds; rest > 0; rest -= 1) {
      await desk.sandbox.control.clock({ advanceMs: 1_000 });
      await tab.clock.runFor(1_000);
    }
  };
  const reaches = (row: Locator, name: string, value: string) =>
    deskExpect(async () => {
      await tab.clock.runFor(100);
      await deskExpect(row).toHaveAttribute(name, value, { timeout: 1 });
    }).toPass(INTERVALS);
  const pause = async (row: Locator) => {
    await tab.clock.runFor(1_000);
    await row.getByRole('button', { name: 'Pause recording' }).click();
    await reaches(row, 'data-safe', 'true');
  };
  return { tab, first: first!, others, pass, pause, reaches };
}

/** Scrolls the list down by the wheel, and lays the pointer on the Resume of the last row. */
async function lieOnLast(tab: Page, last: Locator) {
  await tab.mouse.move(200, 300);
  await tab.mouse.wheel(0, 5_000);
  const resume = last.getByRole('button', { name: 'Resume recording' });
  await tab.waitForFunction(() => window.scrollY > 60);
  // Waits until nothing moves any more.
  await resume.hover();
  const { x = 0, y = 0, width = 0, height = 0 } = (await resume.boundingBox()) ?? {};
  const point = { x: x + width / 2, y: y + height / 2 };
  const below = () =>
    tab.evaluate((at) => document.elementFromPoint(at.x, at.y)?.closest('button')?.id, point);
  const at = await below();
  deskExpect(at).toMatch(/-resume$/);
  const call = tab.getByRole('region').filter({ has: tab.locator(`[id="${at}"]`) });
  return {
    resume: at,
    below,
    call,
    nudge: () => tab.mouse.move((point.x += 1), point.y),
    press: () => tab.mouse.click(point.x, point.y),
  };
}

deskTest('a button that has the focus and goes scrolls no other call below the pointer', async ({ desk }) => {
  const { tab, first, others, pass, pause, reaches } = await longList(desk, {
    pause: { maxSeconds: 20, warnAfterSeconds: 5, extendSeconds: 10, maxExtensions: 2 },
  });
  await pause(first);
  await pass(15);
  await pause(others.at(-1)!);
  const more = first.getByRole('button', { name: 'More time' });
  await more.click();
  const { resume, below, press, call, nudge } = await lieOnLast(tab, others.at(-1)!);
  await deskExpect(async () => {
    // A pointer that rests would let the list scroll back to an alarm.
    await nudge();
    await pass(1);
    await deskExpect(more).toHaveCount(0, { timeout: 1 });
  }).toPass(INTERVALS);
  deskExpect(await below()).toBe(resume);
  await pass(1);
  await press();
  await reaches(call, 'data-recording-state', 'recording');
});

deskTest('a list that is drawn anew scrolls no other call below the pointer', async ({ desk }) => {
  const { tab, first, others, pause, reaches } = await longList(desk);
  for (const row of [...others, first]) await pause(row);
  const { resume, below, press, call } = await lieOnLast(tab, others.at(-1)!);
  const list = await tab.locator('.calls').elementHandle();
  await tab.evaluate(() => {
    const word = document.querySelector('.row-title')?.firstChild;
    if (word) word.nodeValue += ' ';
  });
  await tab.clock.runFor(1_000);
  await tab.waitForFunction((before) => !before?.isConnected, list);
  deskExpect(await below()).toBe(resume);
  await tab.clock.runFor(1_000);
  await press();
  await reaches(call, 'data-recording-state', 'recording');
});
