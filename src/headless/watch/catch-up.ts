import type { Result } from '../../domain/result.ts';
import type { FoundCall } from '../../genesys/wire/details-query.ts';

export interface CatchUpDeps {
  readonly queueIds: readonly string[];
  /** Calls of a queue that began since then, ended or not. */
  callsSince(queueId: string, from: number): Promise<Result<readonly FoundCall[]>>;
  readonly closed: boolean;
  gap(queueId: string, code: string): void;
  /** Live, or ended within the gap. */
  found(queueId: string, call: FoundCall): void;
}

/** A call may have begun this long before the gap in which it ended. */
const LONGEST_CALL_MS = 12 * 3_600_000;
const CLOCKS_DIFFER_MS = 60_000;

/**
 * What happened while nobody listened: calls that began, and calls that began and ended. Answers the queues of which nothing
 * was told.
 */
export async function catchUp(
  deps: CatchUpDeps,
  from: number,
  queueIds = deps.queueIds,
): Promise<readonly string[]> {
  const untold: string[] = [];
  for (const queueId of queueIds) {
    const found = await deps.callsSince(queueId, from - LONGEST_CALL_MS);
    if (deps.closed) return queueIds;
    if (!found.ok) {
      deps.gap(queueId, found.failure.kind);
      untold.push(queueId);
      continue;
    }
    for (const call of found.value) {
      // What ended before is the business of an earlier watch, or of nobody.
      if (call.endedAt === undefined || call.endedAt >= from - CLOCKS_DIFFER_MS) deps.found(queueId, call);
    }
  }
  return untold;
}
