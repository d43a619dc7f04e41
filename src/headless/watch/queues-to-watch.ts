import type { Clock } from '../../app/ports.ts';
import type { Failure } from '../../domain/failure.ts';
import { ok, type Result } from '../../domain/result.ts';
import type { QueueApi } from '../../genesys/queue-api.ts';
import { withPatience } from '../patience.ts';

export interface QueuesDeps {
  readonly api: Pick<QueueApi, 'queue' | 'queues'>;
  readonly clock: Pick<Clock, 'after'>;
  readonly signal?: AbortSignal;
  waiting(failure: Failure): void;
}

const LONGEST_WAIT_MS = 60_000;

/**
 * All queues that the client may see, or those that are asked for: a mistyped one would be watched in silence. A platform
 * that is away for a while is waited for, because whoever starts a watch wants it to run.
 */
export async function queuesToWatch(
  queueIds: readonly string[] | undefined,
  deps: QueuesDeps,
): Promise<Result<readonly string[]>> {
  const patient = <T>(ask: () => Promise<Result<T>>) =>
    withPatience(ask, {
      ...deps,
      waitMs: (attempt) => Math.min(LONGEST_WAIT_MS, 1_000 * 2 ** (attempt - 1)),
    });
  if (queueIds === undefined) {
    const listed = await patient(() => deps.api.queues());
    return listed.ok ? ok(listed.value.map(({ id }) => id)) : listed;
  }
  for (const queueId of queueIds) {
    const found = await patient(() => deps.api.queue(queueId));
    // Watching does not need the permission to see a queue.
    if (!found.ok && found.failure.kind !== 'denied') return found;
  }
  return ok(queueIds);
}
