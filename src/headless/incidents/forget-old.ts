import type { Cancel, Clock } from '../../app/ports.ts';
import { forgetEarly } from '../serve/early-entries.ts';
import type { Database } from '../store/database.ts';

const DAY_MS = 86_400_000;
/** Soon after the start, but behind what a start has to do. */
const FIRST_MS = 60_000;
const EVERY_MS = 6 * 3_600_000;
/** Of one statement: nobody waits long for it. */
const AT_ONCE = 1_000;

export interface Forgotten {
  readonly incidents: number;
  readonly verdicts: number;
  readonly calls: number;
}

/**
 * Takes out what is older: closed incidents, verdicts and calls with which nothing is left to do. What has an incident that is not
 * closed stays, however old it is.
 */
export async function forgetOld(
  database: Database,
  before: Date,
  isStopped = () => false,
): Promise<Forgotten> {
  const rid = async (table: string, which: string): Promise<number> => {
    const gone = `delete from recording_control.${table} where ctid = any(array(
      select ctid from recording_control.${table} as old where ${which} limit ${AT_ONCE})) returning *`;
    // What each closed incident leaves is the entry that closed it, which may stand in the log of another home.
    const left =
      table === 'incident'
        ? `, left_behind as (
             insert into recording_control.taken_out (what, entry_id, at)
             select incident_id, entry_id, at from recording_control.incident_step
             where step = 'closed' and incident_id in (select id from gone) on conflict do nothing)`
        : '';
    for (let all = 0; ;) {
      const rows = await database.query(`with gone as (${gone})${left} select 1 as gone from gone`, [before]);
      all += rows.length;
      if (rows.length < AT_ONCE || isStopped()) return all;
    }
  };
  const isNoIncident =
    'not exists (select 1 from recording_control.incident as kept where kept.conversation_id = old.conversation_id)';
  const forgotten = {
    incidents: await rid('incident', "state = 'closed' and closed_at < $1"),
    verdicts: await rid('verdict', `at < $1 and ${isNoIncident}`),
    calls: await rid('call', `phase = 'done' and changed_at < $1 and ${isNoIncident}`),
  };
  await rid('set_aside', 'at < $1');
  await forgetEarly(database);
  return forgotten;
}

export interface ForgettingDeps {
  readonly database: Database;
  readonly clock: Pick<Clock, 'wall' | 'after'>;
  readonly days: number;
  /** What time it is at Genesys, epoch ms, where that is known. */
  platformNow(): number | undefined;
  forgot(what: Forgotten): void;
  /** Tried again by itself. */
  failed(error: unknown): void;
}

/** Forgets what is old for as long as it is not stopped; `stop` resolves when nothing of it runs. */
export function keepForgetting({ database, clock, days, platformNow, forgot, failed }: ForgettingDeps): {
  stop(): Promise<void>;
} {
  /**
   * By whichever clock is behind: one that is ahead forgets what is not old, for all workers. The embedded database goes by this
   * machine's. `undefined`: nobody knows what time it is at Genesys.
   */
  async function now(): Promise<number | undefined> {
    const there = platformNow();
    const [row] = await database.query<{ readonly ms: unknown }>(
      'select extract(epoch from now())::float8 * 1000 as ms',
    );
    return there === undefined ? undefined : Math.min(clock.wall(), Number(row?.ms), there);
  }
  let isStopped = false;
  let running = Promise.resolve();
  let cancel: Cancel = clock.after(FIRST_MS, begin);
  /** Answers after how long it is due again, ms. */
  async function forget(): Promise<number> {
    try {
      const at = await now();
      if (at === undefined) return FIRST_MS;
      forgot(await forgetOld(database, new Date(at - days * DAY_MS), () => isStopped));
    } catch (error) {
      failed(error);
    }
    return EVERY_MS;
  }
  function begin(): void {
    running = forget().then((nextMs) => {
      if (!isStopped) cancel = clock.after(nextMs, begin);
    });
  }
  return {
    stop() {
      isStopped = true;
      cancel();
      return running;
    },
  };
}
