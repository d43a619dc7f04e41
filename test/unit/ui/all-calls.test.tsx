// @vitest-environment happy-dom
import { afterEach, expect, it } from 'vitest';
import type { ClaimState, ConversationView } from '../../../src/app/view.ts';
import { settle } from '../../support/fake-clock.ts';
import { cleanUp, show } from './show.ts';
import { makeCall, makeCapture, ready } from './views.ts';

afterEach(cleanUp);

/** Where it points, and the drawing that follows. */
async function hand(list: Element, event: string): Promise<void> {
  list.dispatchEvent(new Event(event));
  await settle();
}

const call = (name: string, different: Partial<ConversationView> = {}): ConversationView =>
  makeCall({ conversationId: `${name.padEnd(8, '0')}-77d0-4c7e-9a55-0d6a3f5b1e42`, ...different });
const names = (regions: readonly HTMLElement[]) =>
  regions.map((region) => region.dataset['conversationId']?.slice(0, 8).replace(/0+$/, ''));

it('shows the most urgent call first and leaves equals in their order', () => {
  const states: readonly ClaimState[] = ['ended', 'not-recording', 'held', 'paused', 'unknown', 'recording'];
  const views = states.map((state, index) => call(`a${index + 1}`, { state }));
  const alarm = call('f', { state: 'paused', alarms: [{ kind: 'cannot-confirm' }] });
  const snippetAlarm = call('e', {
    captures: [makeCapture()],
    alarms: [{ kind: 'failed', action: 'start', target: 'snippet', failure: 'outage', code: 'REC-500' }],
  });
  const { ui } = show(ready(...views, snippetAlarm, alarm));
  expect(names(ui.getAllByRole('region'))).toEqual(['f', 'a6', 'e', 'a5', 'a4', 'a3', 'a2', 'a1']);
});

it('shows the alarm of a call that is over below the calls that go on', () => {
  const over = call('b', { state: 'ended', alarms: [{ kind: 'ended-while-paused' }] });
  const { ui } = show(ready(over, call('a', { state: 'not-recording' })));
  expect(names(ui.getAllByRole('region'))).toEqual(['a', 'b']);
});

it('moves nothing under a hand: neither the pointer’s nor the keyboard’s', async () => {
  const before = [call('a'), call('b')] as const;
  const { ui, root, view } = show(ready(...before));
  const list = root.querySelector('.calls')!;
  const paused = ready(call('a', { state: 'paused' }), call('b'), call('c'));
  await hand(list, 'pointerenter');
  view.value = paused;
  expect(names(ui.getAllByRole('region'))).toEqual(['a', 'b', 'c']);
  await hand(list, 'pointerleave');
  expect(names(ui.getAllByRole('region'))).toEqual(['b', 'c', 'a']);
  ui.getAllByRole('button', { name: 'Pause recording' })[2]!.focus();
  view.value = ready(call('a'), call('b', { state: 'ended' }), call('c'));
  expect(names(ui.getAllByRole('region'))).toEqual(['b', 'c', 'a']);
  (document.activeElement as HTMLElement).blur();
  await settle();
  expect(names(ui.getAllByRole('region'))).toEqual(['a', 'c', 'b']);
});

it('holds its place until a press that takes the focus away is over', async () => {
  const { ui, clock } = show(ready(call('a'), call('b')));
  const [place] = ui.getAllByRole('region').map((region) => region.parentElement!);
  ui.getAllByRole('button', { name: 'Pause recording' })[0]!.focus();
  await settle();
  expect(place?.style.minBlockSize).not.toBe('');
  document.body.dispatchEvent(new Event('pointerdown', { bubbles: true }));
  (document.activeElement as HTMLElement).blur();
  await settle();
  expect(place?.style.minBlockSize).not.toBe('');
  document.body.dispatchEvent(new Event('pointerup', { bubbles: true }));
  clock.pass(0);
  await settle();
  expect(place?.style.minBlockSize).toBe('');
});

it('keeps the focus in the call that had it, and never moves it to another', () => {
  const { ui, view } = show(ready(call('a'), call('b', { state: 'unknown' })));
  ui.getByRole('button', { name: 'Try again' }).focus();
  view.value = ready(call('a'), call('b'));
  expect(document.activeElement?.getAttribute('data-conversation-id')).toBe(call('b').conversationId);
  view.value = ready(call('a'));
  view.value = ready(call('a', { state: 'held' }));
  expect(document.activeElement).toBe(document.body);
});

it('heads each of several calls by its medium and a short id', () => {
  const other: ConversationView['other'] = { medium: 'email', live: true, why: 'no-audio' };
  const { ui, view } = show(ready(call('abc'), call('def', { notMine: true, state: 'unknown', other })));
  expect(ui.getAllByRole('heading', { level: 2 }).map((h) => h.textContent)).toEqual([
    'Call abc00000',
    'E-mail def00000',
  ]);
  expect(ui.getByRole('region', { name: 'Call recording, Call abc00000' })).toBeTruthy();
  view.value = ready(call('abc'));
  expect(ui.queryByRole('heading', { level: 2 })).toBeNull();
});

it('leaves a gap for a call that goes under a hand, and closes it afterwards', async () => {
  const { ui, root, view } = show(ready(call('a'), call('b')));
  const list = root.querySelector('.calls')!;
  await hand(list, 'pointerenter');
  view.value = ready(call('b'));
  expect(list.children).toHaveLength(2);
  expect(names(ui.getAllByRole('region'))).toEqual(['b']);
  expect(ui.getByRole('heading', { level: 2 }).textContent).toBe('Call b0000000');
  await hand(list, 'pointerleave');
  expect(list.children).toHaveLength(1);
  expect(ui.queryByRole('heading', { level: 2 })).toBeNull();
});

it('holds nothing in its place for a pointer that has been left lying', async () => {
  const { root, view, clock } = show(ready(call('a'), call('b')));
  const list = root.querySelector('.calls')!;
  await hand(list, 'pointermove');
  view.value = ready(call('b'));
  clock.pass(9_000);
  await settle();
  expect(list.children).toHaveLength(2);
  await hand(list, 'pointermove');
  clock.pass(9_999);
  await settle();
  expect(list.children).toHaveLength(2);
  clock.pass(1);
  await settle();
  expect(list.children).toHaveLength(1);
});

it('begins anew when no call is left', async () => {
  const { ui, root, view } = show(ready(call('a')));
  await hand(root.querySelector('.calls')!, 'pointerenter');
  view.value = ready();
  view.value = ready(call('b'));
  expect(root.querySelector('.calls')!.children).toHaveLength(1);
  expect(names(ui.getAllByRole('region'))).toEqual(['b']);
});
