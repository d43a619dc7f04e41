// @vitest-environment happy-dom
import { afterEach, expect, it } from 'vitest';
import type { Alarm, ClaimState } from '../../../src/app/view.ts';
import type { FailureCode, FailureKind } from '../../../src/domain/failure.ts';
import { enUS } from '../../../src/ui/locales/en-US.ts';
import { cleanUp, show } from './show.ts';
import { CALL_ID, makeCall, ready } from './views.ts';

afterEach(cleanUp);

const failed = (action: 'pause' | 'resume', failure: FailureKind, more: object = {}): Alarm => ({
  kind: 'failed',
  action,
  failure,
  code: 'REC-500' satisfies FailureCode,
  ...more,
});

function alertText(alarm: Alarm, state: ClaimState = 'recording'): string {
  const view = makeCall({ state, alarms: [alarm], ...(state === 'paused' && { recorders: [] }) });
  const text = show(ready(view)).ui.getByRole('alert').textContent ?? '';
  cleanUp();
  return text;
}

it('has no alert while nothing is wrong', () => {
  expect(show(ready(makeCall())).ui.queryByRole('alert')).toBeNull();
});

it.each(Object.keys(enUS.why) as FailureKind[])(
  'says what is true after a wish failed with %s',
  (failure) => {
    const pause = alertText(failed('pause', failure));
    expect(pause.startsWith('Still recording. Do not take card details.')).toBe(true);
    expect(pause).toContain("Use Genesys' own Secure pause button.");
    expect(alertText(failed('resume', failure), 'paused')).toContain(
      'Still paused. The call is not being recorded.',
    );
  },
);

it('names the missing permission and whom to ask', () => {
  const permission = 'conversation:recording:pause';
  expect(alertText(failed('pause', 'denied', { permission }))).toContain(
    'Your role lacks “Conversation > Recording > Pause”. Ask your administrator.',
  );
});

it('leads to setup where setup can help, and not where the agent is simply not on the call', () => {
  const denied = (more: object): Alarm => ({ ...failed('pause', 'denied', more), code: 'REC-403' }) as Alarm;
  const linkOf = (alarm: Alarm) => {
    const link = show(ready(makeCall({ alarms: [alarm] }))).ui.queryByRole('link');
    cleanUp();
    return link;
  };
  expect(linkOf(denied({ permission: 'conversation:recording:pause' }))).not.toBeNull();
  expect(linkOf(denied({}))).not.toBeNull();
  const reason = 'conversation.error.forbidden.not.active.participant';
  expect(linkOf(denied({ reason }))).toBeNull();
});

it('says at once how long the platform refuses', () => {
  expect(alertText(failed('pause', 'rate-limited', { retryAfterMs: 59_200 }))).toContain(
    'Genesys accepts no request for 60 s.',
  );
});

it('does not claim a state that the panel contradicts', () => {
  expect(alertText({ kind: 'not-sent' })).toContain('Still recording');
  for (const state of ['paused', 'held', 'not-recording', 'ended'] as const)
    expect(alertText({ kind: 'not-sent' }, state)).not.toContain('Still recording');
  expect(alertText({ kind: 'not-sent' }, 'ended')).not.toContain('Secure pause');
  expect(alertText(failed('pause', 'timeout'), 'paused')).not.toContain('Still recording');
  expect(alertText(failed('resume', 'timeout'), 'unknown')).not.toContain('Still paused');
  expect(alertText(failed('resume', 'timeout'), 'recording')).not.toContain('Still paused');
});

it('neither says that an ended call is recorded nor asks for another click on it', () => {
  const outage = alertText(failed('pause', 'outage'), 'ended');
  expect(outage).toContain('The last pause request failed.');
  expect(outage).not.toContain('Still recording');
  for (const kind of Object.keys(enUS.why) as FailureKind[]) {
    const text = alertText(failed('pause', kind), 'ended');
    expect(text).not.toMatch(/press the button|Secure pause button/i);
  }
  expect(alertText(failed('pause', 'malformed'), 'ended')).toContain(enUS.step.admin);
});

it.each([
  [{ kind: 'resumed-by-someone-else' }, 'Recording resumed by someone else. Stop taking card details.'],
  [
    { kind: 'resumed-in-another-window' },
    'Recording resumed by you in another panel or window. Stop taking card details.',
  ],
  [{ kind: 'cannot-confirm' }, 'Cannot confirm. Do not take card details.'],
  [{ kind: 'other-recorder' }, 'Another recorder has started. Stop taking card details.'],
  [{ kind: 'ended-while-paused' }, 'The call ended while paused.'],
  [
    { kind: 'unconfirmed', action: 'pause', code: 'REC-UNCONFIRMED' },
    'Cannot confirm. Do not take card details.',
  ],
  [
    { kind: 'unconfirmed', action: 'resume', code: 'REC-UNCONFIRMED' },
    'Resume not confirmed. The call may not be recorded.',
  ],
] as const satisfies readonly (readonly [Alarm, string])[])('tells %o in words', (alarm, text) => {
  expect(alertText(alarm)).toContain(text);
});

it('stays until it is settled, and leaves the focus with the call, on no command', () => {
  const { ui, view, actions, clock } = show(ready(makeCall({ alarms: [failed('pause', 'offline')] })));
  clock.pass(3_600_000);
  view.value = ready(makeCall({ pending: 'pause', alarms: [failed('pause', 'offline')] }));
  expect(ui.getByRole('alert')).toBeTruthy();
  const settle = ui.getByRole('button', { name: 'Understood' });
  expect(ui.getByRole('alert').contains(settle)).toBe(false);
  settle.focus();
  settle.click();
  expect(actions.asked).toEqual([`settle ${CALL_ID}`]);
  expect(document.activeElement).toBe(ui.getByRole('region'));
});

it('asks for no sign-in that has happened meanwhile, only for the press', () => {
  const alarm = failed('pause', 'signed-out');
  const textAt = (channel: 'live' | 'lost') => {
    const call = makeCall({ state: channel === 'live' ? 'recording' : 'unknown', channel, alarms: [alarm] });
    const text = show(ready(call)).ui.getByRole('alert').textContent ?? '';
    cleanUp();
    return text;
  };
  expect(textAt('lost')).toContain('Sign in again.');
  expect(textAt('live')).toContain('Still recording. Do not take card details.');
  expect(textAt('live')).toContain('Press the button again.');
  expect(textAt('live')).not.toContain('ign-in');
});
