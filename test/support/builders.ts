import type { Policy } from '../../src/domain/claim.ts';
import type { Leg, Snapshot } from '../../src/domain/snapshot.ts';

export const AGENT = 'user-agent';
export const CONVERSATION = '5f0c8a4e-0000-4000-8000-000000000001';

export const makePolicy = (changes: Partial<Policy> = {}): Policy => ({
  screen: 'warn',
  maxSeconds: 180,
  warnAfterSeconds: 90,
  extendSeconds: 60,
  maxExtensions: 2,
  autoResume: false,
  ...changes,
});

/** The agent's own connected leg, with what a test cares about changed. */
export const makeLeg = (changes: Partial<Leg> = {}): Leg => ({
  participantId: 'agent-1',
  userId: AGENT,
  purpose: 'agent',
  live: true,
  connected: true,
  recorders: {},
  ...changes,
});

export const makeCustomer = (changes: Partial<Leg> = {}): Leg =>
  makeLeg({ participantId: 'customer-1', userId: undefined, purpose: 'customer', ...changes });

/** A call of the agent with one customer that says nothing of recording yet. */
export const makeSnapshot = (changes: Partial<Snapshot> = {}): Snapshot => ({
  conversationId: CONVERSATION,
  medium: 'call',
  legs: [makeCustomer(), makeLeg()],
  ...changes,
});

type Changes = { readonly leg?: Partial<Leg>; readonly more?: readonly Leg[] };

const withLeg = (told: Partial<Leg>, { leg = {}, more = [] }: Changes): Snapshot =>
  makeSnapshot({
    legs: [makeCustomer(), makeLeg({ ...told, ...leg }), ...more],
    recordingState: told.recordingState,
    securePause: told.securePause,
  });

export const recording = (changes: Changes = {}): Snapshot =>
  withLeg({ recordingState: 'active', securePause: false, recorders: { customer: 'active' } }, changes);

export const paused = (changes: Changes = {}): Snapshot =>
  withLeg({ recordingState: 'paused', securePause: true, recorders: { customer: 'paused' } }, changes);

export const held = (changes: Changes = {}): Snapshot =>
  withLeg(
    { recordingState: 'paused', securePause: false, held: true, recorders: { customer: 'paused' } },
    changes,
  );

export const notRecording = (changes: Changes = {}): Snapshot =>
  withLeg({ recordingState: 'none', securePause: false, recorders: { customer: 'none' } }, changes);

/** The agent's leg is over; the customer may live on with somebody else. */
export const gone = (more: readonly Leg[] = []): Snapshot =>
  makeSnapshot({ legs: [makeCustomer(), makeLeg({ live: false, connected: false }), ...more] });
