// @vitest-environment happy-dom
import { within } from '@testing-library/preact';
import { afterEach, describe, expect, it } from 'vitest';
import type { ClaimState, ConversationView } from '../../../src/app/view.ts';
import { settle } from '../../support/fake-clock.ts';
import { cleanUp, showAll as show } from './show.ts';
import { makeCall, makeCapture, makeSafeCall, NOW, ready } from './views.ts';

const rectOf = Element.prototype.getBoundingClientRect;
afterEach(() => {
  cleanUp();
  Element.prototype.getBoundingClientRect = rectOf;
});

/** Where it points, and the drawing that follows. */
async function hand(list: Element, event: string): Promise<void> {
  list.dispatchEvent(new Event(event));
  await settle();
}

/** Each child of the list is 50 px high, one below the other. */
function lay(root: HTMLElement): void {
  const list = root.querySelector('.calls')!;
  Element.prototype.getBoundingClientRect = function place(this: Element) {
    const index = this.parentElement === list ? [...list.children].indexOf(this) : 0;
    return new DOMRect(0, index * 50, 300, 50);
  };
}

const call = (name: string, different: Partial<ConversationView> = {}): ConversationView =>
  makeCall({ conversationId: `${name.padEnd(8, '0')}-77d0-4c7e-9a55-0d6a3f5b1e42`, ...different });
const names = (regions: readonly HTMLElement[]) =>
  regions.map((region) => region.dataset['conversationId']?.slice(0, 8).replace(/0+$/, ''));

it('shows the most urgent call first: alarms, what is not safe, what nobody knows, pauses, and then the others', async () => {
  const states: readonly ClaimState[] = ['ended', 'not-recording', 'held', 'recording', 'unknown', 'paused'];
  const views = states.map((state, index) => call(`a${index + 1}`, { state }));
  const safe = makeSafeCall({ conversationId: call('5afe').conversationId });
  const alarm = call('f', { state: 'recording', alarms: [{ kind: 'cannot-confirm' }] });
  const snippetAlarm = call('e', {
    captures: [makeCapture()],
    alarms: [{ kind: 'failed', action: 'start', target: 'snippet', failure: 'outage', code: 'REC-500' }],
  });
  const { ui, view, clock } = show(ready(...views.map((one) => ({ ...one, state: 'recording' as const }))));
  view.value = ready(...views);
  view.value = ready(...views, snippetAlarm, safe, alarm);
  expect(names(ui.getAllByRole('region')).slice(-3)).toEqual(['e', '5afe', 'f']);
  clock.pass(2_000);
  await settle();
  expect(names(ui.getAllByRole('region'))).toEqual(['f', 'a6', 'a5', '5afe', 'a4', 'e', 'a2', 'a3', 'a1']);
});

it('shows of equals the one first that the agent talks on', () => {
  const { ui } = show(ready(call('a'), call('b', { about: { isTalking: true } })));
  expect(names(ui.getAllByRole('region'))).toEqual(['b', 'a']);
});

it('shows the alarm of a call that is over below the calls that go on', () => {
  const over = call('b', { state: 'ended', alarms: [{ kind: 'ended-while-paused' }] });
  const { ui } = show(ready(over, call('a', { state: 'not-recording' })));
  expect(names(ui.getAllByRole('region'))).toEqual(['a', 'b']);
});

it('moves nothing under a hand: neither the pointer’s nor the keyboard’s', async () => {
  const before = [call('a'), call('b')] as const;
  const { ui, root, view, clock } = show(ready(...before));
  const list = root.querySelector('.calls')!;
  await hand(list, 'pointerenter');
  view.value = ready(call('a', { state: 'held' }), call('b'), call('c'));
  clock.pass(2_000);
  expect(names(ui.getAllByRole('region'))).toEqual(['a', 'b', 'c']);
  await hand(list, 'pointerleave');
  expect(names(ui.getAllByRole('region'))).toEqual(['b', 'c', 'a']);
  ui.getAllByRole('button', { name: 'Pause recording' })[2]!.focus();
  view.value = ready(call('a'), call('b', { state: 'ended' }), call('c'));
  expect(names(ui.getAllByRole('region'))).toEqual(['b', 'c', 'a']);
  (document.activeElement as HTMLElement).blur();
  await settle();
  expect(names(ui.getAllByRole('region'))).toEqual(['c', 'a', 'b']);
});

it('knows the hand, the order and what is unfolded again when a foreign change makes it draw everything anew', async () => {
  const { ui, root, view, clock } = show(ready(call('a'), call('b')));
  const list = root.querySelector('.calls')!;
  const [fold] = root.querySelectorAll<HTMLElement>('.fold');
  fold!.click();
  const [details] = root.querySelectorAll('details');
  details!.open = true;
  await hand(list, 'pointerenter');
  view.value = ready(call('a', { state: 'held' }), call('b'));
  clock.pass(2_000);
  (root.querySelector('.row-title')!.firstChild as Text).data += ' ';
  await settle();
  clock.pass(1_000);
  await settle();
  expect(root.querySelector('.calls')).not.toBe(list);
  expect(names(ui.getAllByRole('region'))).toEqual(['a', 'b']);
  expect([...root.querySelectorAll('.fold')].map((one) => one.getAttribute('aria-expanded'))).toEqual([
    'true',
    'false',
  ]);
  expect([...root.querySelectorAll('details')].map(({ open }) => open)).toEqual([true, false]);
  await hand(root.querySelector('.calls')!, 'pointerleave');
  clock.pass(2_000);
  await settle();
  expect(names(ui.getAllByRole('region'))).toEqual(['b', 'a']);
});

it('keeps the order for a pointer that has been left lying, for it may press', async () => {
  const { ui, root, view, clock } = show(ready(call('a'), call('b')));
  await hand(root.querySelector('.calls')!, 'pointermove');
  clock.pass(60_000);
  await settle();
  view.value = ready(call('a', { state: 'held' }), call('b'));
  expect(names(ui.getAllByRole('region'))).toEqual(['a', 'b']);
});

it('puts a call that comes below the others, and never above one while it is looked up or rings', async () => {
  const safe = (name: string) => makeSafeCall({ conversationId: call(name).conversationId });
  const { ui, view, clock } = show(ready(safe('a'), safe('b')));
  const order = () => names(ui.getAllByRole('region'));
  for (const different of [
    { state: 'unknown', isOpening: true },
    { state: 'unknown' },
    { state: 'unknown', ringing: true },
  ] as const) {
    view.value = ready(call('c', different), safe('a'), safe('b'));
    expect(order()).toEqual(['a', 'b', 'c']);
    clock.pass(10_000);
    await settle();
    expect(order()).toEqual(['a', 'b', 'c']);
  }
  view.value = ready(call('c'), safe('a'), safe('b'));
  view.value = ready(call('c', { state: 'unknown' }), safe('a'), safe('b'));
  expect(order()).toEqual(['c', 'a', 'b']);
});

it('keeps the order until no pointer has moved or pressed in the page for 2 s, and then shows alarms first', async () => {
  const { ui, view, clock } = show(ready(call('a'), call('b')));
  const order = () => names(ui.getAllByRole('region'));
  document.body.dispatchEvent(new Event('pointermove', { bubbles: true }));
  view.value = ready(call('a'), call('b', { alarms: [{ kind: 'cannot-confirm' }] }));
  expect(order()).toEqual(['a', 'b']);
  clock.pass(1_500);
  document.body.dispatchEvent(new Event('pointermove', { bubbles: true }));
  clock.pass(1_999);
  await settle();
  expect(order()).toEqual(['a', 'b']);
  clock.pass(1);
  await settle();
  expect(order()).toEqual(['b', 'a']);
});

it('shows an alarm whole once the pointer is still, and scrolls so that the row it points at stays where it is', async () => {
  const { root, view, clock } = show(ready(call('a'), call('b')));
  const [first, second] = [...root.querySelectorAll<HTMLElement>('.place')];
  let scrolled = 0;
  window.scrollBy = ((_x: number, y: number) => void (scrolled += y)) as typeof window.scrollBy;
  // The first row is 30 px higher when nothing limits it and it has an alarm.
  const lift = () =>
    first!.querySelector('[role="alert"]') && first!.style.maxBlockSize !== '50px' ? 30 : 0;
  Element.prototype.getBoundingClientRect = function place(this: Element) {
    const top = this === second ? 50 + lift() : 0;
    return new DOMRect(0, top - scrolled, 300, this === first ? 50 + lift() : 50);
  };
  second!.dispatchEvent(new Event('pointermove', { bubbles: true }));
  await settle();
  view.value = ready(call('a', { alarms: [{ kind: 'cannot-confirm' }] }), call('b'));
  expect(first!.style.maxBlockSize).toBe('50px');
  clock.pass(999);
  await settle();
  expect(first!.style.maxBlockSize).toBe('50px');
  clock.pass(1);
  await settle();
  // Whole, and what it draws by itself from now on moves nothing.
  expect(first!.style.maxBlockSize).toBe('80px');
  expect(scrolled).toBe(30);
  second!.dispatchEvent(new Event('pointermove', { bubbles: true }));
  view.value = ready(call('a', { alarms: [{ kind: 'cannot-confirm' }] }), call('b', { notLogged: true }));
  expect(first!.style.maxBlockSize).toBe('80px');
});

it('drops a press by pointer on a row that has just moved, unless it is on Pause', async () => {
  const safe = (name: string) => makeSafeCall({ conversationId: call(name).conversationId });
  const { root, view, clock, actions } = show(ready(safe('a'), safe('b')));
  lay(root);
  let clientX = 0;
  // Far from the press before: it is no second one of the same gesture.
  const press = (name: string, what: 'pause' | 'resume', detail = 1) =>
    root
      .querySelector(`#c-${call(name).conversationId}-${what}`)!
      .dispatchEvent(
        new MouseEvent('click', { bubbles: true, cancelable: true, detail, clientX: (clientX += 50) }),
      );
  view.value = ready(safe('a'), makeSafeCall({ ...safe('b'), notLogged: true }));
  view.value = ready(safe('a'), { ...safe('b'), alarms: [{ kind: 'cannot-confirm' }] });
  press('a', 'resume');
  press('b', 'resume');
  expect(actions.asked).toEqual([]);
  press('b', 'pause');
  press('b', 'resume', 0);
  clock.pass(800);
  press('a', 'resume');
  const [a, b] = [call('a').conversationId, call('b').conversationId];
  expect(actions.asked).toEqual([`pause ${b}`, `resume ${b}`, `resume ${a}`]);
  await settle();
});

it('drops a press on a row that was scrolled within its place, when it has just been let grow', async () => {
  const { conversationId: id } = call('a');
  const { root, view, clock, actions } = show(ready(makeSafeCall({ conversationId: id }), call('b')));
  const place = root.querySelector<HTMLElement>(`[data-place="${id}"]`)!;
  place.scrollTop = 28;
  place.dispatchEvent(new Event('scroll'));
  clock.pass(5_000);
  // The pointer comes, and the row is as high as it wants to be.
  place.scrollTop = 0;
  view.value = ready(makeSafeCall({ conversationId: id, notLogged: true }), call('b'));
  // Far from the press before: it is no second one of the same gesture.
  const press = (clientX: number) =>
    root
      .querySelector(`#c-${id}-resume`)!
      .dispatchEvent(new MouseEvent('click', { bubbles: true, cancelable: true, detail: 1, clientX }));
  press(0);
  expect(actions.asked).toEqual([]);
  clock.pass(800);
  press(90);
  expect(actions.asked).toEqual([`resume ${id}`]);
  await settle();
});

describe('a row', () => {
  const payments = { queue: 'Payments', startedAt: NOW - 600_000 };
  const time = new Date(NOW - 600_000).toLocaleTimeString('en-US', { hour: '2-digit', minute: '2-digit' });
  const unsafe = { state: 'paused', pauseKind: 'secure', unsafe: 'snippet' } as const;
  const fold = (region: HTMLElement) => region.querySelector<HTMLElement>('.fold')!;
  const isFolded = (region: HTMLElement) => region.matches('[data-folded]');

  it('is headed by queue and start, and tells which call the agent talks on', () => {
    const { ui } = show(ready(call('a', { about: { ...payments, isTalking: true } }), call('b')));
    expect(fold(ui.getAllByRole('region')[0]!).textContent).toBe(`Payments ${time} Talking now`);
    expect(ui.getByRole('region', { name: `Call recording, Payments, ${time}` })).toBeTruthy();
  });

  it('is told apart from another of the same queue and minute', () => {
    const { ui } = show(ready(call('a', { about: payments }), call('b', { about: payments })));
    expect(ui.getAllByRole('region').map((region) => region.getAttribute('aria-label'))).toEqual([
      `Call recording, Payments a0000000, ${time}`,
      `Call recording, Payments b0000000, ${time}`,
    ]);
  });

  it('is folded, has both commands all the same, and unfolds by a press', async () => {
    const { ui, actions } = show(ready(call('a'), call('b')));
    const [region] = ui.getAllByRole('region');
    expect(isFolded(region!)).toBe(true);
    expect(fold(region!).getAttribute('aria-expanded')).toBe('false');
    const pause = within(region!).getByRole('button', { name: 'Pause recording' });
    expect(within(region!).getByRole('button', { name: 'Resume recording' })).toBeTruthy();
    pause.click();
    expect(actions.asked).toEqual([`pause ${call('a').conversationId}`]);
    fold(region!).click();
    await settle();
    expect(isFolded(region!)).toBe(false);
    expect(fold(region!).getAttribute('aria-expanded')).toBe('true');
  });

  it.each([
    ['an alarm', { alarms: [{ kind: 'cannot-confirm' }] }],
    ['a pause that is not safe', unsafe],
    ['a recorder beside', { state: 'not-recording', beside: 'someone' }],
  ] as const)('is unfolded by %s, and folds again when that is over', (_what, different) => {
    const { ui, view } = show(ready(call('a', different), call('b')));
    expect(ui.getAllByRole('region').map(isFolded)).toEqual([false, true]);
    view.value = ready(call('a'), call('b'));
    expect(ui.getAllByRole('region').map(isFolded)).toEqual([true, true]);
  });

  it('stays as the agent wants it, until something else is at stake', async () => {
    const { ui, view } = show(ready(call('a', unsafe), call('b')));
    const [region] = ui.getAllByRole('region');
    fold(region!).click();
    await settle();
    view.value = ready(call('a', { ...unsafe, notLogged: true }), call('b'));
    expect(isFolded(region!)).toBe(true);
    view.value = ready(call('a'), call('b'));
    view.value = ready(call('a', unsafe), call('b'));
    expect(isFolded(region!)).toBe(false);
  });

  it('does not unfold under a hand', async () => {
    const { ui, root, view } = show(ready(call('a'), call('b')));
    const list = root.querySelector('.calls')!;
    await hand(list, 'pointerenter');
    view.value = ready(call('a', unsafe), call('b'));
    expect(ui.getAllByRole('region').map(isFolded)).toEqual([true, true]);
    await hand(list, 'pointerleave');
    expect(ui.getAllByRole('region').map(isFolded)).toEqual([false, true]);
  });
});

it('holds its place until a press that takes the focus away is over', async () => {
  Element.prototype.getBoundingClientRect = () => new DOMRect(0, 0, 300, 56);
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

it('keeps no height that a row has in a frame that is not shown: none', async () => {
  Element.prototype.getBoundingClientRect = () => new DOMRect(0, 0, 0, 0);
  const { ui } = show(ready(call('a'), call('b')));
  ui.getAllByRole('button', { name: 'Pause recording' })[0]!.focus();
  await settle();
  const styles = ui.getAllByRole('region').map((region) => region.parentElement?.style);
  expect(styles.map((style) => style?.minBlockSize)).toEqual(['', '']);
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
