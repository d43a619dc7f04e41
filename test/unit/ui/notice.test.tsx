// @vitest-environment happy-dom
import { afterEach, expect, it, vi } from 'vitest';
import { endedNotice } from '../../../src/ui/ended/ended-notice.tsx';
import { settle } from '../../support/fake-clock.ts';
import { LANGUAGES } from '../../support/languages.ts';
import { cleanUp, show } from './show.ts';
import { makeCall, ready } from './views.ts';

afterEach(cleanUp);

const AT = new Date(2026, 10, 21, 14, 32).getTime();

async function showEnded(language?: string) {
  const Told = endedNotice(AT);
  const panel = show(ready(makeCall()), language, {}, { lookBack: async () => Told });
  await settle();
  return { ...panel, notice: () => panel.root.querySelector('[data-notice]') };
}

it('says calmly that the last call ended while paused, as the last thing of the panel', async () => {
  const { root, ui, notice } = await showEnded();
  expect(notice()?.querySelector('[role="status"]')?.textContent).toMatch(
    /^Your last call ended while paused, at (14:32|02:32 PM)\. If it had to be recorded to its end, tell your supervisor\.$/,
  );
  expect(root.querySelector('main')?.lastElementChild).toBe(notice());
  expect(ui.queryByRole('alert')).toBeNull();
});

it('goes when it is read, gives the focus to the call and to no command, and does not come back with the next drawing', async () => {
  const { view, ui, notice } = await showEnded();
  const understood = ui.getByRole('button', { name: 'Understood' });
  understood.focus();
  understood.click();
  await settle();
  expect(notice()).toBeNull();
  expect(document.activeElement).toBe(ui.getByRole('region'));
  view.value = {
    phase: 'signed-out',
    conversations: [],
    why: 'ended',
    isWindowOpen: false,
    isKept: true,
    registered: { clientId: 'c', redirectUri: 'r' },
  };
  view.value = ready(makeCall());
  await settle();
  expect(notice()).toBeNull();
});

it('waits until it is settled whose panel it is', async () => {
  let looks = 0;
  const lookBack = async () => void (looks += 1);
  const unsettled = { ...ready(makeCall()), who: { name: 'Ada', settled: false, asks: true } };
  const { view } = show(unsettled, undefined, {}, { lookBack });
  await settle();
  expect(looks).toBe(0);
  view.value = ready(makeCall());
  await settle();
  expect(looks).toBe(1);
});

it.each([
  ['there is nothing to say', async () => undefined],
  ['its file does not come', () => Promise.reject(new Error('No such file.'))],
])('shows nothing where %s', async (_, lookBack) => {
  const { root, bugs } = show(ready(makeCall()), undefined, {}, { lookBack });
  await settle();
  expect(root.querySelector('[data-notice]')).toBeNull();
  expect(bugs).toEqual([]);
});

it.each(LANGUAGES)('has its words in %s', async (language) => {
  const { notice } = await showEnded(language);
  await vi.waitFor(() => expect(notice()?.textContent).toMatch(/\d\d[:.]\d\d/));
  expect(notice()?.textContent?.includes('last call')).toBe(language === 'en-US');
});
