import { isOutcome, type AuditFacts } from '../domain/audit.ts';
import { failureCode } from '../domain/failure.ts';
import { mayTakeEffect, type RecentRequest } from '../domain/safe-lost.ts';
import type { Ending, PolicyAction } from '../domain/wish-state.ts';
import { readEntries, type Database } from './database.ts';
import { wishOf } from './orphans.ts';

/** Far more than the panels of one agent write within the time for which a request is recent. */
const LOOK_BACK = 200;

export async function newestEntries(database: Database): Promise<readonly AuditFacts[]> {
  const newest: AuditFacts[] = [];
  let cursor = await readEntries(database).openCursor(null, 'prev');
  for (; cursor && newest.length < LOOK_BACK; cursor = await cursor.continue()) newest.unshift(cursor.value);
  return newest;
}

const UNANSWERED: ReadonlySet<string | undefined> = new Set(
  (
    [
      { kind: 'timeout' },
      { kind: 'offline' },
      { kind: 'outage', status: 500 },
      { kind: 'malformed', what: '' },
      { kind: 'unknown-outcome' },
    ] as const
  ).map(failureCode),
);

const isPolicyRequest = ({ phase, target, action }: AuditFacts): boolean =>
  phase === 'requested' && target === 'policy' && (action === 'pause' || action === 'resume');

interface Asked {
  readonly conversationId: string;
  readonly userId: string;
  /** Epoch ms. */
  readonly wall: number;
  isOwnPage(wishId: string): boolean;
}

/**
 * Of the pauses and resumes of this user and call among these facts: the newest resume that may still take effect, whatever
 * was asked for since; else the newest of all. With what has come of it.
 */
export function recentRequestIn(facts: readonly AuditFacts[], asked: Asked): RecentRequest | undefined {
  const requests = facts
    .filter(
      (one) =>
        isPolicyRequest(one) && one.conversationId === asked.conversationId && one.userId === asked.userId,
    )
    .toSorted((a, b) => Date.parse(a.at) - Date.parse(b.at))
    .map((request) => withEnding(request, facts, asked));
  return requests.findLast(mayTakeEffect) ?? requests.at(-1);
}

function withEnding(request: AuditFacts, facts: readonly AuditFacts[], asked: Asked): RecentRequest {
  const wishId = wishOf(request);
  const outcome = facts.find((one) => isOutcome(one) && wishOf(one) === wishId);
  const agoMs = ({ at }: AuditFacts) => asked.wall - Date.parse(at);
  return {
    wishId,
    action: request.action as PolicyAction,
    isOwnPage: asked.isOwnPage(wishId),
    agoMs: agoMs(request),
    ...(facts.some((one) => one.phase === 'accepted' && wishOf(one) === wishId) && {
      isAnswered: true as const,
    }),
    ...(outcome && {
      ended: {
        phase: outcome.phase as Ending,
        agoMs: agoMs(outcome),
        ...(UNANSWERED.has(outcome.failure) && { isUnanswered: true as const }),
      },
    }),
  };
}
