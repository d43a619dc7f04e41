import type { Clock } from '../../app/ports.ts';
import { DENIED_AGAIN_MS } from '../../domain/backoff.ts';
import type { Result } from '../../domain/result.ts';
import type { Snapshot } from '../../domain/snapshot.ts';
import { pause } from '../patience.ts';

/** That nobody is on a call any more is as little believed of one read as "not found": three say so, or it is not so. */
export async function believeEnd(
  read: () => Promise<Result<Snapshot>>,
  clock: Pick<Clock, 'after'>,
  signal?: AbortSignal,
): Promise<Result<Snapshot>> {
  for (const waitMs of DENIED_AGAIN_MS) {
    const found = await read();
    if (!found.ok || found.value.legs.some(({ live }) => live) || signal?.aborted) return found;
    await pause(waitMs, clock, signal);
  }
  return read();
}
