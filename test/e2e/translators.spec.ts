import type { Locator } from '@playwright/test';
import { SEED } from '../../sandbox/control.ts';
import { expect, test } from './fixtures.ts';

const state = 'data-recording-state';

/** What page translators do to every word below: the text in an element of theirs, the old text node out of the page. */
const translate = (body: Locator) =>
  body.evaluate((root) => {
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    const texts: Text[] = [];
    while (walker.nextNode()) texts.push(walker.currentNode as Text);
    for (const text of texts) {
      const font = document.createElement('font');
      font.textContent = text.data;
      text.replaceWith(font);
    }
  });

test('forbids translators to translate the panel', async ({ desk }) => {
  await desk.open();
  const id = await desk.call();
  await expect(desk.region(id)).toHaveAttribute(state, 'recording');
  const html = desk.frame(id).locator('html');
  await expect(html).toHaveAttribute('translate', 'no');
  await expect(desk.frame(id).locator('meta[name="google"]')).toHaveAttribute('content', 'notranslate');
});

test('tells the truth although every word has been replaced by a translator', async ({ desk }) => {
  await desk.open();
  const id = await desk.call();
  const region = desk.region(id);
  await expect(region).toHaveAttribute(state, 'recording');
  await region.getByRole('button', { name: 'Pause recording', exact: true }).click();
  await expect(region).toHaveAttribute('data-safe', 'true');
  const body = desk.frame(id).locator('#app');
  await translate(body);
  await expect(body.locator('font')).toHaveCount(0, { timeout: 1_000 });
  await translate(body);
  await desk.act({ conversationId: id, act: 'resume', by: SEED.users.sol });
  await expect(region).toHaveAttribute(state, 'recording');
  await expect(region.getByRole('status')).toContainText('Recording');
  await expect(body.getByText('Safe to take details')).toHaveCount(0);
  await expect(body.getByText('Paused', { exact: true })).toHaveCount(0);
  await region.getByRole('button', { name: 'Pause recording', exact: true }).click();
  await expect(region).toHaveAttribute('data-safe', 'true');
});

test('claims nothing beside a translator that never rests, and burns no processor over it', async ({
  desk,
}) => {
  await desk.open();
  const id = await desk.call();
  const region = desk.region(id);
  await expect(region).toHaveAttribute(state, 'recording');
  const body = desk.frame(id).locator('body');
  await body.evaluate((root) => {
    const seen = { rounds: 0 };
    Object.assign(window, { seen });
    new MutationObserver(() => {
      const word = root.querySelector('.word');
      if (!word || word.querySelector('font')) return;
      seen.rounds += 1;
      const font = document.createElement('font');
      font.textContent = 'Angehalten';
      word.replaceChildren(font);
    }).observe(root, { subtree: true, childList: true, characterData: true });
    root.querySelector('.word')?.append(' ');
  });
  await expect(desk.frame(id).getByText('Another program changes what this panel shows.')).toBeVisible();
  await expect(region).toHaveAttribute(state, 'unknown');
  await expect(region).not.toHaveAttribute('data-safe');
  await expect(region.getByRole('timer')).toHaveCount(0);
  const rounds = await body.evaluate(() => (window as unknown as { seen: { rounds: number } }).seen.rounds);
  expect(rounds).toBeLessThan(12);
});

/** As readers, archivers and tools that change a page by its source do it. */
const REWRITES: readonly (readonly [string, () => void])[] = [
  ['the elements', () => (document.body.innerHTML = `${document.body.innerHTML}`)],
  ['the body', () => document.body.replaceWith(document.body.cloneNode(true))],
  ['the document', () => document.documentElement.replaceWith(document.documentElement.cloneNode(true))],
  [
    'the source',
    () => {
      const source = document.documentElement.outerHTML.replaceAll(/<script.*?<\/script>/gs, '');
      document.open();
      document.write(source);
      document.close();
    },
  ],
];

for (const [what, rewrite] of REWRITES) {
  test(`leaves no copy in sight when somebody replaces ${what} by a copy`, async ({ desk }) => {
    await desk.open();
    const id = await desk.call();
    const region = desk.region(id);
    await expect(region).toHaveAttribute(state, 'recording');
    await region.getByRole('button', { name: 'Pause recording', exact: true }).click();
    await expect(region).toHaveAttribute('data-safe', 'true');
    await desk.frame(id).locator('body').evaluate(rewrite);
    await desk.act({ conversationId: id, act: 'resume', by: SEED.users.sol });
    await expect(region).toHaveCount(1);
    await expect(region).toHaveAttribute(state, 'recording');
    await expect(desk.frame(id).getByText('Safe to take details')).toHaveCount(0);
    await region.getByRole('button', { name: 'Pause recording', exact: true }).click();
    await expect(region).toHaveAttribute('data-safe', 'true');
  });
}

/** An extension that puts a ripple into whatever is pressed: the panel is drawn anew while the button is down. */
const markPresses = (body: Locator) =>
  body.evaluate(() => {
    const mark = ({ target }: Event) =>
      (target as Element).closest('button')?.append(document.createElement('i'));
    for (const type of ['pointerdown', 'keydown']) document.addEventListener(type, mark, true);
  });

test('puts up with an extension that gives a class to what is pressed, press after press', async ({
  desk,
}) => {
  await desk.open();
  const id = await desk.call();
  const region = desk.region(id);
  await expect(region).toHaveAttribute(state, 'recording');
  await desk
    .frame(id)
    .locator('body')
    .evaluate(() => {
      const on = ({ target }: Event) => (target as Element).closest('button')?.classList.add('ripple');
      const off = () => document.querySelector('.ripple')?.classList.remove('ripple');
      document.addEventListener('pointerdown', on, true);
      document.addEventListener('pointerup', off, true);
    });
  for (const [name, then] of [
    ['Pause recording', 'paused'],
    ['Resume recording', 'recording'],
    ['Pause recording', 'paused'],
    ['Resume recording', 'recording'],
    ['Pause recording', 'paused'],
  ] as const) {
    const button = region.getByRole('button', { name, exact: true });
    await button.click({ delay: 150 });
    await expect(region).toHaveAttribute(state, then);
    await expect(region.getByRole('button', { name: 'Resume recording', exact: true })).toBeEnabled({
      enabled: then === 'paused',
    });
  }
});

for (const how of ['mouse', 'Space', 'Enter', 'touch'] as const)
  test(`loses no press beside an extension that marks what is pressed: ${how}`, async ({ desk }) => {
    await desk.open();
    const id = await desk.call();
    const region = desk.region(id);
    await expect(region).toHaveAttribute(state, 'recording');
    await markPresses(desk.frame(id).locator('body'));
    const pause = region.getByRole('button', { name: 'Pause recording', exact: true });
    const { mouse, keyboard } = desk.page;
    const before = (await pause.elementHandle())!;
    const drawnAnew = () => expect.poll(() => before.evaluate((button) => button.isConnected)).toBe(false);
    if (how === 'mouse') {
      await pause.hover();
      await mouse.down();
      await drawnAnew();
      await mouse.up();
    } else if (how === 'touch') {
      const { x, y, width, height } = (await pause.boundingBox())!;
      const session = await desk.page.context().newCDPSession(desk.page);
      const at = { x: x + width / 2, y: y + height / 2 };
      await session.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints: [at] });
      await drawnAnew();
      await session.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] });
    } else {
      await pause.focus();
      await keyboard.down(how);
      await drawnAnew();
      await keyboard.up(how);
    }
    await expect(region).toHaveAttribute('data-safe', 'true');
    const sent = (await desk.sandbox.control.requests()).filter(({ method }) => method === 'PATCH');
    expect(sent).toHaveLength(1);
  });
