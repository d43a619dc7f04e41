// @vitest-environment happy-dom
import { afterEach, expect, it } from 'vitest';
import type { ConversationView } from '../../../src/app/view.ts';
import { shortcutFor, type Key } from '../../../src/ui/agent/shortcuts.ts';
import { openDetails } from '../../support/open-details.ts';
import { cleanUp, show } from './show.ts';
import { CALL_ID, makeCall, makeSafeCall, ready } from './views.ts';

afterEach(cleanUp);

const OTHER = '8b41e0d2-1d0f-4bb5-a3a0-2f9c7a6d5e10';
const KEYS = { pause: 'Alt+Shift+P', resume: 'Alt+Shift+R' };
const key = (key: string, more: Partial<Key> = {}): Key => ({
  key,
  code: `Key${key.toUpperCase()}`,
  altKey: true,
  shiftKey: true,
  ctrlKey: false,
  metaKey: false,
  repeat: false,
  isComposing: false,
  ...more,
});
const press = (pressed: Key, target: Element = document.body) => {
  const event = new KeyboardEvent('keydown', { ...pressed, bubbles: true, cancelable: true });
  target.dispatchEvent(event);
  return event;
};

it.each([
  ['a letter', key('P'), KEYS, 'pause'],
  ['a letter in lower case', key('p'), KEYS, 'pause'],
  ['the other key', key('R'), KEYS, 'resume'],
  ['a sign that Option makes of the letter', key('∏', { code: 'KeyP' }), KEYS, 'pause'],
  ['a letter of another layout by what it says', key('P', { code: 'KeyR' }), KEYS, 'pause'],
  ['a digit under Shift', key('!', { code: 'Digit1' }), { pause: 'Alt+Shift+1' }, 'pause'],
  [
    'a function key',
    key('F9', { code: 'F9', altKey: false, shiftKey: false, ctrlKey: true }),
    { resume: 'Ctrl+F9' },
    'resume',
  ],
  ['one modifier too few', key('P', { shiftKey: false }), KEYS, undefined],
  ['one modifier too many', key('P', { ctrlKey: true }), KEYS, undefined],
  ['a key that is held down', key('P', { repeat: true }), KEYS, undefined],
  ['a key that composes', key('P', { isComposing: true }), KEYS, undefined],
  ['another letter', key('Q'), KEYS, undefined],
  ['no shortcuts', key('P'), {}, undefined],
] as const)('understands %s', (_, pressed, shortcuts, action) => {
  expect(shortcutFor(pressed, shortcuts)).toBe(action);
});

const DIGITS = { pause: 'Alt+Shift+7', resume: 'Alt+Shift+2' };
const at = (code: string, sign: string, more: Partial<Key> = {}) => key(sign, { code, ...more });

/** What the system says for the key labelled P or R, and where that key is: Alt+Shift is held, Option+Shift on a Mac. */
it.each([
  ['QWERTY, P', at('KeyP', 'P'), KEYS, 'pause'],
  ['QWERTY, R', at('KeyR', 'R'), KEYS, 'resume'],
  ['QWERTY on a Mac, P', at('KeyP', '∏'), KEYS, 'pause'],
  ['QWERTY on a Mac, R', at('KeyR', '‰'), KEYS, 'resume'],
  ['QWERTZ on a Mac, R', at('KeyR', '¸'), KEYS, 'resume'],
  ['AZERTY, R', at('KeyR', 'r'), KEYS, 'resume'],
  ['Dvorak, P', at('KeyR', 'P'), KEYS, 'pause'],
  ['Dvorak, R', at('KeyO', 'R'), KEYS, 'resume'],
  ['Dvorak on a Mac, P', at('KeyR', '∏'), KEYS, 'pause'],
  ['Dvorak on a Mac, P without a character', at('KeyR', 'Unidentified'), KEYS, undefined],
  ['Dvorak on a Mac, R', at('KeyO', '‰'), KEYS, undefined],
  ['Dvorak on a Mac, L, which is where P is on QWERTY', at('KeyP', 'Ò'), KEYS, 'pause'],
  ['Colemak, P', at('KeyR', 'P'), KEYS, 'pause'],
  ['Colemak, R', at('KeyS', 'R'), KEYS, 'resume'],
  ['Colemak on a Mac, P', at('KeyR', 'π'), KEYS, 'pause'],
  ['Colemak on a Mac, R', at('KeyS', '®'), KEYS, undefined],
  ['a layout with R where QWERTY has P', at('KeyP', 'R'), KEYS, 'pause'],
  ['a dead key where R is', at('KeyR', 'Dead'), KEYS, undefined],
  ['a dead key where P is', at('KeyP', 'Dead'), KEYS, 'pause'],
  ['AltGr and R, which Windows tells as Ctrl and Alt', at('KeyR', '¶', { ctrlKey: true }), KEYS, undefined],
  ['a sign where R is that no layout has there', at('KeyR', '¶'), KEYS, undefined],
  ['Cyrillic, where P is', at('KeyP', 'З'), KEYS, 'pause'],
  ['Cyrillic, where R is', at('KeyR', 'К'), KEYS, undefined],
  ['a digit under Shift, to resume', at('Digit2', '@'), DIGITS, 'resume'],
  ['a digit of AZERTY, where Shift makes it', at('Digit2', '2'), DIGITS, 'resume'],
  ['a digit of Programmer Dvorak, P', at('Digit2', '7'), DIGITS, 'pause'],
  ['a digit of the number pad', at('Numpad2', '2'), DIGITS, 'resume'],
] as const)('takes %s for what it can be meant as only', (_, pressed, shortcuts, action) => {
  expect(shortcutFor(pressed, shortcuts)).toBe(action);
});

it('resumes by no key that says what the shortcut of Pause says, and by no sign of that key, wherever it is', () => {
  const codes = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'].map((letter) => `Key${letter}`);
  for (const code of [...codes, 'Semicolon', 'Digit1', ''])
    for (const sign of ['P', 'p', 'π', '∏', 'Dead', 'Unidentified', 'Process', ''])
      expect(shortcutFor(at(code, sign), KEYS), `${code} ${sign}`).not.toBe('resume');
});

it('pauses and resumes by separate keys, and says that it was a key', () => {
  const { view, actions } = show(ready(makeCall()), undefined, KEYS);
  expect(press(key('P')).defaultPrevented).toBe(true);
  view.value = ready(makeSafeCall());
  press(key('R'));
  press(key('P'));
  expect(actions.asked).toEqual([
    `pause ${CALL_ID} shortcut`,
    `resume ${CALL_ID} shortcut`,
    `pause ${CALL_ID} shortcut`,
  ]);
});

it('takes the keys that config.json names', () => {
  const { actions } = show(ready(makeCall()), undefined, { pause: 'Ctrl+F9' });
  press(key('P'));
  press(key('F9', { code: 'F9', altKey: false, shiftKey: false, ctrlKey: true }));
  expect(actions.asked).toEqual([`pause ${CALL_ID} shortcut`]);
});

it('does nothing that the button would not do', () => {
  const { actions } = show(ready(makeCall()), undefined, KEYS);
  press(key('R'));
  expect(actions.asked).toEqual([]);
});

it.each(['<input>', '<textarea></textarea>', '<select></select>', '<p contenteditable tabindex="0">x</p>'])(
  'leaves the keys to whoever writes in %s',
  (html) => {
    const { root, actions } = show(ready(makeCall()), undefined, KEYS);
    const holder = document.createElement('div');
    holder.innerHTML = html;
    root.append(holder);
    const field = holder.firstElementChild as HTMLElement;
    field.focus();
    expect(press(key('P'), field).defaultPrevented).toBe(false);
    expect(actions.asked).toEqual([]);
  },
);

it('means the call that has the focus, else the only one that the key can be about, else none', () => {
  const two = [makeCall(), makeCall({ conversationId: OTHER })] as const;
  const { ui, view, actions } = show(ready(...two), undefined, KEYS);
  press(key('P'));
  expect(actions.asked).toEqual([]);
  ui.getAllByRole('button', { name: 'Pause recording' })[1]!.focus();
  press(key('P'));
  expect(actions.asked).toEqual([`pause ${OTHER} shortcut`]);
  (document.activeElement as HTMLElement).blur();
  view.value = ready(makeCall(), makeSafeCall({ conversationId: OTHER }));
  press(key('P'));
  press(key('R'));
  expect(actions.asked.slice(1)).toEqual([`pause ${CALL_ID} shortcut`, `resume ${OTHER} shortcut`]);
});

const makeEnded = (alarms: ConversationView['alarms'] = []) =>
  makeCall({
    state: 'ended',
    alarms,
    pause: { can: false, why: 'ended' },
    resume: { can: false, why: 'ended' },
  });

/** The focus is in a call that has just ended, beside these. */
function focusInEnded(...others: readonly ConversationView[]) {
  const panel = show(ready(makeSafeCall(), ...others), undefined, KEYS);
  document.getElementById(`c-${CALL_ID}-resume`)!.focus();
  panel.view.value = ready(makeEnded(), ...others);
  return panel;
}
const said = ({ root }: { readonly root: Element }) => root.querySelector('.key-note')?.textContent;

it('never resumes another call than the one that has the focus, also when that is over, and says so', () => {
  const panel = focusInEnded(makeSafeCall({ conversationId: OTHER }));
  press(key('R'));
  expect(panel.actions.asked).toEqual([]);
  expect(said(panel)).toBe('The call is over.');
});

it('pauses the only live call when the focus is in one that is over', () => {
  const panel = focusInEnded(makeCall({ conversationId: OTHER }));
  press(key('P'));
  expect(panel.actions.asked).toEqual([`pause ${OTHER} shortcut`]);
  expect(said(panel)).toBeUndefined();
});

it('never pauses another live call than the one that has the focus', () => {
  const medium = makeCall({ pause: { can: false, why: 'medium' } });
  const panel = show(ready(medium, makeCall({ conversationId: OTHER })), undefined, KEYS);
  panel.ui.getAllByRole('button', { name: 'Pause recording' })[0]!.focus();
  press(key('P'));
  expect(panel.actions.asked).toEqual([]);
  expect(said(panel)).toBe('Works on calls only.');
});

it('asks in words which call is meant where two are live, and is still again at the next press', () => {
  const third = 'c0ffee00-1d0f-4bb5-a3a0-2f9c7a6d5e10';
  const others = [makeCall({ conversationId: OTHER }), makeCall({ conversationId: third })];
  for (const begin of [focusInEnded, (...calls: typeof others) => show(ready(...calls), undefined, KEYS)]) {
    const panel = begin(...others);
    (panel.root.contains(document.activeElement) ? document.activeElement! : document.body).dispatchEvent(
      new KeyboardEvent('keydown', { ...key('P'), bubbles: true, cancelable: true }),
    );
    expect(panel.actions.asked).toEqual([]);
    expect(said(panel)).toBe('Which call? Nothing was sent.');
    expect(panel.root.querySelector('.key-note')!.getAttribute('role')).toBe('alert');
    const first = panel.root.querySelector('.key-note');
    press(key('P'));
    // A new alert, so that it is read out again.
    expect(panel.root.querySelector('.key-note')).not.toBe(first);
    document.body.dispatchEvent(new MouseEvent('pointerdown', { bubbles: true }));
    expect(said(panel)).toBeUndefined();
    panel.unmount();
    (document.activeElement as HTMLElement).blur();
  }
});

it.each(['P', 'R'])('is silent about no key that does nothing: %s', (letter) => {
  const why = { can: false, why: 'signed-out' } as const;
  const panel = show(ready(makeCall({ pause: why, resume: why })), undefined, KEYS);
  press(key(letter));
  expect(said(panel)).toBe('Sign in first.');
});

it('resumes no other call while an ending in a pause is unread, and pauses it all the same', () => {
  const other = makeSafeCall({ conversationId: OTHER });
  const { view, actions } = show(ready(makeEnded([{ kind: 'ended-while-paused' }]), other), undefined, KEYS);
  press(key('R'));
  expect(actions.asked).toEqual([]);
  press(key('P'));
  view.value = ready(makeEnded(), other);
  press(key('R'));
  expect(actions.asked).toEqual([`pause ${OTHER} shortcut`, `resume ${OTHER} shortcut`]);
});

it.each([
  ['R', 'paused', 'checking'],
  ['R', 'paused', 'unknown'],
  ['P', 'recording', 'checking'],
  ['P', 'recording', 'unknown'],
] as const)('does nothing by %s for a call that is %s beside one that is %s', (letter, state, doubtful) => {
  const other =
    state === 'paused' ? makeSafeCall({ conversationId: OTHER }) : makeCall({ conversationId: OTHER });
  const { actions } = show(ready(makeCall({ state: doubtful }), other), undefined, KEYS);
  press(key(letter));
  expect(actions.asked).toEqual([]);
});

it('names the keys on the buttons, and in the details that they need the focus', async () => {
  const { ui } = show(ready(makeCall()), undefined, { ...KEYS, pause: 'Ctrl+F9' });
  const [pause, resume] = ['Pause recording', 'Resume recording'].map((name) =>
    ui.getByRole('button', { name }),
  );
  expect(pause?.getAttribute('aria-keyshortcuts')).toBe('Control+F9');
  expect(resume?.getAttribute('aria-keyshortcuts')).toBe('Alt+Shift+R');
  const details = (await openDetails(ui.getByRole('region'))).textContent;
  expect(details).toContain('Keys, with the focus in this panel');
  expect(details).toContain('Ctrl+F9, Alt+Shift+R');
});

it('hears no key after it is unmounted', () => {
  const { unmount, actions } = show(ready(makeCall()), undefined, KEYS);
  unmount();
  press(key('P'));
  expect(actions.asked).toEqual([]);
});
