import type { AudioRecorder, Leg, RecordingState, Snapshot } from '../domain/snapshot.ts';

/**
 * Stands in for "the agent" where no user is signed in: whoever acts by client credentials has no leg of their own, so
 * that every agent's leg counts as theirs.
 */
export const ALL_AGENTS = 'all-agents';

const AGENTS = new Set(['agent', 'user']);
/** Nobody stops these but a person: what one of several agents does not tell is not "none". */
const BESIDE: ReadonlySet<AudioRecorder> = new Set(['snippet', 'adhoc']);
const RECORDERS: readonly AudioRecorder[] = ['customer', 'agent', 'snippet', 'adhoc'];

export const isAgentLeg = (leg: Leg): boolean => AGENTS.has(leg.purpose) && leg.listens === undefined;

/** Legs of the agents who are on the call now, or whom it rings for. */
export const liveAgents = ({ legs }: Snapshot): readonly Leg[] =>
  legs.filter((leg) => isAgentLeg(leg) && leg.live);

/** Users of the agents who are on the call, or were. */
export const agentsOf = ({ legs }: Snapshot): readonly string[] =>
  legs.flatMap((leg) => (isAgentLeg(leg) && leg.userId !== undefined ? [leg.userId] : []));

/** Who a pause is of; of several the newest. */
export function talkingAgent(snapshot: Snapshot): { readonly userId?: string } {
  const userId = liveAgents(snapshot).findLast(({ connected }) => connected)?.userId;
  return userId === undefined ? {} : { userId };
}

/**
 * Whether an agent who is on the call now got it from this queue. Legs stay in the call when they are over, and the one that
 * rings is not on it as long as somebody else talks. While no agent is on it, it is the queue's in which it waits, else that of
 * the last agent. Where no leg tells a queue there is nothing to judge by.
 */
export function isOfQueue(snapshot: Snapshot, queueId: string): boolean {
  const told = snapshot.legs.filter((leg) => leg.queueId !== undefined);
  const live = liveAgents(snapshot);
  if (live.length === 0) {
    const waiting = told.filter((leg) => leg.live);
    return (
      told.length === 0 ||
      (waiting.length > 0 ? waiting : told.slice(-1)).some((leg) => leg.queueId === queueId)
    );
  }
  const talking = live.filter(({ connected }) => connected);
  return (talking.length > 0 ? talking : live).some((leg) => leg.queueId === queueId) || told.length === 0;
}

/**
 * The snapshot as one who is responsible for all its agents sees it: each live agent's leg says what the most captured of
 * them says. It errs towards recording: of two agents in a conference one pause is no pause. That pause is told all the same, by a
 * leg that says paused where a recorder or the conversation says that somebody is recorded: no resume has come true yet. A call
 * that no agent is on is not over as long as somebody else is: the others stand in.
 */
export function forAllAgents(snapshot: Snapshot): Snapshot {
  const live = liveAgents(snapshot);
  const without = live.length === 0 ? withoutAgents(snapshot) : undefined;
  // Who has not answered yet says nothing about those who talk, unless something of theirs captures.
  const talking = live.filter((leg) => leg.ringing !== true || leg.recordingState === 'active');
  const heard = talking.length > 0 ? talking : live;
  const paused = heard.filter(({ recordingState }) => recordingState === 'paused');
  const states = heard.map(({ recordingState }) => recordingState);
  const isPausedBeside =
    states.includes('active') &&
    paused.some(({ securePause }) => securePause === true) &&
    (snapshot.recordingState === 'active' || heard.some(({ recorders }) => recorders.customer === 'active'));
  const merged = {
    ringing: talking.length === 0 && live.length > 0,
    recordingState: isPausedBeside ? ('paused' as const) : most(states),
    securePause: isPausedBeside || all(paused.length > 0 ? paused : heard, 'securePause'),
    held: paused.length > 0 ? paused.some(({ held }) => held === true) : all(heard, 'held'),
    recorders: Object.fromEntries(
      RECORDERS.flatMap((name) => {
        const each = live.map(({ recorders }) => recorders[name]);
        const state = most(each);
        const isUntold = state === 'none' && BESIDE.has(name) && each.includes(undefined);
        return state === undefined || isUntold ? [] : [[name, state]];
      }),
    ) as Leg['recorders'],
  };
  return {
    ...snapshot,
    legs: snapshot.legs.map((leg) =>
      isAgentLeg(leg)
        ? { ...leg, userId: ALL_AGENTS, ...(leg.live && merged) }
        : without && leg.listens === undefined
          ? { ...leg, userId: ALL_AGENTS, standsIn: true as const, ...(leg.live && without) }
          : { ...leg, userId: undefined },
    ),
  };
}

/** Somebody, or something, that is on the call now and is neither an agent nor listens in. */
const isOther = (leg: Leg): boolean => leg.live && !isAgentLeg(leg) && leg.listens === undefined;

/**
 * What a call tells that waits, or was handed on to a number outside. Capture counts whoever tells of it, and a secure pause
 * that the conversation tells and no leg denies. Anything else counts as little as while it rings.
 */
function withoutAgents(snapshot: Snapshot): Partial<Leg> {
  const others = snapshot.legs.filter(isOther);
  const recordingState = most([snapshot, ...others].map((one) => one.recordingState));
  const { securePause } = snapshot;
  const isPaused = recordingState === 'paused' && securePause === true;
  return { ringing: !isPaused, recordingState, securePause, held: undefined };
}

/** True only when all that tell say so, false when one says no, absent when none tells. */
function all(legs: readonly Leg[], key: 'securePause' | 'held'): boolean | undefined {
  const told = legs.map((leg) => leg[key]).filter((value) => value !== undefined);
  return told.length === 0 ? undefined : told.every((value) => value);
}

function most(states: readonly (RecordingState | undefined)[]): RecordingState | undefined {
  return (['active', 'paused', 'none'] as const).find((state) => states.includes(state));
}
