// @vitest-environment happy-dom
import { within } from '@testing-library/preact';
import { afterEach, describe, expect, it } from 'vitest';
import type { BlockedReason, ClaimState, ConversationView } from '../../../src/app/view.ts';
import { enUS } from '../../../src/ui/locales/en-US.ts';
import { cleanUp, show, showAll } from './show.ts';
import { CALL_ID, makeCall, makeSafeCall, NOW, ready } from './views.ts';

afterEach(cleanUp);

const region = (view: ConversationView) => show(ready(view)).ui.getByRole('region');
const describedBy = (button: HTMLElement) =>
  (button.getAttribute('aria-describedby') ?? '')
    .split(' ')
    .map((id) => document.getElementById(id)?.textContent)
    .join(' ');

const STATE_WORDS: Record<ClaimState, string> = {
  unknown: 'Unknown',
  checking: 'Checking…',
  recording: 'Recording',
  paused: 'Paused',
  held: 'On hold',
  'not-recording': 'Not recorded',
  ended: 'Ended',
};

it('names the permission for want of which Genesys refuses live updates', () => {
  const call = region(
    makeCall({ state: 'unknown', channel: 'lost', livePermission: 'conversation:communication:view' }),
  );
  const status = within(call).getByRole('status');
  expect(status.textContent).toContain('No live updates from Genesys.');
  expect(status.textContent).toContain('Your role lacks “Conversation > Communication > View”.');
});

it('says that it asks, with no word of what is missing, while the first answers are on their way', () => {
  const { ui, view } = show(ready(makeCall({ state: 'unknown', channel: 'lost', isOpening: true })));
  for (const channel of ['lost', 'live'] as const) {
    view.value = ready(makeCall({ state: 'unknown', channel, isOpening: true }));
    expect(ui.getByRole('status').textContent).toBe('Checking…Asking Genesys.');
    expect(ui.getByRole('region').dataset['recordingState']).toBe('unknown');
    expect(ui.queryByRole('link')).toBeNull();
    expect(ui.queryByRole('button', { name: 'Try again' })).toBeNull();
  }
});

describe('a right to pause that is known to be missing', () => {
  const lacks = 'conversation:recording:pause';
  const denied = { kind: 'failed', action: 'pause', failure: 'denied', code: 'REC-403' } as const;

  it('is told before Pause is pressed, with where to read more, and Pause can be pressed', () => {
    const { ui, root, actions } = show(ready(makeCall({ lacks })));
    expect(ui.getByRole('status').textContent).toContain(
      'Pause recording: Your role lacks “Conversation > Recording > Pause”.',
    );
    expect(root.querySelector('[data-tone="warning"]')).not.toBeNull();
    expect(ui.getByRole('link').getAttribute('href')).toContain(encodeURIComponent(`permission.${lacks}`));
    ui.getByRole('button', { name: 'Pause recording' }).click();
    expect(actions.asked).toEqual([`pause ${CALL_ID}`]);
  });

  it.each([
    ['known beforehand', makeCall({ lacks, alarms: [denied] })],
    ['told by Genesys', makeCall({ alarms: [{ ...denied, permission: lacks }] })],
  ])('is not answered by a button of Genesys that needs it too: %s', (_how, view) => {
    const text = region(view).textContent;
    expect(text).toContain('Still recording. Do not take card details.');
    expect(text).not.toContain('Genesys’ own');
    expect(text).not.toContain("Genesys' own");
  });

  it('leaves Genesys’ own button where another reason is given', () => {
    expect(region(makeCall({ alarms: [denied] })).textContent).toContain("Genesys' own Secure pause button");
  });
});

it.each(Object.entries(STATE_WORDS) as [ClaimState, string][])(
  'tells the state %s by attribute, word and shape',
  (state, word) => {
    const call = region(makeCall({ state, safe: state === 'paused' }));
    expect(call.getAttribute('data-recording-state')).toBe(state);
    const status = within(call).getByRole('status');
    expect(status.textContent).toContain(word);
    expect(status.querySelector(`[data-shape="${state}"]`)).not.toBeNull();
    expect(within(call).getByRole('button', { name: 'Pause recording' })).toBeTruthy();
    expect(within(call).getByRole('button', { name: 'Resume recording' })).toBeTruthy();
  },
);

it('carries every fact of the view as an attribute', () => {
  const call = region(
    makeCall({
      state: 'paused',
      pending: 'resume',
      outcome: 'failed',
      failure: 'REC-429',
      pauseKind: 'unspecified',
      recorders: ['snippet', 'screen'],
      channel: 'deaf',
    }),
  );
  expect({ ...call.dataset }).toEqual({
    conversationId: CALL_ID,
    recordingState: 'paused',
    pending: 'resume',
    outcome: 'failed',
    failure: 'REC-429',
    pauseKind: 'unspecified',
    recorders: 'snippet screen',
    channel: 'deaf',
  });
});

it('leaves out the attributes of what is not there', () => {
  const call = region(makeCall());
  for (const name of ['data-safe', 'data-pending', 'data-outcome', 'data-failure', 'data-pause-kind']) {
    expect(call.hasAttribute(name), name).toBe(false);
  }
});

it('says the words of safe exactly when the view says safe', () => {
  const { view, ui } = show(ready(makeSafeCall()));
  expect(ui.getByRole('region').getAttribute('data-safe')).toBe('true');
  expect(ui.getByRole('status').textContent).toContain('Safe to take details');

  const unsafe: readonly Partial<ConversationView>[] = [
    ...(['snippet', 'adhoc', 'agent', 'screen', 'channel', 'journal', 'expired'] as const).map((unsafe) => ({
      unsafe,
    })),
    { pauseKind: 'unspecified' },
    { state: 'held', pauseKind: 'hold' },
    ...(Object.keys(STATE_WORDS) as ClaimState[]).map((state) => ({ state })),
  ];
  for (const different of unsafe) {
    view.value = ready(makeSafeCall({ ...different, safe: false }));
    expect(ui.getByRole('region').hasAttribute('data-safe')).toBe(false);
    expect(ui.getByRole('region').textContent, JSON.stringify(different)).not.toMatch(/safe to take/i);
  }
  view.value = ready(makeSafeCall({ pending: 'pause' }));
  expect(ui.getByRole('status').textContent).toContain('Safe to take details');
});

it('qualifies safe by what is not covered', () => {
  const text = region(makeSafeCall({ screenStillRecorded: true, notLogged: true })).textContent;
  expect(text).toContain('Audio paused. Screen is still recorded.');
  expect(text).toContain('This is not being logged.');
});

it('never calls a hold a pause', () => {
  const status = within(region(makeCall({ state: 'held', pauseKind: 'hold' }))).getByRole('status');
  expect(status.textContent).not.toMatch(/paused/i);
});

it.each([
  ['exact', '01:12'],
  ['about', 'about 01:12'],
  ['at-least', 'at least 01:12'],
] as const)('shows a clock whose start is known %s', (kind, text) => {
  const timer = within(
    region(makeCall({ since: { at: NOW - 72_000, kind, steadyAt: NOW - 72_000 } })),
  ).getByRole('timer');
  expect(timer.getAttribute('data-since')).toBe('2026-11-21T09:28:48.000Z');
  expect(timer.getAttribute('data-since-kind')).toBe(kind);
  expect(timer.textContent).toBe(text);
});

it('counts the seconds without touching what a screen reader announces', async () => {
  const { ui, clock } = show(ready(makeCall()));
  const status = ui.getByRole('status');
  expect(status.contains(ui.getByRole('timer'))).toBe(false);
  let changes = 0;
  const observer = new MutationObserver((records) => (changes += records.length));
  observer.observe(status, { childList: true, characterData: true, subtree: true, attributes: true });
  await expect.poll(() => clock.waiting()).toBe(1);
  clock.pass(1000);
  await expect.poll(() => ui.getByRole('timer').textContent).toBe('01:13');
  expect(changes + observer.takeRecords().length).toBe(0);
});

it('describes the pause button as Genesys calls it', () => {
  const call = region(makeCall());
  expect(describedBy(within(call).getByRole('button', { name: 'Pause recording' }))).toBe('Secure pause');
});

it.each(Object.entries(enUS.blocked) as [BlockedReason, string][])(
  'keeps a button focusable that cannot act because of %s, and says why',
  (why, reason) => {
    const { ui, actions } = show(
      ready(makeCall({ pause: { can: false, why }, resume: { can: false, why } })),
    );
    for (const name of ['Pause recording', 'Resume recording']) {
      const button = ui.getByRole('button', { name });
      expect(button.getAttribute('aria-disabled')).toBe('true');
      expect(button.hasAttribute('disabled')).toBe(false);
      button.focus();
      expect(document.activeElement).toBe(button);
      expect(describedBy(button)).toContain(reason);
      button.click();
    }
    expect(describedBy(ui.getByRole('button', { name: 'Pause recording' }))).toContain('Secure pause');
    expect(actions.asked).toEqual([]);
  },
);

it('passes on a pause even when the call is shown as paused', () => {
  const { ui, actions } = show(ready(makeSafeCall()));
  ui.getByRole('button', { name: 'Pause recording' }).click();
  ui.getByRole('button', { name: 'Resume recording' }).click();
  expect(actions.asked).toEqual([`pause ${CALL_ID}`, `resume ${CALL_ID}`]);
});

it('shows pending within the task of the click', () => {
  const { ui, view, actions } = show(ready(makeCall()));
  actions.pause = () => {
    view.value = ready(makeCall({ pending: 'pause' }));
  };
  ui.getByRole('button', { name: 'Pause recording' }).click();
  expect(ui.getByRole('region').getAttribute('data-pending')).toBe('pause');
  expect(ui.getByRole('status').textContent).toContain('Pausing…');
});

it('keeps both buttons and their focus through every change of state', () => {
  const { ui, view } = show(ready(makeCall()));
  const pause = ui.getByRole('button', { name: 'Pause recording' });
  pause.focus();
  for (const state of Object.keys(STATE_WORDS) as ClaimState[]) {
    view.value = ready(makeCall({ state }));
    expect(ui.getByRole('button', { name: 'Pause recording' })).toBe(pause);
    expect(document.activeElement).toBe(pause);
  }
});

it('offers to look again exactly while the state is unknown on a live channel', () => {
  const { ui, view, actions } = show(ready(makeCall({ state: 'unknown' })));
  ui.getByRole('button', { name: 'Try again' }).click();
  expect(actions.asked).toEqual([`refresh ${CALL_ID}`]);
  for (const different of [{ state: 'unknown', channel: 'lost' }, { state: 'recording' }] as const) {
    view.value = ready(makeCall(different));
    expect(ui.queryByRole('button', { name: 'Try again' })).toBeNull();
  }
});

it('links to what is missing exactly while a live call has no updates', () => {
  const { ui, view } = show(ready(makeCall({ state: 'unknown', channel: 'lost' })));
  expect(ui.getByRole('link', { name: 'What is missing?' }).getAttribute('href')).toContain('line=socket');
  const signedOut = { pause: { can: false, why: 'signed-out' } } as const;
  for (const different of [{}, { state: 'unknown', channel: 'lost', ...signedOut }] as const) {
    view.value = ready(makeCall(different));
    expect(ui.queryByRole('link')).toBeNull();
  }
});

it('shows one region for each call, in order, with names of their own', () => {
  const other = '8b41e0d2-1d0f-4bb5-a3a0-2f9c7a6d5e10';
  const { ui, view } = showAll(ready(makeCall(), makeSafeCall({ conversationId: other })));
  const regions = ui.getAllByRole('region');
  expect(regions.map((call) => call.getAttribute('data-conversation-id'))).toEqual([other, CALL_ID]);
  expect(new Set(regions.map((call) => call.getAttribute('aria-label'))).size).toBe(2);
  view.value = ready(makeSafeCall({ conversationId: other }));
  expect(ui.getByRole('region')).toBe(regions[0]);
});
