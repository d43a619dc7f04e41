import type PgBoss from 'pg-boss';
import type { Database } from './database.ts';
import { optional } from './optional.ts';

/**
 * The job engine on the store: pg-boss, in tables of its own (schema `recording_control_jobs`). Any number of processes may work
 * on one store; a job is handed to one of them at a time, and again when that one dies. `failed` hears what goes wrong in its
 * own upkeep, which is tried again by itself.
 */
export async function openJobs(database: Database, failed: (error: Error) => void): Promise<PgBoss> {
  const { default: Boss } = await optional(() => import('pg-boss'));
  const boss = new Boss({
    db: { executeSql: async (sql, values) => ({ rows: [...(await database.query(sql, values))] }) },
    schema: 'recording_control_jobs',
    // No job of ours runs by the calendar.
    schedule: false,
  });
  boss.on('error', failed);
  await boss.start();
  return boss;
}
