import { describe, expect, it } from 'vitest';
import { mapSnapshot } from '../../../src/domain/mapping.ts';
import type { Leg, Snapshot } from '../../../src/domain/snapshot.ts';
import { forAllAgents, ALL_AGENTS } from '../../../src/headless/all-agents.ts';

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
