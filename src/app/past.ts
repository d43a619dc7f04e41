import type { AuditFacts } from '../domain/audit.ts';
import type { Call } from '../domain/call.ts';
import { isLive } from '../domain/channel.ts';
import { isCalmState, type ClaimState } from '../domain/claim-state.ts';
import { otherAgents, ownLeg, type Recorder } from '../domain/snapshot.ts';
import type { Clock } from './ports.ts';
import { isSame } from './same.ts';

/** What was known of a call, until something else was. Nothing of the customer's. */
export interface Seen {
  readonly state: ClaimState;
  readonly pauseKind?: 'secure' | 'unspecified' | undefined;
  /** How the state is known: a read showed it, or an event only told so. Missing: neither. */
  readonly by?: 'read' | 'event' | undefined;
  /** Where the state is seen to have begun: before it was known. Epoch ms by this computer. */
  readonly sinceAt?: number | undefined;
  readonly isRinging: boolean;
  readonly isLost: boolean;
  /** Who captured beside the policy recording. */
  readonly beside: readonly Recorder[];
  /** How many other agents talk on the call. Missing: nothing tells. */
  readonly agents?: number | undefined;
  /** When the agent was connected to the call, by Genesys. */
  readonly connectedAt?: number | undefined;
}

export interface Sample {
  /** Epoch ms, by Genesys' clock where that is known. */
  readonly at: number;
  /** What that clock is ahead of this computer's. */
  readonly aheadMs: number;
  readonly seen: Seen;
}

/** What a session has seen and done on one call, oldest first. */
export interface PastCall {
  readonly samples: readonly Sample[];
  readonly facts: readonly AuditFacts[];
}

/** The same as an answer: by when, whose, and by which clock. */
export interface Past extends PastCall {
  readonly userId: string;
  readonly now: number;
  /** False: all is by this computer's clock, and cannot be compared with times of Genesys'. */
  readonly isPlatformTime: boolean;
}

/** More than a call of hours brings; the oldest go first. */
const MOST = 200;

/** Remembers what is seen and done on each call, for who asks later. Costs no request. */
export function createPast(clock: Pick<Clock, 'wall'>, platformNow: () => number | undefined) {
  const calls = new Map<string, { readonly samples: Sample[]; readonly facts: AuditFacts[] }>();

  function callOf(conversationId: string) {
    const call = calls.get(conversationId) ?? { samples: [], facts: [] };
    calls.set(conversationId, call);
    return call;
  }
  function keep<T>(list: T[], item: T): void {
    list.push(item);
    if (list.length > MOST) list.shift();
  }

  return {
    look(call: Call): void {
      const { samples } = callOf(call.conversationId);
      const seen = seenOf(call);
      if (isSame(seen, samples.at(-1)?.seen)) return;
      const wall = clock.wall();
      const at = platformNow() ?? wall;
      keep(samples, { at, aheadMs: at - wall, seen });
    },
    note: (facts: AuditFacts): void => keep(callOf(facts.conversationId).facts, facts),
    forget: (conversationId: string): boolean => calls.delete(conversationId),
    of(conversationId: string, userId: string): Past {
      const now = platformNow();
      return {
        ...callOf(conversationId),
        userId,
        now: now ?? clock.wall(),
        isPlatformTime: now !== undefined,
      };
    },
  };
}

function seenOf({ claim, evidence }: Call): Seen {
  const { belief, channel, told, reads, userId } = evidence;
  const { state, since } = claim;
  const leg = told.snapshot && ownLeg(told.snapshot, userId);
  const isRead = reads.last?.mapped.state === state && reads.lastAt >= belief.stateAt;
  const isTold = told.events.some((one) => one.mapped.state === state && one.at >= belief.stateAt);
  return {
    state,
    pauseKind: belief.pauseKind,
    by: isCalmState(state) || isRead ? 'read' : isTold ? 'event' : undefined,
    sinceAt: since?.kind === 'exact' ? since.at : undefined,
    isRinging: belief.ringing,
    isLost: !isLive(channel),
    beside: claim.recorders.filter((name) => name !== 'customer' && name !== 'agent'),
    agents: told.snapshot && otherAgents(told.snapshot, userId).length,
    connectedAt: leg?.connected ? leg.startedAt : undefined,
  };
}
