import type { Clock } from '../../app/ports.ts';
import { pause } from '../patience.ts';
import { JOB_QUEUES } from './jobs-of-calls.ts';
import type { Store } from './open-store.ts';

export interface StoreFigures {
  /**
   * Webhooks that wait, and that their receiver refuses for good, and incidents that nobody has closed: as many as there were,
   * while the database is away.
   */
  counts(): Promise<{ readonly waiting: number; readonly setAside: number; readonly incidentsOpen: number }>;
  /** The database answers. */
  isThere(): Promise<boolean>;
}

/** Whoever asks for figures or health waits no longer. */
const ANSWER_MS = 2_000;

export function createStoreFigures(
  { database, engine }: Pick<Store, 'database' | 'engine'>,
  clock: Pick<Clock, 'after'>,
): StoreFigures {
  let last = { waiting: 0, setAside: 0, incidentsOpen: 0 };
  async function count(): Promise<void> {
    const waiting = await engine.size(JOB_QUEUES.deliver);
    const [row] = await database.query<{ aside: number; open: number }>(
      `select (select count(*) from recording_control.set_aside)::integer as aside,
              (select count(*) from recording_control.incident where state <> 'closed')::integer as open`,
    );
    last = { waiting, setAside: row?.aside ?? 0, incidentsOpen: row?.open ?? 0 };
  }
  /** Nothing where the database has refused, or not answered in time. */
  const inTime = <T>(asked: Promise<T>): Promise<T | void> =>
    Promise.race([asked.catch(() => undefined), pause(ANSWER_MS, clock)]);
  return {
    async counts() {
      await inTime(count());
      return last;
    },
    isThere: async () => (await inTime(database.query('select 1'))) !== undefined,
  };
}
