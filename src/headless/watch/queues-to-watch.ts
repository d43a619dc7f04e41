import type { Clock } from '../../app/ports.ts';
import { backoff } from '../../domain/backoff.ts';
import type { Failure } from '../../domain/failure.ts';
import { failed, ok, type Result } from '../../domain/result.ts';
import type { QueueApi } from '../../genesys/queue-api.ts';
import { withPatience } from '../patience.ts';

export interface QueuesDeps {
  readonly api: Pick<QueueApi, 'queue' | 'queues'>;
  readonly clock: Pick<Clock, 'after'>;
  readonly signal?: AbortSignal;
  waiting(failure: Failure): void;
}

const waitMs = backoff(1_000, 60_000);
/** What a watch may begin with; when one of several queues stands in the way, it is named. */
export type ForQueues<T> = Result<T> & { readonly queueId?: string };

/** Tells an empty list from a queue that nobody knows. */
export const NO_QUEUES = 'no.queues';

/**
 * All queues that the client may see, or those that are asked for: a mistyped one would be watched in silence. A platform
 * that is away for a while is waited for, because whoever starts a watch wants it to run.
 */
export async function queuesToWatch(
  queueIds: readonly string[] | undefined,
  deps: QueuesDeps,
): Promise<ForQueues<readonly string[]>> {
  const patient = <T>(ask: () => Promise<Result<T>>) => withPatience(ask, { ...deps, waitMs });
  if (queueIds === undefined) {
    // A client that sees no queue has nothing to watch; an empty list is looked at again as "not found" is.
    return patient(async () => {
      const listed = await deps.api.queues();
      if (!listed.ok) return listed;
      return listed.value.length === 0
        ? failed({ kind: 'not-found', code: NO_QUEUES })
        : ok(listed.value.map(({ id }) => id));
    });
  }
  for (const queueId of queueIds) {
    const found = await patient(() => deps.api.queue(queueId));
    // Watching does not need the permission to see a queue.
    if (!found.ok && found.failure.kind !== 'denied') return { ...found, queueId };
  }
  return ok(queueIds);
}
