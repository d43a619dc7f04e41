// @vitest-environment happy-dom
import { afterEach, expect, it } from 'vitest';
import type { AppView } from '../../../src/app/view.ts';
import { cleanUp, show } from './show.ts';
import { makeCall, NOW, ready, signedOut } from './views.ts';

afterEach(cleanUp);

type Ready = Extract<AppView, { phase: 'ready' }>;
const readyWith = (different: Partial<Ready>): AppView => ({ ...(ready(makeCall()) as Ready), ...different });
const unsettled = { name: 'Ada Byron', settled: false, asks: true };

it('always says whose sign-in it is, and takes it back for who is somebody else', () => {
  const { ui, root, actions } = show(ready(makeCall()));
  expect(root.textContent).toContain('Signed in as Ada Byron.');
  expect(ui.queryByRole('button', { name: 'I am Ada Byron' })).toBeNull();
  ui.getByRole('button', { name: 'Not you?' }).click();
  expect(actions.asked).toEqual(['forget-sign-in']);
});

it('asks whether it is the agent’s where only the agent can tell', () => {
  const { ui, root, actions } = show(readyWith({ who: unsettled }));
  expect(root.textContent).toContain('Are you Ada Byron? Until you say so, nothing is sent in this name.');
  ui.getByRole('button', { name: 'I am Ada Byron' }).click();
  expect(actions.asked).toEqual(['confirm-name']);
});

it('leaves Pause to be pressed while the name is not confirmed, and says that nothing was sent', () => {
  const call = makeCall({ resume: { can: false, why: 'unsettled' }, alarms: [{ kind: 'not-sent' }] });
  const { ui, actions } = show(readyWith({ who: unsettled, conversations: [call] }));
  const pause = ui.getByRole('button', { name: 'Pause recording' });
  expect(pause.getAttribute('aria-disabled')).toBeNull();
  pause.click();
  expect(actions.asked[0]).toMatch(/^pause /);
  const alert = ui.getByRole('alert').textContent;
  expect(alert).toContain('Still recording. Do not take card details.');
  expect(alert).toContain('Nothing was sent');
  expect(alert).toContain("Use Genesys' own Secure pause button.");
});

it('says calmly, below the calls, that the sign-in ends soon', () => {
  const { ui, root, actions } = show(readyWith({ signInBefore: NOW }));
  const line = root.querySelector('.sign-in-again')!;
  expect(line.textContent).toMatch(/Sign in again before \d\d:\d\d/);
  expect(ui.queryByRole('alert')).toBeNull();
  expect(line.compareDocumentPosition(ui.getByRole('region'))).toBe(Node.DOCUMENT_POSITION_PRECEDING);
  ui.getByRole('button', { name: 'Sign in' }).click();
  expect(actions.asked).toEqual(['sign-in']);
});

it('says there what became of the click, and keeps the calls', () => {
  const { ui, root, view } = show(readyWith({ signInBefore: NOW, renewal: 'window' }));
  expect(root.textContent).toContain('The sign-in window is open.');
  view.value = readyWith({ signInBefore: NOW, renewal: { kind: 'popup-blocked' } });
  expect(root.textContent).toContain('The browser has blocked the sign-in window.');
  expect(ui.getByRole('region').getAttribute('data-recording-state')).toBe('recording');
});

it.each([
  [true, 'Once is enough for this browser tab'],
  [false, 'every panel asks once'],
])('says beforehand how often it will ask (kept: %s)', (isKept, words) => {
  const { root } = show(signedOut({ why: 'first', isKept }));
  expect(root.textContent).toContain(words);
});

it('names both values to compare while its window is open', () => {
  const { root } = show(signedOut({ why: 'first', isWindowOpen: true }));
  expect(root.textContent).toContain('client-1');
  expect(root.textContent).toContain('https://app.example/index.html');
});

it.each([
  ['first', 'status'],
  ['forgotten', 'status'],
  ['ended', 'alert'],
  ['not-theirs', 'alert'],
] as const)('is loud only about a sign-in that was there and is gone: %s', (why, role) => {
  const { ui, root } = show(signedOut({ why, name: 'Ada Byron' }));
  expect(ui.getByRole(role).textContent).toContain("Use Genesys' own Secure pause button.");
  expect(root.querySelector('[data-sign-in] .icon') !== null).toBe(role === 'alert');
});

it('lets the sign-in be forgotten from the details of a call', () => {
  const { ui, actions } = show(ready(makeCall()));
  ui.getByRole('button', { name: 'Forget sign-in', hidden: true }).click();
  expect(actions.asked).toEqual(['forget-sign-in']);
});
