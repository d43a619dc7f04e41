import type PgBoss from 'pg-boss';
import type { Database, Queries } from './database.ts';
import { optional } from './optional.ts';

export const JOBS_SCHEMA = 'recording_control_jobs';

/** Statements as pg-boss gives them. */
export const statementsOf = (queries: Queries): PgBoss.Db => ({
  executeSql: async (sql, values) => ({ rows: [...(await queries.query(sql, values))] }),
});

/** How often it is looked for jobs whose process is silent. */
const UPKEEP_SECONDS = 5;

/**
 * The job engine on the store: pg-boss, in tables of its own (schema `recording_control_jobs`). Any number of processes may work
 * on one store; a job is handed to one of them at a time, and again when that one dies. `failed` hears what goes wrong in its
 * own upkeep, which is tried again by itself.
 */
export async function openJobs(database: Database, failed: (error: Error) => void): Promise<PgBoss> {
  const { default: Boss } = await optional(() => import('pg-boss'));
  const boss = new Boss({
    db: statementsOf(database),
    schema: JOBS_SCHEMA,
    // No job of ours runs by the calendar.
    schedule: false,
    maintenanceIntervalSeconds: UPKEEP_SECONDS,
  });
  boss.on('error', failed);
  await boss.start();
  return boss;
}
