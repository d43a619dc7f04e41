import { describe, expect, it } from 'vitest';
import { makeCustomer, makeSnapshot, recording } from '../../support/builders.ts';
import { driveCall, settledCall, type CallDriver } from '../../support/call-driver.ts';
import type { Failure } from '../../../src/domain/failure.ts';

const NOT_FOUND: Failure = { kind: 'not-found' };
const OUTAGE: Failure = { kind: 'outage', status: 503 };
const isRead = ({ kind }: { readonly kind: string }) => kind === 'read';

function opened(): CallDriver {
  const call = driveCall();
  call.give({ kind: 'opened', generation: 1 });
  return call;
}

/** Answers the read that waits and every one that follows within `ms`, and counts them. */
function refuseFor(call: CallDriver, failure: Failure, ms: number): number {
  let count = 0;
  for (let passed = 0; passed < ms; passed += 100) {
    if (call.call.evidence.reads.reading) {
      call.read(failure);
      count += 1;
    }
    call.pass(100);
  }
  return count;
}

describe('a negative answer', () => {
  it('is asked again: a call that Genesys did not know at first is the agent’s a second later', () => {
    const call = opened();
    call.read(NOT_FOUND);
    expect(call.call.evidence.ownership.notMine).toBe(false);
    expect(call.pass(1_500).some(isRead)).toBe(true);
    call.read(recording());
    expect(call.call.evidence).toMatchObject({
      ownership: { notMine: false },
      belief: { state: 'recording' },
    });
  });

  it('is believed when three in a row say so, and no sooner', () => {
    const call = opened();
    call.read(NOT_FOUND);
    call.pass(1_500);
    call.read(NOT_FOUND);
    expect(call.call.evidence.ownership.notMine).toBe(false);
    call.pass(2_000);
    call.read(NOT_FOUND);
    expect(call.call.evidence).toMatchObject({
      ownership: { notMine: true },
      belief: { state: 'unknown' },
    });
  });

  it('that was believed is looked into again by and by, until an answer says otherwise', () => {
    const call = opened();
    refuseFor(call, NOT_FOUND, 8_000);
    expect(call.call.evidence.ownership.notMine).toBe(true);
    call.beat(12_000);
    expect(call.call.evidence.reads.reading).toBeDefined();
    call.read(recording());
    expect(call.call.evidence).toMatchObject({
      ownership: { notMine: false },
      belief: { state: 'recording' },
    });
  });

  it('never makes a call foreign that the agent’s own list had', () => {
    const call = driveCall();
    call.give({ kind: 'listed' });
    call.give({ kind: 'opened', generation: 1 });
    refuseFor(call, NOT_FOUND, 60_000);
    expect(call.call.evidence).toMatchObject({
      ownership: { notMine: false },
      belief: { state: 'unknown' },
    });
  });

  it('without a leg of the agent’s in it is read once more before it counts', () => {
    const call = opened();
    call.pass(2_000);
    call.read(makeSnapshot({ legs: [makeCustomer()] }));
    expect(call.call.evidence.ownership.notMine).toBe(false);
    call.pass(2_000);
    call.read(makeSnapshot({ legs: [makeCustomer()] }));
    expect(call.call.evidence.ownership.notMine).toBe(true);
  });

  it('is forgotten with the first answer that shows the agent’s leg', () => {
    const call = opened();
    call.read(NOT_FOUND);
    call.pass(1_500);
    call.read(NOT_FOUND);
    call.event(recording());
    call.pass(2_000);
    if (call.call.evidence.reads.reading) call.read(NOT_FOUND);
    expect(call.call.evidence).toMatchObject({
      ownership: { notMine: false },
      belief: { state: 'recording' },
    });
  });
});

describe('a start without an answer', () => {
  it('heals by itself once the platform answers again, without a click', () => {
    const call = opened();
    refuseFor(call, OUTAGE, 30_000);
    expect(call.call.evidence.belief.state).toBe('unknown');
    call.beat(30_000);
    expect(call.call.evidence.reads.reading).toBeDefined();
    call.read(recording());
    expect(call.call.evidence.belief.state).toBe('recording');
  });

  it('asks ever more rarely: at most a dozen reads in ten minutes', () => {
    const call = opened();
    for (let beats = 0, count = 0; beats < 20; beats += 1) {
      call.give({ kind: 'frame' });
      count += refuseFor(call, OUTAGE, 30_000);
      expect(count).toBeLessThanOrEqual(12);
    }
  });

  it('is not asked about again while a claim stands', () => {
    const call = settledCall(recording());
    call.give({ kind: 'refresh' });
    refuseFor(call, OUTAGE, 8_500);
    call.event(recording());
    while (call.call.evidence.reads.reading || call.call.evidence.reads.episode) {
      if (call.call.evidence.reads.reading) call.read(recording());
      call.pass(500);
    }
    expect(call.beat(300_000).filter(isRead)).toEqual([]);
  });
});
