// @vitest-environment happy-dom
import { afterEach, expect, it } from 'vitest';
import type { AppView, Problem, Unlisted } from '../../../src/app/view.ts';
import { cleanUp, show, showAll } from './show.ts';
import { makeCall, ready, signedOut } from './views.ts';

afterEach(cleanUp);

/** One of each kind, with the words that the agent or the administrator needs. */
const PROBLEMS: { readonly [K in Problem['kind']]: readonly [Extract<Problem, { kind: K }>, string] } = {
  'config-missing': [{ kind: 'config-missing' }, 'config.json is missing'],
  'config-invalid': [{ kind: 'config-invalid', key: 'oauth.clientId' }, 'oauth.clientId'],
  'region-unknown': [{ kind: 'region-unknown', region: 'mars.example' }, 'mars.example'],
  'view-unknown': [{ kind: 'view-unknown', view: 'superviser' }, 'superviser'],
  'conversation-invalid': [{ kind: 'conversation-invalid', value: 'abc' }, 'abc'],
  'host-not-allowed': [{ kind: 'host-not-allowed', origin: 'https://crm.example' }, 'host.allowedOrigins'],
  'host-unknown': [{ kind: 'host-unknown' }, 'does not tell which page shows this app'],
  'platform-down': [{ kind: 'platform-down', code: 'REC-500' }, 'REC-500'],
  bug: [{ kind: 'bug' }, 'This app has failed.'],
  stopped: [{ kind: 'stopped' }, 'This panel has stopped watching.'],
  meddled: [{ kind: 'meddled' }, 'Switch off translation and extensions'],
  'sign-in-refused': [{ kind: 'sign-in-refused', error: 'access_denied' }, 'access_denied'],
  'sign-in-down': [{ kind: 'sign-in-down' }, 'does not answer'],
  'popup-blocked': [{ kind: 'popup-blocked' }, 'blocked the sign-in window'],
  'popup-silent': [
    { kind: 'popup-silent', clientId: 'client-1', redirectUri: 'https://app.example/index.html' },
    'client ID client-1, redirect URI https://app.example/index.html',
  ],
  'window-stranded': [{ kind: 'window-stranded' }, 'press Sign in in the panel again'],
  'sign-in-failed': [
    { kind: 'sign-in-failed' },
    'Sign in to Genesys in a browser tab, then press Try again.',
  ],
};

it.each(Object.values(PROBLEMS))('explains the problem %o', (problem, words) => {
  const { ui, actions } = show({ phase: 'problem', problem, canTryAgain: true });
  const alert = ui.getByRole('alert').textContent;
  expect(alert).toContain(words);
  expect(alert).toContain("Use Genesys' own Secure pause button.");
  ui.getByRole('button', { name: 'Try again' }).click();
  expect(actions.asked).toEqual(['try-again']);
});

it('links to what is missing where Genesys refuses to tell who is signed in, and not where it is down', () => {
  const { ui, view } = show({
    phase: 'problem',
    problem: { kind: 'platform-down', code: 'REC-403' },
    canTryAgain: true,
  });
  const link = ui.getByRole('link', { name: 'What is missing?' });
  expect(link.getAttribute('href')).toContain('line=scope.user-basic-info');
  view.value = { phase: 'problem', problem: { kind: 'platform-down', code: 'REC-500' }, canTryAgain: true };
  expect(ui.queryByRole('link')).toBeNull();
});

it('keeps a call and its alarm in sight above a problem with signing in again', () => {
  const conversations = [
    makeCall({ state: 'unknown', channel: 'lost', alarms: [{ kind: 'cannot-confirm' }] }),
  ];
  const { ui } = show({
    phase: 'problem',
    problem: { kind: 'popup-blocked' },
    canTryAgain: true,
    conversations,
  });
  const alerts = ui.getAllByRole('alert').map(({ textContent }) => textContent);
  expect(alerts[1]).toContain('The browser has blocked the sign-in window.');
  expect(alerts[0]).toContain('Cannot confirm. Do not take card details.');
  expect(ui.getByRole('region').getAttribute('data-recording-state')).toBe('unknown');
});

it('offers no further attempt that cannot help', () => {
  const { ui } = show({ phase: 'problem', problem: { kind: 'config-missing' }, canTryAgain: false });
  expect(ui.queryByRole('button')).toBeNull();
});

it.each([
  [{ phase: 'starting' }, 'Starting…'],
  [{ phase: 'signing-in' }, 'Signing in…'],
  [ready(), 'No live call.'],
  [signedOut({ why: 'first' }), 'Sign in to control the recording.'],
] as [AppView, string][])('says %o calmly', (view, text) => {
  const { ui } = showAll(view);
  expect(ui.getByRole('status').textContent).toContain(text);
  expect(ui.queryByRole('alert')).toBeNull();
});

it('offers to look again where it shows no call: the event of one may be lost', () => {
  const { ui, actions } = showAll(ready());
  ui.getByRole('button', { name: 'Try again' }).click();
  expect(actions.asked).toEqual(['try-again']);
});

it('offers to sign in and shows known calls as unknown', () => {
  const lost = makeCall({ state: 'unknown', channel: 'lost', pause: { can: false, why: 'signed-out' } });
  const { ui, actions } = show(signedOut({ conversations: [lost] }));
  expect(ui.getByRole('alert').textContent).toContain("Use Genesys' own Secure pause button.");
  expect(ui.getByRole('region').getAttribute('data-recording-state')).toBe('unknown');
  ui.getByRole('button', { name: 'Sign in' }).click();
  expect(actions.asked).toEqual(['sign-in']);
});

it('never drops the focus with the button that had it: it goes on to the next, and in the end to the call, on no command', () => {
  const { ui, view } = show(signedOut());
  ui.getByRole('button', { name: 'Sign in' }).focus();
  view.value = { phase: 'problem', problem: { kind: 'popup-blocked' }, canTryAgain: true };
  expect(document.activeElement).toBe(ui.getByRole('button', { name: 'Try again' }));
  view.value = { phase: 'signing-in' };
  view.value = ready(makeCall());
  expect(document.activeElement).toBe(ui.getByRole('region'));
});

it('takes no focus that it did not have', () => {
  const { view } = show(signedOut());
  view.value = ready(makeCall());
  expect(document.activeElement).toBe(document.body);
});

it('says that there is no licence, and leaves Pause to be pressed', () => {
  const { ui, root } = show({ ...ready(makeCall()), unlicensed: true } as AppView);
  expect(root.textContent).toContain(
    'You have no licence for Recording Control. Pausing works all the same.',
  );
  expect(ui.getByRole('button', { name: 'Pause recording' }).getAttribute('aria-disabled')).toBeNull();
  expect(ui.queryByRole('alert')).toBeNull();
});

it('names the sections of config.json that are switched off', () => {
  const { root } = show({ ...ready(makeCall()), disabledSections: ['shortcuts', 'queues'] } as AppView);
  expect(root.textContent).toContain('shortcuts, queues');
});

it('takes back the claim of a call that cannot be rendered, and leaves the others alone', async () => {
  const broken = makeCall({ since: { at: Number.NaN, kind: 'exact', steadyAt: 0 } });
  const fine = makeCall({ conversationId: '8b41e0d2-1d0f-4bb5-a3a0-2f9c7a6d5e10' });
  const { ui, bugs } = show(ready(broken, fine));
  await expect
    .poll(() => ui.getAllByRole('region').map((call) => call.getAttribute('data-recording-state')))
    .toEqual(['unknown', 'recording']);
  expect(bugs).toHaveLength(1);
  expect(ui.getByRole('alert').textContent).toContain('This app has failed.');
});

it('speaks the language of the desktop', async () => {
  const { ui } = show(ready(makeCall()), 'de-de');
  await expect.poll(() => ui.queryByRole('button', { name: 'Aufzeichnung pausieren' })).not.toBeNull();
  expect(document.documentElement.lang).toBe('de-DE');
});

it('does not wait long for a language', () => {
  const { ui, clock } = show(ready(makeCall()), 'fr');
  expect(ui.queryByRole('region')).toBeNull();
  clock.pass(400);
  expect(ui.getByRole('button', { name: 'Pause recording' })).toBeTruthy();
});

it('leaves nothing behind when it is unmounted', () => {
  const { root, view, unmount, clock } = show(ready(makeCall()));
  unmount();
  view.value = ready();
  expect(root.textContent).toBe('');
  expect(clock.waiting()).toBe(0);
});

it('names Genesys’ own button where the sign-in takes long, and not before', () => {
  const { ui, view } = show({ phase: 'signing-in' });
  expect(ui.getByRole('status').textContent).toBe('Signing in…');
  view.value = { phase: 'signing-in', isSlow: true };
  expect(ui.getByRole('status').textContent).toBe("Signing in…Use Genesys' own Secure pause button.");
});

it.each([
  [{ kind: 'asking' }, ['Checking…', 'Asking Genesys.']],
  [{ kind: 'lost' }, ['Unknown', 'No live updates from Genesys.', "Use Genesys' own Secure pause button."]],
  [{ kind: 'lost', permission: 'conversation:call:view' }, ['Unknown', 'Your role lacks “', 'Use Genesys']],
  [{ kind: 'refused', failure: 'outage' }, ['Unknown', 'Genesys reports a fault.', 'Use Genesys']],
  [
    { kind: 'refused', failure: 'denied', permission: 'conversation:call:view' },
    ['Unknown', 'Your role lacks “', 'Use Genesys'],
  ],
] as [Unlisted, readonly string[]][])('claims no empty list that it does not know: %o', (unlisted, says) => {
  const { ui, actions } = showAll({ ...ready(), unlisted } as AppView);
  const said = ui.getByRole('status').textContent;
  for (const words of says) expect(said).toContain(words);
  expect(said).not.toContain('No live call.');
  ui.getByRole('button', { name: 'Try again' }).click();
  expect(actions.asked).toEqual(['try-again']);
});
