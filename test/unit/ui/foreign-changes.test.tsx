// @vitest-environment happy-dom
import { afterEach, describe, expect, it } from 'vitest';
import { settle } from '../../support/fake-clock.ts';
import { cleanUp, show } from './show.ts';
import { CALL_ID, makeCall, makeSafeCall, ready } from './views.ts';

afterEach(cleanUp);

/** As page translators do it: the words in new elements, the old text nodes out of the page. */
function translate(root: HTMLElement): void {
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  const texts: Text[] = [];
  while (walker.nextNode()) texts.push(walker.currentNode as Text);
  for (const text of texts) {
    const font = document.createElement('font');
    font.textContent = `~${text.data}`;
    text.replaceWith(font);
  }
}

type Panel = ReturnType<typeof show>;
const word = ({ root }: Panel) => root.querySelector('.word')?.textContent;
const region = ({ root }: Panel) => root.querySelector('[role="region"]')!;

const CHANGES: readonly (readonly [string, (panel: Panel) => void])[] = [
  ['every text by an element of a translator', ({ root }) => translate(root)],
  ['the state word', ({ root }) => void (root.querySelector('.word')!.firstChild!.nodeValue = 'Angehalten')],
  ['the status away', ({ root }) => root.querySelector('.status')!.remove()],
  ['the whole region away', (panel) => region(panel).remove()],
  ['everything away', ({ root }) => root.replaceChildren()],
  ['the panel itself away', ({ root }) => root.remove()],
  ['the clock', ({ root }) => void (root.querySelector('.clock')!.lastChild!.nodeValue = '00:01')],
  ['the icon', ({ root }) => root.querySelector('.status path, .status circle')!.remove()],
  ['the panel to a copy of it', ({ root }) => root.replaceWith(root.cloneNode(true))],
  ['every element to a copy', () => (document.body.innerHTML = `${document.body.innerHTML}`)],
  ['the body to a copy of it', () => document.body.replaceWith(document.body.cloneNode(true))],
  ['the body away', () => document.body.remove()],
  ['the whole document away', () => document.documentElement.remove()],
  [
    'the page to a reader’s view of it',
    ({ root }) => (document.body.innerHTML = `<p>${root.textContent}</p>`),
  ],
  ['nothing, and puts a copy beside it', ({ root }) => document.body.append(root.cloneNode(true))],
];

const ATTRIBUTES: typeof CHANGES = [
  ['the state attribute', (panel) => region(panel).setAttribute('data-recording-state', 'held')],
  ['what it does not claim', (panel) => region(panel).setAttribute('data-outcome', 'failed')],
  [
    'the name of a button',
    ({ root }) => root.querySelector('.command > button')!.setAttribute('aria-label', 'Fortsetzen'),
  ],
  ['the class of the line that says safe', ({ root }) => root.querySelector('.cue')!.classList.add('unseen')],
  ['the attribute that hides the panel', ({ root }) => root.setAttribute('hidden', '')],
  [
    'one attribute twice',
    ({ root }) => {
      root.querySelector('.cue')!.classList.add('unseen');
      root.querySelector('.cue')!.classList.add('more');
    },
  ],
];

/** All that the page says, whoever put it there. */
const textShown = () => document.body.textContent ?? '';

it.each(CHANGES)('draws the truth anew within a second when somebody changes %s', async (_, change) => {
  const panel = show(ready(makeSafeCall()));
  const before = { html: panel.root.outerHTML, text: textShown() };
  const isAsBefore = () => panel.root.isConnected && panel.root.outerHTML === before.html;
  change(panel);
  await settle();
  expect(isAsBefore() && textShown() === before.text).toBe(false);
  panel.clock.pass(999);
  expect(isAsBefore()).toBe(true);
  expect(textShown()).toBe(before.text);
});

it.each(ATTRIBUTES)(
  'puts back at once, and draws nothing anew, when somebody changes %s',
  async (_, change) => {
    const panel = show(ready(makeSafeCall()));
    const before = { html: panel.root.outerHTML, region: region(panel) };
    change(panel);
    expect(panel.root.outerHTML).not.toBe(before.html);
    await settle();
    expect(panel.root.outerHTML).toBe(before.html);
    panel.clock.pass(999);
    expect(region(panel)).toBe(before.region);
  },
);

it('puts up with an extension that marks what is pressed, however often', async () => {
  const panel = show(ready(makeCall()));
  const pause = panel.ui.getByRole('button', { name: 'Pause recording' });
  for (let press = 0; press < 20; press += 1) {
    pause.classList.add('ripple');
    await settle();
    pause.classList.remove('ripple');
    await settle();
    panel.clock.pass(400);
  }
  expect(panel.ui.getByRole('button', { name: 'Pause recording' })).toBe(pause);
});

it('takes back every claim from somebody who changes an attribute again each time', async () => {
  const panel = show(ready(makeSafeCall()));
  const again = new MutationObserver(() => region(panel).setAttribute('data-recording-state', 'held'));
  again.observe(document.body, { subtree: true, attributes: true, childList: true });
  region(panel).setAttribute('data-recording-state', 'held');
  for (let round = 0; round < 30; round += 1) {
    await settle();
    panel.clock.pass(300);
  }
  again.disconnect();
  expect(textShown()).not.toContain('Safe to take details');
});

it.each([...CHANGES, ...ATTRIBUTES])(
  'shows at once what comes after somebody has changed %s',
  (_, change) => {
    const panel = show(ready(makeSafeCall()));
    change(panel);
    panel.view.value = ready(makeCall());
    expect(word(panel)).toBe('Recording');
    expect(region(panel).getAttribute('data-recording-state')).toBe('recording');
    expect(textShown()).not.toContain('Safe to take details');
    expect(panel.bugs).toEqual([]);
  },
);

/** Somebody changes the page while a button is held down, and it is drawn anew before it is let go. */
describe('a press during which the page is drawn anew', () => {
  const pause = ({ ui }: Panel) => ui.getByRole('button', { name: 'Pause recording' });
  const mouse = (type: string, target: Element) =>
    target.dispatchEvent(new MouseEvent(type, { bubbles: true, cancelable: true }));
  const space = (type: string, target: Element) =>
    target.dispatchEvent(new KeyboardEvent(type, { key: ' ', bubbles: true, cancelable: true }));
  const redraw = async (panel: Panel) => {
    panel.root.querySelector('.word')!.firstChild!.nodeValue = 'Angehalten';
    await settle();
    panel.clock.pass(999);
  };

  it.each([
    ['mouse', mouse, 'mousedown', 'mouseup'],
    ['Space', space, 'keydown', 'keyup'],
  ] as const)('counts, once: %s', async (_, send, down, up) => {
    const panel = show(ready(makeCall()));
    const before = pause(panel);
    before.focus();
    send(down, before);
    await redraw(panel);
    expect(pause(panel)).not.toBe(before);
    send(up, pause(panel));
    send(up, pause(panel));
    expect(panel.actions.asked).toEqual([`pause ${CALL_ID}`]);
  });

  it('counts on no other button than the one that was pressed, and not beside it', async () => {
    const panel = show(ready(makeCall({ resume: { can: true } })));
    mouse('mousedown', pause(panel));
    await redraw(panel);
    mouse('mouseup', panel.ui.getByRole('button', { name: 'Resume recording' }));
    mouse('mousedown', pause(panel));
    await redraw(panel);
    mouse('mouseup', region(panel));
    mouse('mouseup', pause(panel));
    expect(panel.actions.asked).toEqual([]);
  });

  it('leaves it to the browser where the button is still there', () => {
    const panel = show(ready(makeCall()));
    mouse('mousedown', pause(panel));
    mouse('mouseup', pause(panel));
    expect(panel.actions.asked).toEqual([]);
  });
});

it('takes back every claim while somebody does not stop, says why, and tries again after a while', async () => {
  const panel = show(ready(makeSafeCall()));
  const translateAgain = async () => {
    translate(panel.root);
    await settle();
    panel.clock.pass(1_000);
  };
  for (let round = 0; round < 4; round += 1) {
    await translateAgain();
    expect(word(panel)).toBe('Paused');
  }
  await translateAgain();
  const drawn = panel.root.innerHTML;
  expect(region(panel).getAttribute('data-recording-state')).toBe('unknown');
  expect(panel.root.textContent).toContain('Another program changes what this panel shows.');
  expect(panel.root.textContent).not.toContain('Safe to take details');
  expect(panel.root.querySelector('[role="timer"]')).toBeNull();
  // It may have that. What it does costs nothing any more.
  await translateAgain();
  panel.view.value = ready(makeCall());
  expect(panel.root.innerHTML).not.toBe(drawn);
  expect(region(panel).getAttribute('data-recording-state')).toBe('unknown');
  panel.clock.pass(10_000);
  expect(word(panel)).toBe('Recording');
});

it('tries again when the agent asks for it', async () => {
  const panel = show(ready(makeSafeCall()));
  for (let round = 0; round < 5; round += 1) {
    translate(panel.root);
    await settle();
    panel.clock.pass(1_000);
  }
  panel.ui.getByRole('button', { name: 'Try again' }).click();
  expect(word(panel)).toBe('Paused');
  expect(panel.actions.asked).toEqual([]);
});

it('does not mind what says nothing: marks of extensions, and details that the agent opens', async () => {
  const panel = show(ready(makeSafeCall()));
  const drawn = panel.root.querySelector('.word');
  panel.root.querySelector('.call')!.setAttribute('data-darkreader-inline-color', '');
  panel.root.querySelector('details')!.open = true;
  document.body.append(document.createElement('grammarly-desktop-integration'));
  await settle();
  panel.clock.pass(1_000);
  expect(panel.root.querySelector('.word')).toBe(drawn);
});

it('does not take its own drawing for a change by others', async () => {
  const panel = show(ready(makeSafeCall()));
  const drawn = panel.root.querySelector('.call');
  for (let second = 0; second < 20; second += 1) {
    panel.clock.pass(1_000);
    panel.view.value = second % 2 ? ready(makeSafeCall()) : ready(makeCall());
    await settle();
  }
  expect(panel.root.querySelector('.call')).toBe(drawn);
});

it('keeps the focus and open details where they are', async () => {
  const panel = show(ready(makeSafeCall()));
  panel.root.querySelector('details')!.open = true;
  panel.ui.getByRole('button', { name: 'Resume recording' }).focus();
  translate(panel.root);
  await settle();
  panel.clock.pass(1_000);
  expect(document.activeElement?.id).toBe(`c-${CALL_ID}-resume`);
  expect(panel.root.querySelector('details')?.open).toBe(true);
});

it('lets nothing stand as it was when it cannot be drawn, and draws again when it can', async () => {
  const panel = show(ready(makeSafeCall()));
  const { takeRecords } = MutationObserver.prototype;
  MutationObserver.prototype.takeRecords = () => {
    throw new Error('patched');
  };
  try {
    panel.view.value = ready(makeCall());
    expect(panel.root.textContent).toBe(
      'This app has failed. Press Try again. Tell your administrator if it stays.',
    );
    expect(panel.bugs).toHaveLength(1);
  } finally {
    MutationObserver.prototype.takeRecords = takeRecords;
  }
  await settle();
  panel.clock.pass(1_000);
  expect(word(panel)).toBe('Recording');
});
