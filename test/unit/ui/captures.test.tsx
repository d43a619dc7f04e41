// @vitest-environment happy-dom
import { afterEach, expect, it } from 'vitest';
import type { Alarm, ConversationView } from '../../../src/app/view.ts';
import { openDetails } from '../../support/open-details.ts';
import { cleanUp, show } from './show.ts';
import { CALL_ID, makeCall, makeCapture, makeRunning, makeSafeCall, ready } from './views.ts';

afterEach(cleanUp);

const LABELS = {
  snippet: ['Start snippet', 'Stop snippet'],
  adhoc: ['Start my recording', 'Stop my recording'],
} as const;

it.each(['snippet', 'adhoc'] as const)('starts and stops a %s by a button of its own', (target) => {
  const [start, stop] = LABELS[target];
  const { ui, view, actions } = show(ready(makeCall({ captures: [makeCapture({ target })] })));
  expect(ui.queryByRole('button', { name: stop })).toBeNull();
  ui.getByRole('button', { name: start }).click();
  view.value = ready(makeCall({ captures: [makeRunning({ target })] }));
  expect(ui.queryByRole('button', { name: start })).toBeNull();
  ui.getByRole('button', { name: stop }).click();
  expect(actions.asked).toEqual([`start ${target} ${CALL_ID}`, `stop ${target} ${CALL_ID}`]);
});

it('offers nothing where config offers nothing and nothing runs', () => {
  const { ui } = show(ready(makeCall()));
  expect(ui.queryByRole('button', { name: /snippet|my recording/ })).toBeNull();
});

it('says nothing of a snippet once the call is over, unless it has failed', () => {
  const over = { state: 'ended', captures: [makeCapture({ state: 'unknown' })] } as const;
  const { ui, view } = show(ready(makeCall(over)));
  expect(ui.getByRole('region').textContent).not.toMatch(/snippet/i);
  view.value = ready(
    makeCall({
      ...over,
      alarms: [{ kind: 'failed', action: 'start', target: 'snippet', failure: 'outage', code: 'REC-500' }],
    }),
  );
  expect(ui.getByRole('alert').textContent).toMatch(/snippet/);
});

it('tells the state of a snippet apart from the state of the call', () => {
  const { ui, view } = show(ready(makeCall({ captures: [makeRunning()] })));
  expect(ui.getByRole('region').textContent).toContain('Snippet is recording');
  expect(ui.getByRole('status').textContent).not.toContain('Snippet');
  view.value = ready(
    makeCall({
      pending: 'start',
      captures: [makeCapture({ pending: true, control: { can: false, why: 'in-progress' } })],
    }),
  );
  expect(ui.getByRole('status').textContent).not.toContain('Starting');
  expect(ui.getByRole('region').textContent).toContain('Starting…');
  expect(ui.getByRole('region').dataset['pending']).toBe('start');
});

it.each([
  ['start', 'on', 'Starting…', 'Start snippet'],
  ['stop', 'off', 'Stopping…', 'Stop snippet'],
] as const)('names the wish under way, whatever is known meanwhile: %s', (action, state, text, name) => {
  const control = { can: false, why: 'in-progress' } as const;
  const { ui } = show(
    ready(makeCall({ captures: [makeCapture({ action, state, control, pending: true })] })),
  );
  expect(ui.getByRole('region').textContent).toContain(text);
  expect(ui.getByRole('button', { name }).getAttribute('aria-disabled')).toBe('true');
});

it.each(['pointerdown', 'keydown'])('presses what it said when the press began: %s', (begin) => {
  const { ui, view, actions } = show(ready(makeCall({ captures: [makeRunning()] })));
  const button = ui.getByRole('button', { name: 'Stop snippet' });
  const event = begin === 'keydown' ? new KeyboardEvent(begin, { key: 'Enter' }) : new Event(begin);
  button.dispatchEvent(event);
  view.value = ready(makeCall({ captures: [makeCapture()] }));
  expect(ui.getByRole('button', { name: 'Start snippet' })).toBe(button);
  button.click();
  expect(actions.asked).toEqual([]);
  button.dispatchEvent(event);
  button.click();
  expect(actions.asked).toEqual([`start snippet ${CALL_ID}`]);
});

it('says nothing of the moment in which it takes no press', () => {
  const control = { can: false, why: 'just-changed' } as const;
  const { ui, actions } = show(ready(makeCall({ captures: [makeCapture({ control })] })));
  const button = ui.getByRole('button', { name: 'Start snippet' });
  button.click();
  expect(actions.asked).toEqual([]);
  expect(button.getAttribute('aria-disabled')).toBe('true');
  expect(ui.getByRole('region').textContent).not.toContain('It has just changed.');
});

it('says at once why a snippet cannot be taken, and keeps the button focusable', () => {
  const control = { can: false, why: 'no-queue' } as const;
  const { ui, actions } = show(ready(makeCall({ captures: [makeCapture({ control })] })));
  const button = ui.getByRole('button', { name: 'Start snippet' });
  expect(button.getAttribute('aria-disabled')).toBe('true');
  const reason = document.getElementById(button.getAttribute('aria-describedby') ?? '');
  expect(reason?.textContent).toBe('Only for calls from a queue.');
  button.focus();
  expect(document.activeElement).toBe(button);
  button.click();
  expect(actions.asked).toEqual([]);
});

it('offers the end of a snippet right where it says that the snippet withholds safe', () => {
  const paused = makeSafeCall({ safe: false, unsafe: 'snippet', recorders: ['snippet'] });
  const { ui, view, root } = show(ready({ ...paused, captures: [makeRunning()] }));
  const stop = ui.getByRole('button', { name: 'Stop snippet' });
  expect(stop.closest('.state')).not.toBeNull();
  expect(root.textContent).not.toContain('Safe to take details');
  expect(root.textContent).toContain('Snippet still recording.');
  stop.focus();
  stop.click();
  const pending = makeRunning({ control: { can: false, why: 'in-progress' }, pending: true });
  view.value = ready({ ...paused, pending: 'stop', captures: [pending] });
  expect(ui.getByRole('button', { name: 'Stop snippet' })).toBe(stop);
  expect(document.activeElement).toBe(stop);
});

it('makes what leads to safe the primary button, and never Resume, of a pause that is not safe', () => {
  const primary = (root: Element) =>
    [...root.querySelectorAll('.primary > button, .stopper > button')].map((one) => one.textContent);
  const snippet = { unsafe: 'snippet', captures: [makeRunning()] } as const;
  for (const [different, leads] of [
    [snippet, 'Stop snippet'],
    [{ unsafe: 'agent' }, 'Pause recording'],
    [{ pauseKind: 'unspecified' }, 'Pause recording'],
    [{ safe: true }, 'Resume recording'],
    [{ unsafe: 'journal' }, 'Resume recording'],
  ] as const) {
    const { root } = show(ready(makeSafeCall({ safe: false, ...different })));
    expect(primary(root), JSON.stringify(different)).toEqual([leads]);
    expect(root.querySelector('.state')?.matches('[data-unsafe]')).toBe(leads !== 'Resume recording');
  }
});

it('keeps the focus on the button of the snippet when it moves back to its row', () => {
  const stopping = { unsafe: 'snippet', recorders: ['snippet'], captures: [makeRunning()] } as const;
  const { ui, view } = show(ready(makeSafeCall({ safe: false, ...stopping })));
  ui.getByRole('button', { name: 'Stop snippet' }).focus();
  view.value = ready(makeSafeCall({ captures: [makeCapture()] }));
  expect(document.activeElement).toBe(ui.getByRole('button', { name: 'Start snippet' }));
});

it('leaves a snippet that cannot be ended here where its reason stands', () => {
  const control = { can: false, why: 'no-permission' } as const;
  const view = makeSafeCall({ safe: false, unsafe: 'snippet', captures: [makeRunning({ control })] });
  const { ui } = show(ready(view));
  expect(ui.getByRole('button', { name: 'Stop snippet' }).closest('.capture')).not.toBeNull();
  expect(ui.getByRole('region').textContent).toContain('Your role lacks the right to do this.');
});

const failed = (action: 'start' | 'stop'): Alarm => ({
  kind: 'failed',
  action,
  target: 'snippet',
  failure: 'outage',
  code: 'REC-500',
});

it.each([
  ['start', 'off', 'Snippet not started.'],
  ['start', 'on', 'The last request failed.'],
  ['start', 'unknown', 'Start of the snippet not confirmed. It may not be recording.'],
  ['stop', 'on', 'Snippet not stopped. It is still recording.'],
  ['stop', 'off', 'The last request failed.'],
  ['stop', 'unknown', 'End of the snippet not confirmed. It may still be recording.'],
] as const)('says what is true after a failed %s while the snippet is %s', (action, state, truth) => {
  const view = makeCall({ captures: [makeCapture({ state })], alarms: [failed(action)] });
  expect(show(ready(view)).ui.getByRole('alert').textContent).toContain(truth);
});

it('keeps a failure of a snippet apart from the alarms of the call', () => {
  const alarms: Alarm[] = [failed('start'), { kind: 'cannot-confirm' }];
  const { ui, actions } = show(ready(makeCall({ captures: [makeCapture()], alarms })));
  const [call, snippet] = ui.getAllByRole('alert');
  expect(call?.textContent).not.toContain('Snippet');
  expect(snippet?.textContent).toContain('Genesys reports a fault. Press the button again.');
  expect(snippet?.textContent).not.toContain("Use Genesys' own Secure pause button.");
  ui.getAllByRole('button', { name: 'Understood' })[1]!.click();
  expect(actions.asked).toEqual([`settle ${CALL_ID}`]);
  // Not the button of the snippet: a second press would start it.
  expect(document.activeElement).toBe(ui.getByRole('region'));
});

it.each([
  ['monitor', 'A supervisor is listening.'],
  ['coach', 'A supervisor is listening and coaching.'],
  ['barge', 'A supervisor has joined the call.'],
  ['screen', 'At your Pause a supervisor was watching your screen.'],
] as const)('names a %s prominently while paused, and otherwise in the details', async (role, sentence) => {
  const { ui, view } = show(ready(makeSafeCall({ listeners: [role, role] })));
  expect(ui.getByRole('status').textContent?.split(sentence)).toHaveLength(2);
  view.value = ready(makeCall({ listeners: [role] }));
  expect(ui.getByRole('status').textContent).not.toContain(sentence);
  expect((await openDetails(ui.getByRole('region'))).textContent).toContain(sentence);
});

it('says quietly while paused that another agent is on the call, also while it is resumed, and not after', () => {
  const sentence = 'Another agent is on this call.';
  const { ui, view } = show(ready(makeSafeCall({ listeners: ['agent'] })));
  const status = ui.getByRole('status');
  expect(ui.getByText(sentence)).toMatchObject({ className: 'note', parentElement: { className: 'cue' } });
  view.value = ready(makeSafeCall({ safe: false, pending: 'resume', listeners: ['agent'] }));
  expect(status.textContent).toContain(sentence);
  view.value = ready(makeCall({ listeners: ['agent'] }));
  expect(status.textContent).not.toContain(sentence);
  view.value = ready(makeSafeCall());
  expect(status.textContent).not.toContain(sentence);
});

it('names every recorder that still captures during a pause', () => {
  const view = makeSafeCall({ safe: false, unsafe: 'snippet', recorders: ['snippet', 'screen'] });
  expect(show(ready(view)).ui.getByRole('status').textContent).toContain('Recording now: Snippet, Screen');
});

it.each([
  ['email', 'no-audio', 'This is an e-mail. Genesys pauses recordings of calls only.'],
  ['message', 'no-audio', 'This is a message. Genesys pauses recordings of calls only.'],
  ['callback', 'not-yet-a-call', 'This is a callback. It can be paused once its call begins.'],
  ['video', 'no-proof', 'This is a video session. Genesys would not confirm a pause.'],
  ['screen', 'no-proof', 'This is a screen share. Genesys would not confirm a pause.'],
] as const)('says of a conversation by %s why nothing can be paused', (medium, why, text) => {
  const other: ConversationView['other'] = { medium, live: true, why };
  const blocked = { can: false, why: 'medium' } as const;
  const call = makeCall({ state: 'unknown', notMine: true, other, pause: blocked, resume: blocked });
  const { ui, view } = show(ready(call));
  expect(ui.getByRole('status').textContent).toContain(text);
  expect(ui.getByRole('status').textContent).not.toContain('Unknown');
  expect(ui.queryByRole('button', { name: 'Try again' })).toBeNull();
  view.value = ready({ ...call, other: { ...other, live: false } });
  expect(ui.getByRole('status').textContent).toContain('Ended');
});

it.each([
  ['a key that presses nothing', (button: HTMLElement) => press(button, 'keydown', 'Control')],
  [
    'a press that ended elsewhere',
    (button: HTMLElement) => {
      button.dispatchEvent(new Event('pointerdown', { bubbles: true }));
      document.body.dispatchEvent(new Event('pointerup', { bubbles: true }));
    },
  ],
  [
    'a key that was let go',
    (button: HTMLElement) => {
      press(button, 'keydown', ' ');
      press(button, 'keyup', ' ');
    },
  ],
])('takes a later click for what the button says then, after %s', (_what, before) => {
  const { ui, view, actions, clock } = show(ready(makeCall({ captures: [makeCapture()] })));
  before(ui.getByRole('button', { name: 'Start snippet' }));
  clock.pass(0);
  view.value = ready(makeCall({ captures: [makeRunning()] }));
  ui.getByRole('button', { name: 'Stop snippet' }).click();
  expect(actions.asked).toEqual([`stop snippet ${CALL_ID}`]);
});

function press(on: HTMLElement, type: 'keydown' | 'keyup', key: string): void {
  on.dispatchEvent(new KeyboardEvent(type, { key, bubbles: true }));
}
