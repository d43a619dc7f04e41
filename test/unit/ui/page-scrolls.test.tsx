// @vitest-environment happy-dom
import { readdirSync, readFileSync } from 'node:fs';
import { afterEach, expect, it } from 'vitest';
import { settle } from '../../support/fake-clock.ts';
import { cleanUp, show, showAll } from './show.ts';
import { makeSafeCall, ready } from './views.ts';

const rectOf = Element.prototype.getBoundingClientRect;
let scrollY = 0;
afterEach(() => {
  cleanUp();
  Element.prototype.getBoundingClientRect = rectOf;
  scrollY = 0;
});

const ID = { a: 'aaaaaaaa-77d0-4c7e-9a55-0d6a3f5b1e42', b: 'bbbbbbbb-77d0-4c7e-9a55-0d6a3f5b1e42' };
const safe = (id: string, notLogged = false) => makeSafeCall({ conversationId: id, notLogged });

/** Two paused calls, 50 px each, in a page that scrolls. */
function list() {
  const shown = showAll(ready(safe(ID.a), safe(ID.b)));
  Object.defineProperty(window, 'scrollY', { configurable: true, get: () => scrollY });
  Element.prototype.getBoundingClientRect = function place(this: Element) {
    const index = this.classList.contains('place') ? [...this.parentElement!.children].indexOf(this) : 0;
    return new DOMRect(0, index * 50 - scrollY, 300, 50);
  };
  shown.view.value = ready(safe(ID.a, true), safe(ID.b));
  shown.clock.pass(5_000);
  let clientX = 0;
  return {
    ...shown,
    scrollTo(y: number) {
      scrollY = y;
      document.dispatchEvent(new Event('scroll'));
    },
    press: () =>
      document.getElementById(`c-${ID.b}-resume`)!.dispatchEvent(
        // Far from the press before: it is no second one of the same gesture.
        new MouseEvent('click', { bubbles: true, cancelable: true, detail: 1, clientX: (clientX += 50) }),
      ),
  };
}

it('drops a press on a row that the page has just moved by scrolling', async () => {
  const { scrollTo, press, clock, actions } = list();
  scrollTo(40);
  press();
  expect(actions.asked).toEqual([]);
  clock.pass(800);
  press();
  expect(actions.asked).toEqual([`resume ${ID.b}`]);
  await settle();
});

it.each([
  ['the wheel', () => new WheelEvent('wheel')],
  ['touch', () => new Event('touchmove')],
  ['a key', () => new KeyboardEvent('keydown', { key: 'PageDown' })],
  ['the scroll bar', () => new PointerEvent('pointerdown', { clientX: 5_000 })],
])('lets a press count after the agent has scrolled by %s, as long as that goes on', async (_by, input) => {
  const { scrollTo, press, clock, actions } = list();
  document.dispatchEvent(input());
  for (const y of [10, 20, 30]) {
    clock.pass(200);
    scrollTo(y);
  }
  press();
  expect(actions.asked).toEqual([`resume ${ID.b}`]);
  await settle();
});

it('drops a press on a row that stands elsewhere once everything is drawn anew', async () => {
  const { root, press, clock, actions } = list();
  const before = root.querySelector('.calls');
  scrollY = 40;
  (root.querySelector('.row-title')!.firstChild as Text).data += ' ';
  await settle();
  for (let rest = 1_000; rest > 0 && root.querySelector('.calls') === before; rest -= 100) {
    clock.pass(100);
    await settle();
  }
  expect(root.querySelector('.calls')).not.toBe(before);
  press();
  expect(actions.asked).toEqual([]);
  await settle();
});

it.each([
  ['pointer', () => new PointerEvent('pointermove'), true],
  ['keyboard', () => new KeyboardEvent('keydown', { key: 'Tab' }), false],
  [
    'pointer, with a modifier held',
    () => {
      document.dispatchEvent(new PointerEvent('pointermove'));
      return new KeyboardEvent('keydown', { key: 'Shift' });
    },
    true,
  ],
])(
  'moves the focus of whoever works by %s, and the page only for the keyboard',
  (_by, input, preventScroll) => {
    const alarmed = makeSafeCall({ alarms: [{ kind: 'cannot-confirm' }] });
    const { root, view } = show(ready(alarmed));
    root.querySelector<HTMLElement>('.settle')!.focus();
    document.dispatchEvent(input());
    const asked: unknown[] = [];
    const call = root.querySelector<HTMLElement>('.call')!;
    call.focus = (options) => {
      asked.push(options);
      HTMLElement.prototype.focus.call(call, options);
    };
    view.value = ready({ ...alarmed, alarms: [] });
    expect(document.activeElement).toBe(call);
    expect(asked).toEqual([{ preventScroll }]);
  },
);

it('moves the focus in one place only', () => {
  const files = readdirSync('src/ui', { recursive: true, encoding: 'utf8' }).filter((file) =>
    /\.tsx?$/.test(file),
  );
  const movers = files.filter((file) => /\.focus\(/.test(readFileSync(`src/ui/${file}`, 'utf8')));
  expect(movers).toEqual(['agent/move-focus.ts']);
});
