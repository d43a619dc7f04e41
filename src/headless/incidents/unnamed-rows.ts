import type { Queries } from '../store/database.ts';
import type { StoreFault } from './compare-store.ts';
import { msOf } from './differing.ts';

/** Entries stand in the order in which they were written down, which is nearly that of their times; and clocks of two machines differ. */
export const CLOCKS_MS = 60_000;

/** What the comparison of one table has come to. */
export interface BookEnd {
  readonly same: number;
  readonly faults: readonly StoreFault[];
  readonly ofOthers: number;
  readonly forgotten: number;
  /** Rows that are older than a log that begins late. */
  readonly notCovered: number;
}

export interface UnnamedRows {
  /** An entry of the log has to do with this row, which is of that time. */
  named(at: unknown): void;
  /** What is left: invented where nobody else writes, else of others; what is older than the log is neither. */
  end(of: StoreFault['of'], isOnly: boolean): Pick<BookEnd, 'faults' | 'ofOthers' | 'notCovered'>;
}

/** Counts the rows of a table that no entry of the log tells of. `begins`: when a log begins that begins late; epoch ms, else 0. */
export async function unnamedRows(
  queries: Queries,
  table: 'verdict' | 'incident' | 'incident_step' | 'taken_out',
  column: 'at' | 'opened_at',
  begins: number,
): Promise<UnnamedRows> {
  const before = begins > 0 ? begins + CLOCKS_MS : 0;
  const [row] = await queries.query<{ older: number; newer: number }>(
    `select count(*) filter (where ${column} < $1)::integer as older,
            count(*) filter (where not ${column} < $1)::integer as newer from recording_control.${table}`,
    [new Date(before)],
  );
  let { older, newer } = row ?? { older: 0, newer: 0 };
  return {
    named(at) {
      if (msOf(at) < before) older -= 1;
      else newer -= 1;
    },
    end(of, isOnly) {
      const [notCovered, count] = [Math.max(0, older), Math.max(0, newer)];
      const faults: readonly StoreFault[] = isOnly && count > 0 ? [{ of, how: 'invented', count }] : [];
      return { faults, ofOthers: isOnly ? 0 : count, notCovered };
    },
  };
}
