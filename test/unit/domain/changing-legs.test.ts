import { describe, expect, it } from 'vitest';
import { makeCustomer, makeLeg, paused, recording } from '../../support/builders.ts';
import { settledCall, type CallDriver } from '../../support/call-driver.ts';

const caller = makeCustomer({ participantId: 'customer-2' });
const secondLeg = { participantId: 'agent-2' } as const;
const PAUSED = { recordingState: 'paused', securePause: true, recorders: { customer: 'paused' } } as const;

const safeCall = (): CallDriver => {
  const call = settledCall(paused());
  expect(call.call.claim.safe).toBe(true);
  return call;
};

/** What becomes calm again does so by a read sent a second after the change, not by the event that told of it. */
function provesAnew(call: CallDriver, snapshot = paused({ more: [caller] })): void {
  expect(call.call.claim).toMatchObject({ state: 'checking', safe: false });
  call.pass(900);
  expect(call.call.evidence.reads.reading).toBeUndefined();
  call.pass(200);
  call.read(snapshot);
  expect(call.call.claim.state).toBe('paused');
}

describe('a call whose legs change', () => {
  it('is checked when another call is merged into it while paused', () => {
    const call = safeCall();
    call.event(paused({ more: [caller] }));
    provesAnew(call);
    expect(call.call.claim.safe).toBe(true);
  });

  it('records at once when the merge has started a recorder again', () => {
    const call = safeCall();
    call.event(recording({ more: [caller] }));
    expect(call.call.claim).toMatchObject({ state: 'checking', safe: false });
    call.pass(1_100);
    call.read(recording({ more: [caller] }));
    expect(call.call.claim.state).toBe('recording');
    expect(call.call.safeLost).toBe('resumed-by-someone-else');
  });

  it('does not take an event from before the merge for news', () => {
    const call = settledCall(paused());
    call.event(recording({ more: [caller] }));
    call.event(paused());
    call.pass(1_100);
    call.read(recording({ more: [caller] }));
    expect(call.call.claim.state).toBe('recording');
  });

  it('is checked when it is parked, and again when it is retrieved on the same leg', () => {
    const call = safeCall();
    const parked = paused({ leg: { connected: false } });
    call.event(parked);
    expect(call.call.claim.safe).toBe(false);
    call.pass(1_100);
    call.read(parked);
    call.beat(60_000);
    call.event(recording());
    expect(call.call.claim.safe).toBe(false);
    if (call.call.evidence.reads.reading === undefined) call.pass(1_100);
    call.read(recording());
    expect(call.call.claim.state).toBe('recording');
  });

  it('is not safe while a snippet may go on of which the parked leg tells nothing', () => {
    const call = settledCall(paused({ leg: { recorders: { customer: 'paused', snippet: 'active' } } }));
    const parked = paused({ leg: { connected: false, recorders: {} } });
    call.event(parked);
    for (let read = 0; read < 2; read += 1) {
      call.pass(1_100);
      if (call.call.evidence.reads.reading) call.read(parked);
    }
    expect(call.call.claim).toMatchObject({ safe: false, recorders: ['snippet'] });
    call.event(paused());
    call.pass(1_100);
    call.read(paused());
    call.pass(1_100);
    if (call.call.evidence.reads.reading) call.read(paused());
    expect(call.call.claim).toMatchObject({ state: 'paused', safe: true });
  });

  it('records while either of two legs of the same agent does', () => {
    const call = safeCall();
    const both = paused({ more: [makeLeg({ ...secondLeg, recordingState: 'active' })] });
    call.event(both);
    expect(call.call.claim.safe).toBe(false);
    call.pass(1_100);
    call.read(both);
    expect(call.call.claim.state).toBe('recording');
  });

  it('is safe with two legs only when both are under a secure pause', () => {
    const call = safeCall();
    const both = paused({ more: [makeLeg({ ...secondLeg, ...PAUSED })] });
    call.event(both);
    provesAnew(call, both);
    expect(call.call.claim.safe).toBe(true);
    const one = paused({ more: [makeLeg({ ...secondLeg, ...PAUSED, securePause: false })] });
    call.event(one);
    expect(call.call.claim.safe).toBe(false);
    call.pass(1_100);
    call.read(one);
    expect(call.call.claim).toMatchObject({ state: 'paused', safe: false, unsafe: 'unspecified' });
  });

  it('goes on when the agent leaves with one leg and stays with the other', () => {
    const call = safeCall();
    const both = paused({ more: [makeLeg({ ...secondLeg, ...PAUSED })] });
    call.event(both);
    call.pass(1_100);
    call.read(both);
    const left = paused({ leg: { live: false, connected: false }, more: [both.legs.at(-1)!] });
    call.event(left);
    expect(call.call.claim.state).toBe('checking');
    call.pass(1_100);
    call.read(left);
    expect(call.call.claim).toMatchObject({ state: 'paused', safe: true });
  });
});
