import type { Call } from '../../domain/call.ts';
import { isLive } from '../../domain/channel.ts';
import { isCalmState, type ClaimState } from '../../domain/claim-state.ts';
import { otherAgents, ownLeg, type Recorder } from '../../domain/snapshot.ts';
import type { Past } from '../past.ts';

/** What was known of a call, until something else was. Nothing of the customer's. */
export interface Seen {
  readonly state: ClaimState;
  readonly pauseKind?: 'secure' | 'unspecified' | undefined;
  /** How the state is known: a read showed it, or an event only told so. Missing: neither. */
  readonly by?: 'read' | 'event' | undefined;
  /** Where the state is seen to have begun: before it was known. Epoch ms. */
  readonly sinceAt?: number | undefined;
  readonly isRinging: boolean;
  readonly isLost: boolean;
  /** Who captured beside the policy recording. */
  readonly beside: readonly Recorder[];
  /** How many other agents talk on the call. Missing: nothing tells. */
  readonly agents?: number | undefined;
  /** When the agent was connected to the call, by Genesys. */
  readonly connectedAt?: number | undefined;
  /** The agent holds the call, and is told to be recorded all the same. */
  readonly isHoldRecorded: boolean;
}

export interface SeenSample {
  readonly at: number;
  readonly seen: Seen;
}

export interface SeenPast extends Pick<Past, 'facts' | 'userId'> {
  readonly samples: readonly SeenSample[];
  readonly now: number;
  /** False: all is by this computer's clock, and cannot be compared with times of Genesys'. */
  readonly isPlatformTime: boolean;
}

export function seenPast({ samples, facts, userId, wall, platformNow }: Past): SeenPast {
  const now = platformNow ?? wall;
  return {
    facts,
    userId,
    samples: samples.map(({ at, call }) => ({ at, seen: seenOf(call, now - wall) })),
    now,
    isPlatformTime: platformNow !== undefined,
  };
}

function seenOf({ claim, evidence }: Call, aheadMs: number): Seen {
  const { belief, channel, told, reads, userId } = evidence;
  const { state, since } = claim;
  const leg = told.snapshot && ownLeg(told.snapshot, userId);
  const isRead = reads.last?.mapped.state === state && reads.lastAt >= belief.stateAt;
  const isTold = told.events.some((one) => one.mapped.state === state && one.at >= belief.stateAt);
  return {
    state,
    pauseKind: belief.pauseKind,
    by: isCalmState(state) || isRead ? 'read' : isTold ? 'event' : undefined,
    sinceAt: since?.kind === 'exact' ? since.at + aheadMs : undefined,
    isRinging: belief.ringing,
    isLost: !isLive(channel),
    beside: claim.recorders.filter((name) => name !== 'customer' && name !== 'agent'),
    agents: told.snapshot && otherAgents(told.snapshot, userId).length,
    connectedAt: leg?.connected ? leg.startedAt : undefined,
    isHoldRecorded: isLive(channel) && leg?.held === true && leg.recordingState === 'active',
  };
}
