import { describe, expect, it } from 'vitest';
import { callDueAt } from '../../../src/domain/call.ts';
import type { CallEffect } from '../../../src/domain/call-input.ts';
import { captureState, type CaptureAction } from '../../../src/domain/capture.ts';
import type { Failure } from '../../../src/domain/failure.ts';
import { failed, ok } from '../../../src/domain/result.ts';
import type { RecordingState, Snapshot } from '../../../src/domain/snapshot.ts';
import { paused, recording } from '../../support/builders.ts';
import { settledCall, type CallDriver } from '../../support/call-driver.ts';

const OUTAGE: Failure = { kind: 'outage', status: 503 };

/** The snapshot with the snippet recorder of every leg in this state. */
const withSnippet = (snapshot: Snapshot, snippet: RecordingState): Snapshot => ({
  ...snapshot,
  legs: snapshot.legs.map((leg) => ({ ...leg, recorders: { ...leg.recorders, snippet } })),
});
const idle = withSnippet(recording(), 'none');
const taken = withSnippet(recording(), 'active');

const told = (effects: readonly CallEffect[]): readonly string[] =>
  effects.flatMap((effect) => {
    if (effect.kind === 'send') return [`send ${effect.to}`];
    if (effect.kind === 'send-capture') return [`send ${effect.target} ${effect.on ? 'on' : 'off'}`];
    if (effect.kind === 'story') return [`${effect.wish.target} ${effect.wish.action} ${effect.phase}`];
    return effect.kind === 'prepare' ? [`prepare ${effect.wish.target}`] : [];
  });

const ask = (
  call: CallDriver,
  action: CaptureAction,
  wishId = 'snippet-1',
  trigger: 'agent' | 'shortcut' | 'speech' = 'agent',
) => call.give({ kind: 'asked-capture', target: 'snippet', action, wishId, trigger });
const prepared = (call: CallDriver, wishId = 'snippet-1') => call.give({ kind: 'prepared', wishId });
const answer = (call: CallDriver, failure?: Failure) => {
  const sent = call.effects.findLast((effect) => effect.kind === 'send-capture');
  if (!sent) throw new Error('No capture has been sent.');
  return call.give({
    kind: 'answered-capture',
    target: 'snippet',
    commandId: sent.commandId,
    result: failure ? failed(failure) : ok(undefined),
  });
};
const startSent = () => {
  const call = settledCall(idle);
  ask(call, 'start');
  prepared(call);
  return call;
};

describe('capture', () => {
  it('waits for the journal before it goes out', () => {
    const call = settledCall(idle);
    expect(told(ask(call, 'start'))).toEqual(['prepare snippet']);
    expect(told(prepared(call))).toEqual(['send snippet on']);
  });

  it('is confirmed by a read that was sent after it, never by its 2xx or an event', () => {
    const call = startSent();
    expect(told(call.event(taken))).toEqual([]);
    expect(told(answer(call))).toEqual(['snippet start accepted']);
    expect(call.call.captures.snippet.current?.phase).toBe('accepted');
    call.pass(700);
    expect(told(call.read(taken))).toEqual(['snippet start confirmed']);
    expect(call.call.captures.snippet.current).toBeUndefined();
  });

  it('leaves the state of the policy recording alone', () => {
    const call = startSent();
    answer(call);
    call.pass(700);
    call.read(taken);
    expect(call.call.claim.state).toBe('recording');
  });

  it('looks again while the read lags, and is unconfirmed after four', () => {
    const call = startSent();
    answer(call);
    const later = [1, 2, 3, 4].flatMap(() => [...call.pass(1_600), ...call.read(idle)]);
    expect(told(later)).toEqual(['snippet start unconfirmed']);
    expect(call.call.captures.snippet.last).toMatchObject({ action: 'start', ending: 'unconfirmed' });
  });

  it('is unconfirmed 8 s after its answer when nothing answers the reads', () => {
    const call = startSent();
    answer(call);
    expect(told(call.pass(7_999))).toEqual([]);
    expect(told(call.pass(1))).toEqual(['snippet start unconfirmed']);
  });

  it('does not take an absent field for "not recording"', () => {
    const call = settledCall(taken);
    call.pass(800);
    ask(call, 'stop');
    prepared(call);
    answer(call);
    call.pass(700);
    expect(told(call.read(recording()))).toEqual([]);
  });

  it('does not take a recorder that pauses for one that is stopped', () => {
    const pausing = withSnippet(recording(), 'paused');
    const call = settledCall(pausing);
    expect(captureState(call.call.evidence, 'snippet')).toBe('on');
    call.pass(800);
    expect(told(ask(call, 'stop'))).toEqual(['prepare snippet']);
    prepared(call);
    answer(call);
    call.pass(700);
    expect(told(call.read(pausing))).toEqual([]);
    call.pass(1_500);
    expect(told(call.read(idle))).toEqual(['snippet stop confirmed']);
  });

  it('ends at once when the platform refuses', () => {
    const call = startSent();
    expect(
      told(answer(call, { kind: 'denied', permission: 'conversation:recording:snippetRecord' })),
    ).toEqual(['snippet start failed']);
  });

  it('is sent again after an outage only once a read shows that it is needed', () => {
    const call = startSent();
    answer(call, OUTAGE);
    expect(told(call.pass(400))).toEqual([]);
    expect(told(call.read(idle))).toEqual(['send snippet on']);
  });

  it('is confirmed after a lost answer when the read shows it', () => {
    const call = startSent();
    answer(call, { kind: 'offline' });
    call.pass(400);
    expect(told(call.read(taken))).toEqual(['snippet start confirmed']);
  });

  it('is unconfirmed when its answer is lost with the channel: nobody knows that it failed', () => {
    const call = startSent();
    call.give({ kind: 'lost' });
    expect(told(answer(call, { kind: 'timeout' }))).toEqual(['snippet start unconfirmed']);
  });

  it('is never sent once it was withdrawn', () => {
    const call = settledCall(idle);
    ask(call, 'start');
    expect(told(ask(call, 'stop', 'snippet-2', 'speech'))).toEqual([
      'snippet start superseded',
      'prepare snippet',
    ]);
    expect(told(prepared(call, 'snippet-1'))).toEqual([]);
    expect(told(prepared(call, 'snippet-2'))).toEqual(['send snippet off']);
  });

  it('waits for its own command in flight, and for no pause', () => {
    const call = startSent();
    ask(call, 'stop', 'snippet-2', 'speech');
    expect(told(prepared(call, 'snippet-2'))).toEqual([]);
    expect(told(answer(call))).toEqual(['send snippet off']);
  });

  it('goes out while a pause is unanswered, and does not delay one', () => {
    const call = settledCall(idle);
    call.ask('pause');
    ask(call, 'start');
    expect(told(prepared(call))).toEqual(['send snippet on']);
    call.pass(500);
    expect(told(call.ask('pause', 'pause-2'))).toContain('send paused');
  });

  it('takes safe away without an alarm when the agent starts it', () => {
    const call = settledCall(withSnippet(paused(), 'none'));
    expect(call.call.claim.safe).toBe(true);
    ask(call, 'start');
    prepared(call);
    answer(call);
    call.event(withSnippet(paused(), 'active'));
    expect(call.call.claim).toMatchObject({ state: 'paused', safe: false, unsafe: 'snippet' });
    expect(call.call.safeLost).toBeUndefined();
  });

  it('ends with the call', () => {
    const call = startSent();
    answer(call);
    const over = { ...idle, legs: idle.legs.map((leg) => ({ ...leg, live: false, connected: false })) };
    expect(told(call.event(over))).toContain('snippet start unconfirmed');
  });
});

describe('the one button that starts and stops', () => {
  const settle = (call: CallDriver, snapshot: Snapshot) => {
    answer(call);
    call.pass(700);
    call.read(snapshot);
    expect(call.call.captures.snippet.current).toBeUndefined();
  };

  /** That it is over only a read can tell. */
  const readEnd = (call: CallDriver) => {
    call.pass(1_000);
    call.read(idle);
    expect(call.call.captures.snippet.offered).toBe('start');
  };

  it.each([0, 120, 300, 450])('stops once and starts nothing when it is pressed again after %i ms', (ms) => {
    const call = settledCall(taken);
    call.pass(800);
    ask(call, 'stop');
    prepared(call);
    call.event(idle);
    call.pass(ms);
    expect(told(ask(call, 'start', 'snippet-2'))).toEqual([]);
    settle(call, idle);
    expect(told(ask(call, 'start', 'snippet-3'))).toEqual([]);
    call.pass(800);
    expect(told(ask(call, 'start', 'snippet-4'))).toEqual(['prepare snippet']);
  });

  it('starts once and stops nothing when it is pressed again', () => {
    const call = startSent();
    expect(told(ask(call, 'stop', 'snippet-2'))).toEqual([]);
    settle(call, taken);
    call.pass(799);
    expect(told(ask(call, 'stop', 'snippet-3', 'shortcut'))).toEqual([]);
    call.pass(1);
    expect(told(ask(call, 'stop', 'snippet-4', 'shortcut'))).toEqual(['prepare snippet']);
  });

  it.each([
    [taken, idle, 'start'],
    [idle, taken, 'stop'],
  ] as const)('takes no press just after somebody else has changed what it does', (before, after, action) => {
    const call = settledCall(before);
    call.pass(2_000);
    call.event(after);
    if (after === idle) readEnd(call);
    call.pass(100);
    expect(told(ask(call, action))).toEqual([]);
    call.pass(700);
    expect(told(ask(call, action))).toEqual(['prepare snippet']);
  });

  it('does not what it did before either, once that has changed', () => {
    const call = settledCall(taken);
    call.pass(2_000);
    call.event(idle);
    readEnd(call);
    call.pass(2_000);
    expect(told(ask(call, 'stop'))).toEqual([]);
  });

  it('asks to be looked at again when it may be pressed', () => {
    const call = settledCall(idle);
    call.pass(2_000);
    call.event(taken);
    expect(callDueAt(call.call)).toBeLessThanOrEqual(call.at + 800);
  });
});
