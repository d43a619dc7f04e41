import { describe, expect, it } from 'vitest';
import type { Beside } from '../../../src/domain/claim.ts';
import type { Leg, Snapshot } from '../../../src/domain/snapshot.ts';
import {
  makeLeg,
  makePolicy,
  makeSnapshot,
  notRecording,
  paused,
  recording,
} from '../../support/builders.ts';
import { settledCall, type CallDriver } from '../../support/call-driver.ts';

const ben = (changes: Partial<Leg>) => makeLeg({ participantId: 'agent-2', userId: 'user-ben', ...changes });
const bens = notRecording({ more: [ben({ recorders: { adhoc: 'active' } })] });
const rings = (recorders: Leg['recorders']) =>
  makeSnapshot({
    legs: [
      makeLeg({ connected: false, ringing: true, recordingState: 'paused' }),
      ben({ recorders, recordingState: 'none' }),
    ],
    recordingState: 'paused',
  });
const own = (recorders: Leg['recorders']) => notRecording({ leg: { recorders } });

const KNOWN: readonly (readonly [what: string, snapshot: Snapshot, beside: Beside | undefined])[] = [
  ['nobody', notRecording(), undefined],
  ['an ad hoc recorder of another agent', bens, 'someone'],
  [
    'a snippet of another agent',
    notRecording({ more: [ben({ recorders: { snippet: 'active' } })] }),
    'someone',
  ],
  ['the side of another agent', notRecording({ more: [ben({ recorders: { agent: 'active' } })] }), 'someone'],
  ['a snippet of their own', own({ snippet: 'active' }), 'snippet'],
  ['an ad hoc recording of their own', own({ adhoc: 'active' }), 'adhoc'],
  [
    'one of their own, and another agent',
    notRecording({
      leg: { recorders: { snippet: 'active' } },
      more: [ben({ recorders: { snippet: 'active' } })],
    }),
    'snippet',
  ],
  ['another agent while it rings', rings({ adhoc: 'active' }), 'someone'],
  ['nobody while it rings', rings({}), undefined],
];

const screenOn = (call: CallDriver) => call.event(notRecording({ leg: { screen: 'active' } }));

describe('who records beside a policy recording that does not run', () => {
  for (const [what, snapshot, beside] of KNOWN)
    it(`is known: ${what}`, () => {
      const { claim } = settledCall(snapshot).call;
      expect(['not-recording', 'unknown']).toContain(claim.state);
      expect(claim.beside).toBe(beside);
      expect(claim.recorders.length > 0).toBe(beside !== undefined);
    });

  it('is the screen where nobody records the voice', () => {
    const call = settledCall(notRecording());
    screenOn(call);
    expect(call.call.claim).toMatchObject({ state: 'not-recording', beside: 'screen' });
  });

  it('is not said where the state says that it records or pauses', () => {
    for (const snapshot of [recording(), paused()])
      expect(settledCall(snapshot).call.claim.beside).toBeUndefined();
  });

  it('is not known any more once the channel is lost', () => {
    const call = settledCall(bens);
    call.give({ kind: 'lost' });
    expect(call.call.claim).toMatchObject({ state: 'unknown', beside: undefined, recorders: [] });
  });

  it('is an alarm when it begins, until it is over', () => {
    const call = settledCall(notRecording({ more: [ben({})] }));
    call.event(bens);
    expect(call.call.safeLost).toBe('other-recorder');
    call.pass(1_000);
    call.read(bens);
    call.event(notRecording({ more: [ben({ recorders: { adhoc: 'none' } })] }));
    call.pass(1_000);
    call.read(notRecording({ more: [ben({ recorders: { adhoc: 'none' } })] }));
    expect(call.call.claim.beside).toBeUndefined();
    expect(call.call.safeLost).toBeUndefined();
  });

  it.each([
    ['not recorded', bens, notRecording({ more: [ben({})] })],
    ['paused', paused({ leg: { recorders: { snippet: 'active' } } }), paused({ leg: { recorders: {} } })],
  ])('is over when it is, although a read that lags still tells of it: %s', (_what, on, off) => {
    const none = (snapshot: Snapshot): Snapshot => ({
      ...snapshot,
      legs: snapshot.legs.map((leg) => ({
        ...leg,
        recorders: { ...leg.recorders, snippet: 'none', adhoc: 'none' },
      })),
    });
    const call = settledCall(none(off));
    call.event(on);
    call.pass(3_000);
    call.read(on);
    call.pass(3_000);
    call.event(none(off));
    call.read(on);
    expect(call.call.claim.recorders).not.toEqual([]);
    call.pass(1_500);
    call.read(none(off));
    expect(call.call.claim.recorders).toEqual([]);
  });

  it('is an alarm also where it begins while the call is looked at again', () => {
    const call = settledCall(notRecording());
    call.event(notRecording({ more: [ben({})] }));
    expect(call.call.claim.state).toBe('checking');
    call.event(bens);
    expect(call.call.safeLost).toBe('other-recorder');
    for (let read = 0; read < 3; read += 1) {
      call.pass(1_500);
      call.read(bens);
    }
    expect(call.call.claim).toMatchObject({ state: 'not-recording', beside: 'someone' });
    expect(call.call.safeLost).toBe('other-recorder');
  });

  it('is no alarm when this agent has asked for it', () => {
    const call = settledCall(own({ snippet: 'none' }));
    call.give({ kind: 'asked-capture', target: 'snippet', action: 'start', wishId: 's', trigger: 'agent' });
    call.event(own({ snippet: 'active' }));
    expect(call.call.claim.beside).toBe('snippet');
    expect(call.call.safeLost).toBeUndefined();
  });

  it.each([
    ['block', 'other-recorder'],
    ['warn', undefined],
  ] as const)('is an alarm by a screen as the customer decided: %s', (screen, alarm) => {
    const call = settledCall(notRecording(), makePolicy({ screen }));
    screenOn(call);
    expect(call.call.safeLost).toBe(alarm);
  });
});
