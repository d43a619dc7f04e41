import { describe, expect, it } from 'vitest';
import { mapSnapshot } from '../../../src/domain/mapping.ts';
import type { Leg, Snapshot } from '../../../src/domain/snapshot.ts';
import { forAllAgents, ALL_AGENTS } from '../../../src/headless/all-agents.ts';
import { isSomebodyPaused } from '../../../src/headless/control/first-look.ts';

let ids = 0;
const leg = (more: Partial<Leg> = {}): Leg => ({
  participantId: `p-${(ids += 1)}`,
  userId: 'somebody',
  purpose: 'agent',
  live: true,
  connected: true,
  recordingState: 'active',
  securePause: false,
  recorders: { customer: 'active' },
  ...more,
});
const paused = { recordingState: 'paused', securePause: true, recorders: { customer: 'paused' } } as const;
const RINGS = { ...paused, securePause: false, connected: false, ringing: true, recorders: {} };
const LEFT = leg({ live: false, connected: false });
const customer = (recordingState?: 'active'): Leg =>
  leg({ purpose: 'customer', userId: undefined, recordingState, securePause: undefined, recorders: {} });
const seen = (legs: Leg[], more: Partial<Snapshot> = {}) =>
  mapSnapshot(forAllAgents({ conversationId: 'c', medium: 'call', legs, ...more }), ALL_AGENTS);

describe('a call seen by one who has no leg in it', () => {
  it.each([
    ['one agent records', [leg()], { state: 'recording' }],
    ['the only agent is paused', [leg(paused)], { state: 'paused', kind: 'secure' }],
    ['one of two in a conference still records', [leg(paused), leg()], { state: 'recording' }],
    ['and in the other order', [leg(), leg(paused)], { state: 'recording' }],
    ['all of a conference are paused', [leg(paused), leg(paused)], { state: 'paused', kind: 'secure' }],
    [
      'one is paused and one only held',
      [leg(paused), leg({ ...paused, securePause: false, held: true })],
      { state: 'held' },
    ],
    [
      'an agent who left recorded',
      [leg({ live: false, connected: false }), leg(paused)],
      { state: 'paused', kind: 'secure' },
    ],
    [
      'one is paused and another rings',
      [leg(paused), leg({ ...RINGS })],
      { state: 'paused', kind: 'secure' },
    ],
    ['the only one rings', [leg({ ...RINGS })], { state: 'ringing' }],
    ['all have left', [leg({ live: false, connected: false })], { state: 'ended' }],
    ['all have left, and nobody records the customer', [LEFT, customer()], { state: 'ringing' }],
    ['all have left, and the customer is recorded', [LEFT, customer('active')], { state: 'recording' }],
    ['only the customer is there', [customer('active')], { state: 'recording' }],
    [
      'a customer is gone whom nobody answered',
      [leg({ purpose: 'customer', live: false })],
      { state: 'ended' },
    ],
    ['a supervisor listens', [leg(paused), leg({ listens: 'monitor' })], { state: 'paused', kind: 'secure' }],
  ] as const)('%s', (_what, legs, expected) => {
    expect(seen([...legs])).toEqual(expected);
  });

  it('believes the conversation when it says more than the legs', () => {
    expect(seen([leg(paused)], { recordingState: 'active' })).toEqual({ state: 'recording' });
  });

  it('is paused without an agent when the conversation says so, and of no other pause', () => {
    const waits = [LEFT, customer()];
    expect(seen(waits, { recordingState: 'paused', securePause: true })).toEqual({
      state: 'paused',
      kind: 'secure',
    });
    expect(seen(waits, { recordingState: 'paused', securePause: false })).toEqual({ state: 'ringing' });
    expect(seen([LEFT, customer('active')], { recordingState: 'paused', securePause: true })).toEqual({
      state: 'recording',
    });
    const once = forAllAgents({ conversationId: 'c', medium: 'call', legs: waits });
    expect(forAllAgents(once)).toEqual(once);
  });

  it('is the same seen twice', () => {
    const once = forAllAgents({ conversationId: 'c', medium: 'call', legs: [leg(), leg(paused)] });
    expect(forAllAgents(once)).toEqual(once);
  });
});

describe('a secure pause beside somebody who is recorded', () => {
  const snapshot = (legs: Leg[], more: Partial<Snapshot> = {}) =>
    forAllAgents({ conversationId: 'c', medium: 'call', legs, recordingState: 'active', ...more });

  it.each([
    ['one of two is paused', [leg(paused), leg()], {}, true],
    ['in the other order', [leg(), leg(paused)], {}, true],
    ['one of two is only held', [leg({ ...paused, securePause: false, held: true }), leg()], {}, false],
    [
      'one is paused, one held, one recorded',
      [leg(paused), leg({ ...paused, securePause: false, held: true }), leg()],
      {},
      true,
    ],
    ['nobody is', [leg(), leg()], {}, false],
    ['who is paused has left', [leg({ ...paused, live: false }), leg()], {}, false],
    ['it rings for who says paused', [leg(), leg({ ...RINGS, securePause: true })], {}, false],
    [
      'only the conversation tells it',
      [leg(), leg()],
      { recordingState: 'paused', securePause: true } as const,
      true,
    ],
    [
      'the conversation tells a hold',
      [leg(), leg()],
      { recordingState: 'paused', securePause: false } as const,
      false,
    ],
  ] as const)('is something to resume: %s', (_what, legs, more, expected) => {
    const seenByAll = snapshot([...legs], more);
    expect(mapSnapshot(seenByAll, ALL_AGENTS)).toEqual({ state: 'recording' });
    expect(isSomebodyPaused(seenByAll)).toBe(expected);
    expect(forAllAgents(seenByAll)).toEqual(seenByAll);
  });
});
