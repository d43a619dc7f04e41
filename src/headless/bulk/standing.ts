import { mapSnapshot } from '../../domain/mapping.ts';
import type { Snapshot } from '../../domain/snapshot.ts';
import { ALL_AGENTS, liveAgents } from '../all-agents.ts';
import type { BulkResult } from './bulk-result.ts';

/** Results of a run, and what the topic says against them while it goes on. */
export interface Standing {
  readonly all: readonly BulkResult[];
  of(conversationId: string): BulkResult | undefined;
  /** `agents`: who was on it when it came out so. False: a second look has found nothing new. */
  put(result: BulkResult, agents: readonly string[] | undefined): boolean;
  /** What an event means for a call that has its result. `again`: it is to be taken on once more, once. */
  heard(snapshot: Snapshot): 'again' | undefined;
  /** The same of a read that shows it recorded while these agents are on it. */
  isRecorded(conversationId: string, agents: readonly string[]): 'again' | 'records-again' | undefined;
  /** Paused, as far as anybody has told since. */
  readonly good: readonly BulkResult[];
  /** Paused, and said to record since by agents who were on it then: to be looked at, never to be paused again (rule 5). */
  readonly doubtful: readonly BulkResult[];
}

const GOOD: ReadonlySet<string> = new Set(['done', 'already-so']);

/** `isPause`: what records again is of interest. */
export function createStanding(isPause: boolean): Standing {
  const results = new Map<string, BulkResult>();
  const agentsOf = new Map<string, ReadonlySet<string>>();
  const again = new Set<string>();
  const doubted = new Set<string>();

  /** Ended and alive, or paused and recorded. */
  function isOpen(conversationId: string, isRecorded: boolean): boolean {
    const outcome = results.get(conversationId)?.outcome;
    return outcome === 'ended' || (isPause && isRecorded && outcome !== undefined && GOOD.has(outcome));
  }

  /** Somebody is on it who was not: once for each call. */
  function isNew(conversationId: string, agents: readonly string[]): boolean {
    const known = agentsOf.get(conversationId);
    if (again.has(conversationId) || agents.every((one) => known?.has(one))) return false;
    again.add(conversationId);
    return true;
  }

  return {
    get all() {
      return [...results.values()];
    },
    of: (conversationId) => results.get(conversationId),
    put(result, agents) {
      const { conversationId } = result;
      if (agents) agentsOf.set(conversationId, new Set(agents));
      const before = results.get(conversationId);
      const isOld = before?.outcome === result.outcome || (before && result.outcome === 'already-so');
      if (isOld && !result.commanded) return false;
      results.set(conversationId, result);
      return true;
    },
    heard(snapshot) {
      const { conversationId } = snapshot;
      const isRecorded = mapSnapshot(snapshot, ALL_AGENTS).state === 'recording';
      if (!isOpen(conversationId, isRecorded)) return undefined;
      if (isNew(conversationId, onCall(snapshot))) return 'again';
      if (isRecorded) doubted.add(conversationId);
      return undefined;
    },
    isRecorded(conversationId, agents) {
      if (!isOpen(conversationId, true)) return undefined;
      return isNew(conversationId, agents) ? 'again' : 'records-again';
    },
    get good() {
      return [...results.values()].filter(({ outcome }) => isPause && GOOD.has(outcome));
    },
    get doubtful() {
      return [...doubted].flatMap((id) => {
        const result = results.get(id);
        return result && GOOD.has(result.outcome) ? [result] : [];
      });
    },
  };
}

/** Agents who have answered. */
export const onCall = (snapshot: Snapshot): readonly string[] =>
  liveAgents(snapshot)
    .filter(({ ringing }) => ringing !== true)
    .map(({ participantId }) => participantId);
