import type { Job } from '../../src/headless/archive/job.ts';
import type { NewJob } from '../../src/headless/serve/jobs-of-calls.ts';
import type { Queries } from '../../src/headless/store/database.ts';

interface CallRow {
  conversation_id: string;
  phase: string;
  job: Job | null;
}

/** The table of calls, as `write-calls.ts` asks it: what a transaction does is seen when it is over. */
export function fakeStore() {
  let rows = new Map<string, CallRow>();
  const sent: NewJob[] = [];
  const store = {
    /** The next statements are refused. */
    away: undefined as Error | undefined,
    transactions: 0,
    sent,
    job: (id: string): Job | undefined => rows.get(id)?.job ?? undefined,
    phase: (id: string): string | undefined => rows.get(id)?.phase,
    put: (job: Job, phase: string = job.phase) =>
      void rows.set(job.conversationId, { conversation_id: job.conversationId, phase, job }),
    engine: {
      async send(_inside: Queries, jobs: readonly NewJob[]) {
        if (store.away) throw store.away;
        sent.push(...jobs);
      },
    },
    database: {
      async together<T>(work: (inside: Queries) => Promise<T>): Promise<T> {
        store.transactions += 1;
        if (store.away) throw store.away;
        const before = structuredClone(rows);
        const sentBefore = sent.length;
        try {
          return await work({ query: async (sql, values = []) => run(sql, values) as never });
        } catch (error) {
          rows = before;
          sent.length = sentBefore;
          throw error;
        }
      },
    },
  };

  function run(sql: string, values: readonly unknown[]): unknown {
    if (store.away) throw store.away;
    if (sql.includes('insert into recording_control.call')) {
      return (values[0] as string[]).map((id) => {
        const row = rows.get(id) ?? { conversation_id: id, phase: 'live', job: null };
        rows.set(id, row);
        return row;
      });
    }
    if (sql.includes('update recording_control.call')) {
      for (const { conversation_id, phase, job } of JSON.parse(values[0] as string) as CallRow[])
        rows.set(conversation_id, { conversation_id, phase, job });
      return [];
    }
    if (sql.includes('delete from recording_control.call')) {
      for (const id of values[0] as string[]) if (rows.get(id)?.job === null) rows.delete(id);
      return [];
    }
    // Nothing was sent of any call before it was heard of.
    if (sql.includes('recording_control.early_entry')) return [];
    throw new Error(`Nobody answers ${sql}`);
  }
  return store;
}
