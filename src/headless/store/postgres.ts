import type { ClientBase } from 'pg';
import { DatabaseAway, type Database, type Queries } from './database.ts';
import { optional } from './optional.ts';

const CONNECT_MS = 5_000;
/** No statement of ours takes long: one that does waits for a database that is gone. */
const ANSWER_MS = 30_000;
const CONNECTIONS = 5;
/** How values come and what a transaction sees, whatever server, database or user are set to. */
const SESSION =
  "set datestyle to 'ISO, YMD'; set intervalstyle to 'postgres'; set timezone to 'UTC'; " +
  "set standard_conforming_strings to on; set default_transaction_isolation to 'read committed'; " +
  // A process that stands still in a transaction holds the others up no longer than it is taken to live, and nobody waits in vain.
  "set idle_in_transaction_session_timeout to '20s'; set lock_timeout to '25s'";

/**
 * Classes of SQLSTATE (appendix A of PostgreSQL's manual): connection exception, operator intervention, too few resources; read only, as
 * a standby is; a transaction that stood still; a lock that was not to be had.
 */
const AWAY = /^(08|57|53|25006|25P03|55P03)/;

/**
 * A PostgreSQL server by its address (`postgres://user:password@host/database`). Nothing is asked before the first statement.
 * A connection that breaks is replaced.
 */
export async function openPostgres(url: string): Promise<Database> {
  const { default: pg } = await optional(() => import('pg'));
  const pool = new pg.Pool({
    connectionString: url,
    max: CONNECTIONS,
    connectionTimeoutMillis: CONNECT_MS,
    query_timeout: ANSWER_MS,
    // A machine that is gone without a word is noticed.
    keepAlive: true,
    application_name: 'recording-control',
    onConnect: async (client) => void (await client.query(SESSION)),
  });
  // A connection that breaks while nobody uses it: the next statement gets another one.
  pool.on('error', () => undefined);
  return {
    ...queriesOn(pool),
    async together(work) {
      const client = await pool.connect().catch(rethrow);
      let broken: Error | undefined;
      const breaks = (error: Error) => (broken = error);
      client.on('error', breaks);
      const inside = queriesOn(client);
      try {
        await inside.query('begin');
        const result = await work(inside);
        await inside.query('commit');
        return result;
      } catch (error) {
        if (error instanceof DatabaseAway) broken = error;
        else await inside.query('rollback').catch((away: Error) => (broken = away));
        throw error;
      } finally {
        // It is used again, and must not gather listeners.
        client.off('error', breaks);
        client.release(broken);
      }
    },
    close: () => pool.end(),
  };
}

const queriesOn = (asked: Pick<ClientBase, 'query'>): Queries => ({
  async query<Row extends object>(sql: string, values: readonly unknown[] = []) {
    const answers: unknown = await asked
      .query<Row>(sql, values.length > 0 ? [...values] : undefined)
      .catch(rethrow);
    return [answers].flat().flatMap((each) => (each as { readonly rows: readonly Row[] }).rows);
  },
});

/** What the server itself answers has a code of its own; all else is that it cannot be asked. */
function rethrow(error: unknown): never {
  const { code } = error as { readonly code?: unknown };
  const isAnswer = typeof code === 'string' && /^[0-9A-Z]{5}$/.test(code) && !AWAY.test(code);
  if (isAnswer) throw error;
  throw new DatabaseAway((error as Error).message, { cause: error });
}
