import type { Queries } from '../store/database.ts';
import type { WatchEvent } from '../watch/watch-event.ts';

/** A worker that is restarted is back by then: a minute of looks. */
const LOOKS = 12;

const IS_UNWATCHED = 'not missing_told and (worker is null or until < now())';

/**
 * Names queues that were watched and that none of the living would watch any more: by one worker, once, until they are watched again. To
 * be called at each look.
 */
export function createMissingQueues(
  queries: Queries,
  tell: (event: WatchEvent) => void,
): () => Promise<void> {
  let looks: ReadonlyMap<string, number> = new Map();
  return async () => {
    const rows = await queries.query<{ readonly queue_id: string }>(
      `select queue_id from recording_control.queue_lease as known
       where heard_until is not null and ${IS_UNWATCHED} and not exists (
         select 1 from recording_control.worker as living
         where living.until > now() and known.queue_id = any(living.queues)
       )`,
    );
    looks = new Map(rows.map(({ queue_id }) => [queue_id, (looks.get(queue_id) ?? 0) + 1]));
    const due = [...looks].filter(([, count]) => count >= LOOKS).map(([queueId]) => queueId);
    if (due.length === 0) return;
    const named = await queries.query<{ readonly queue_id: string }>(
      `update recording_control.queue_lease set missing_told = true
       where queue_id = any($1::text[]) and ${IS_UNWATCHED} returning queue_id`,
      [due],
    );
    if (named.length > 0)
      tell({ kind: 'queues-missing', queueIds: named.map(({ queue_id }) => queue_id).toSorted() });
  };
}
