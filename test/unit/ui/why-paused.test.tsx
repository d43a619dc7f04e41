// @vitest-environment happy-dom
import { afterEach, expect, it } from 'vitest';
import type { ConversationView, Reason } from '../../../src/app/view.ts';
import { reasonLabel } from '../../../src/ui/details/reason-label.ts';
import { settle } from '../../support/fake-clock.ts';
import { cleanUp, show } from './show.ts';
import { CALL_ID, makeCall, makeSafeCall, ready } from './views.ts';

afterEach(cleanUp);

const REASONS: readonly Reason[] = [
  {
    code: 'payment',
    label: [
      ['en-US', 'Payment'],
      ['de-DE', 'Zahlung'],
    ],
  },
  { code: 'health', label: [['en-US', 'Health data']] },
];
let count = 0;
const newWish = () => `wish-${(count += 1)}`;
const pausing = (wishId: string): ConversationView =>
  makeCall({ pending: 'pause', ownPause: { wishId, reasons: REASONS } });
const paused = (wishId: string): ConversationView => makeSafeCall({ ownPause: { wishId, reasons: REASONS } });

const asked = (root: HTMLElement) => [...root.querySelectorAll('.why button')].map((one) => one.textContent);

it('asks once the pause is under way, and never before', async () => {
  const { root, view } = show(ready(makeCall()));
  await settle();
  expect(asked(root)).toEqual([]);
  view.value = ready(pausing(newWish()));
  await settle();
  expect(asked(root)).toEqual(['Payment', 'Health data']);
});

it('hands on the reason that is chosen, with the wish of the pause, and asks no more', async () => {
  const wishId = newWish();
  const { root, view, actions, ui } = show(ready(paused(wishId)));
  await settle();
  ui.getByRole('button', { name: 'Payment' }).click();
  await settle();
  expect(actions.asked).toEqual([`reason ${CALL_ID} ${wishId} payment`]);
  expect(asked(root)).toEqual([]);
  // Another Pause within the same pause.
  view.value = ready(paused(newWish()));
  await settle();
  expect(asked(root)).toEqual([]);
});

it('leaves the focus with the call, not with a button that is gone', async () => {
  const { ui } = show(ready(paused(newWish())));
  await settle();
  const payment = ui.getByRole('button', { name: 'Payment' });
  payment.focus();
  payment.click();
  await settle();
  expect(document.activeElement).toBe(ui.getByRole('region'));
});

it('is gone with the pause that nobody gave a reason for, and asks again in the next', async () => {
  const wishId = newWish();
  const { root, view } = show(ready(paused(wishId)));
  await settle();
  view.value = ready(makeCall());
  await settle();
  expect(asked(root)).toEqual([]);
  // Somebody else pauses: the newest wish of this agent is the old one.
  view.value = ready(paused(wishId));
  await settle();
  expect(asked(root)).toEqual([]);
  view.value = ready(makeCall());
  view.value = ready(pausing(newWish()));
  await settle();
  expect(asked(root)).toEqual(['Payment', 'Health data']);
});

it('is there again when everything is drawn anew, and is settled for the whole pause all the same', async () => {
  const { root, view, clock, ui } = show(ready(paused(newWish())));
  const drawAnew = async () => {
    const call = root.querySelector('.call')!;
    (call.querySelector('.status .word')!.firstChild as Text).data += ' ';
    for (let rest = 1_000; rest > 0 && call.isConnected; rest -= 100) {
      await settle();
      clock.pass(100);
    }
    await settle();
    expect(call.isConnected).toBe(false);
  };
  await settle();
  await drawAnew();
  expect(asked(root)).toEqual(['Payment', 'Health data']);
  ui.getByRole('button', { name: 'Payment' }).click();
  await settle();
  await drawAnew();
  expect(asked(root)).toEqual([]);
  view.value = ready(paused(newWish()));
  await settle();
  expect(asked(root)).toEqual([]);
});

it('stands where it moves no command: below all of them', async () => {
  const { root } = show(ready(paused(newWish())));
  await settle();
  const call = root.querySelector('.call')!;
  const why = [...call.children].findIndex((one) => one.classList.contains('why'));
  const others = [...call.children].map((one, index) =>
    one.querySelector('button') && index !== why ? index : -1,
  );
  expect(why).toBeGreaterThan(
    Math.max(...others.filter((index) => call.children[index]?.tagName !== 'DETAILS')),
  );
});

it('is no question where its file does not come', async () => {
  const { root, ui, bugs } = show(
    ready(paused(newWish())),
    undefined,
    {},
    {
      loadDetails: () => Promise.reject(new Error('No such file.')),
    },
  );
  await settle();
  expect(root.querySelector('.why')).toBeNull();
  expect(ui.getByRole('status').textContent).toContain('Safe to take details');
  expect(bugs).toEqual([]);
});

it.each([
  ['de-DE', 'Zahlung'],
  ['de-AT', 'Zahlung'],
  ['en-US', 'Payment'],
  ['fr', 'Payment'],
])('is called in %s what the customer calls it: %s', (language, label) => {
  expect(reasonLabel(REASONS[0]!, language)).toBe(label);
});

it('is called by its first label where there is no English one, else by its code', () => {
  expect(reasonLabel({ code: 'a', label: [['it', 'Pagamento']] }, 'fr')).toBe('Pagamento');
  expect(reasonLabel({ code: 'payment', label: [] }, 'fr')).toBe('payment');
});
