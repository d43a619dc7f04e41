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
      const outcome = results.get(conversationId)?.outcome;
      const isBack = outcome === 'ended';
      const isRecorded =
        isPause &&
        outcome !== undefined &&
        GOOD.has(outcome) &&
        mapSnapshot(snapshot, ALL_AGENTS).state === 'recording';
      if (!isBack && !isRecorded) return undefined;
      const known = agentsOf.get(conversationId);
      const isNew = liveAgents(snapshot).some(
        ({ participantId, ringing }) => ringing !== true && known?.has(participantId) !== true,
      );
      if (isNew && !again.has(conversationId)) {
        again.add(conversationId);
        return 'again';
      }
      if (isRecorded) doubted.add(conversationId);
      return undefined;
    },
    get doubtful() {
      return [...doubted].flatMap((id) => {
        const result = results.get(id);
        return result && GOOD.has(result.outcome) ? [result] : [];
      });
    },
  };
}
