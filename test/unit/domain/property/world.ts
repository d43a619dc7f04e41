import type { Leg, Recorder, RecordingState, Snapshot } from '../../../../src/domain/snapshot.ts';
import { AGENT, CONVERSATION } from '../../../support/builders.ts';

/** What one snapshot truly says, taken from the model's own state: never from the code under test. */
export type Meaning = 'recording' | 'secure' | 'unspecified' | 'held' | 'not-recording' | 'unknown' | 'ended';

/** One moment of the model platform, and the snapshot that tells of it. */
export interface Version {
  readonly at: number;
  readonly meaning: Meaning;
  readonly others: ReadonlySet<Recorder>;
  /** Live participants, and all that ever took part. */
  readonly live: readonly string[];
  readonly all: readonly string[];
  /** Which recording fields it carries. */
  readonly carries: Carries;
  readonly snapshot: Snapshot;
}

/** full: state and kind; no-kind: without securePause; nothing: no recording field at all. */
export type Carries = 'full' | 'no-kind' | 'nothing';

interface Party {
  readonly id: string;
  readonly who: 'me' | 'colleague' | 'customer';
  live: boolean;
}

export interface World {
  policy: 'on' | 'off';
  securelyPaused: boolean;
  held: boolean;
  /** The recorder of the customer's side still writes although the state says paused. */
  recorderLags: boolean;
  snippet: boolean;
  adhoc: boolean;
  screen: boolean;
  colleagueRecorder: boolean;
  carries: Carries;
  placement: 'both' | 'leg' | 'conversation';
  readonly parties: Party[];
  /** Every version there was, oldest first. */
  readonly versions: Version[];
}

export function newWorld(): World {
  const world: World = {
    policy: 'on',
    securelyPaused: false,
    held: false,
    recorderLags: false,
    snippet: false,
    adhoc: false,
    screen: false,
    colleagueRecorder: false,
    carries: 'full',
    placement: 'both',
    parties: [
      { id: 'customer-1', who: 'customer', live: true },
      { id: 'me-1', who: 'me', live: true },
    ],
    versions: [],
  };
  commit(world, 0);
  return world;
}

/** Makes what was changed the newest version. */
export function commit(world: World, at: number): Version {
  const version: Version = {
    at,
    meaning: meaningOf(world),
    others: othersOf(world),
    live: world.parties.filter((party) => party.live).map((party) => party.id),
    all: world.parties.map((party) => party.id),
    carries: world.carries,
    snapshot: snapshotOf(world),
  };
  world.versions.push(version);
  return version;
}

export const newest = (world: World): Version => world.versions.at(-1)!;

export const versionAt = (world: World, at: number): Version =>
  world.versions.findLast((version) => version.at <= at) ?? world.versions[0]!;

/** REST answers about a call do not carry the screen. */
export function asRead({ snapshot }: Version): Snapshot {
  return { ...snapshot, legs: snapshot.legs.map((leg) => ({ ...leg, screen: undefined })) };
}

export const isMine = (world: World): boolean =>
  world.parties.some((party) => party.who === 'me' && party.live);

const stateOf = (world: World): RecordingState => {
  if (world.policy === 'off') return 'none';
  return world.securelyPaused || world.held ? 'paused' : 'active';
};

function meaningOf(world: World): Meaning {
  if (!isMine(world)) return 'ended';
  if (world.carries === 'nothing') return 'unknown';
  const state = stateOf(world);
  if (state === 'active' || world.recorderLags) return 'recording';
  if (state === 'none') return 'not-recording';
  if (world.carries === 'no-kind') return 'unspecified';
  return world.securelyPaused ? 'secure' : 'held';
}

function othersOf(world: World): ReadonlySet<Recorder> {
  const others = new Set<Recorder>();
  const mine = isMine(world);
  if (mine && world.snippet) others.add('snippet');
  if (mine && world.adhoc) others.add('adhoc');
  if (mine && world.screen) others.add('screen');
  const colleague = world.parties.some((party) => party.who === 'colleague' && party.live);
  if (colleague && world.colleagueRecorder) others.add('agent');
  return others;
}

function snapshotOf(world: World): Snapshot {
  const state = stateOf(world);
  const told = {
    ...(world.carries !== 'nothing' && { recordingState: state }),
    ...(world.carries === 'full' && { securePause: world.securelyPaused && state === 'paused' }),
  };
  const inLeg = world.placement === 'conversation' ? {} : told;
  const inConversation = world.placement === 'leg' ? {} : told;
  return {
    conversationId: CONVERSATION,
    medium: 'call',
    ...inConversation,
    legs: world.parties.map((party, index) => legOf(world, party, index, inLeg)),
  };
}

function legOf(world: World, party: Party, index: number, told: Partial<Leg>): Leg {
  const leg = {
    participantId: party.id,
    live: party.live,
    connected: party.live,
    startedAt: index * 1_000,
    recorders: {},
  };
  if (party.who === 'customer') return { ...leg, purpose: 'customer' };
  if (party.who === 'colleague') {
    const recorders = world.colleagueRecorder ? { agent: 'active' as const } : {};
    return { ...leg, purpose: 'agent', userId: 'user-colleague', recorders };
  }
  // Old legs keep the state they ended with, as real ones do: only the live one counts.
  if (!party.live) return { ...leg, purpose: 'agent', userId: AGENT, recordingState: 'active' };
  const customer = world.recorderLags ? 'active' : stateOf(world);
  return {
    ...leg,
    ...told,
    purpose: 'agent',
    userId: AGENT,
    held: world.held,
    screen: world.screen ? 'active' : 'none',
    recorders: {
      ...(world.carries !== 'nothing' && { customer }),
      snippet: world.snippet ? 'active' : 'none',
      adhoc: world.adhoc ? 'active' : 'none',
    },
  };
}
