import type { AuditEntry } from '../../domain/audit.ts';
import { recordedText, verdictIn } from '../archive/record-archive.ts';
import type { Queries } from '../store/database.ts';
import type { CompareDeps, StoreFault } from './compare-store.ts';
import { differing, isoOf, msOf, placeOf } from './differing.ts';
import { erasedUntil } from './taken-out.ts';
import { unnamedRows, type BookEnd } from './unnamed-rows.ts';

interface VerdictRow {
  readonly conversation_id: string;
  readonly from_at: unknown;
  readonly to_at: unknown;
  readonly source: string;
  readonly verdict: string;
  readonly recording_id: string | null;
  readonly recorded: unknown;
  readonly entry_id: string;
  readonly at: unknown;
}

export interface VerdictBook {
  /** Entries `proof`, in the order of the log. */
  compare(entries: readonly AuditEntry[]): Promise<void>;
  /** What the store had of this call until here was taken out. */
  erased(conversationId: string): void;
  end(deps: Pick<CompareDeps, 'isOnly' | 'forgottenBefore'>): Promise<BookEnd>;
}

/**
 * Compares verdicts with the entries that they name. An entry without a row is kept until a later one of the same pause has one:
 * then it was only overtaken. So the memory that this takes does not grow with the log.
 */
export async function createVerdictBook(queries: Queries, begins: number): Promise<VerdictBook> {
  const unnamed = await unnamedRows(queries, 'verdict', 'at', begins);
  const open = new Map<string, AuditEntry>();
  const faults: StoreFault[] = [];
  let named = 0;

  return {
    async compare(entries) {
      if (entries.length === 0) return;
      const rows = await queries.query<VerdictRow>(
        'select * from recording_control.verdict where entry_id = any($1)',
        [entries.map(({ id }) => id)],
      );
      const byEntry = new Map(rows.map((row) => [row.entry_id, row]));
      for (const entry of entries) {
        const row = byEntry.get(entry.id);
        if (row === undefined) {
          open.set(keyOf(entry), entry);
          continue;
        }
        open.delete(keyOf(entry));
        named += 1;
        unnamed.named(row.at);
        const columns = columnsOf(row, entry);
        if (columns.length > 0) faults.push({ ...about(entry), how: 'changed', columns });
      }
    },
    erased(conversationId) {
      for (const [key, entry] of open) if (entry.conversationId === conversationId) open.delete(key);
    },
    async end({ isOnly, forgottenBefore }) {
      let forgotten = 0;
      let ofOthers = 0;
      for (const entry of open.values()) {
        const row = await rowOf(queries, entry);
        if (row !== undefined) unnamed.named(row.at);
        if (row === undefined) {
          if (Date.parse(entry.at) < forgottenBefore) forgotten += 1;
          else if (!(await isErased(queries, entry))) faults.push({ ...about(entry), how: 'missing' });
        } else if (isOnly || !(msOf(row.at) > Date.parse(entry.at)))
          faults.push({ ...about(entry), how: 'replaced' });
        else ofOthers += 1;
      }
      const changed = faults.filter(({ how }) => how === 'changed').length;
      const left = unnamed.end('verdict', isOnly);
      return {
        ...left,
        same: named - changed,
        faults: [...faults, ...left.faults],
        ofOthers: ofOthers + left.ofOthers,
        forgotten,
      };
    },
  };
}

/** By another home, or by this one, whose log of then is not here any more. */
async function isErased(queries: Queries, { conversationId, at }: AuditEntry): Promise<boolean> {
  const until = (await erasedUntil(queries, [conversationId])).get(conversationId);
  return until !== undefined && Date.parse(at) <= until;
}

const about = (entry: AuditEntry) => ({ of: 'verdict' as const, ...placeOf(entry) });
const sourceOf = ({ source = 'watch' }: AuditEntry): string => source;
const keyOf = (entry: AuditEntry): string => `${entry.conversationId} ${entry.from} ${sourceOf(entry)}`;

/** The row of the same pause, whatever it says. */
async function rowOf(queries: Queries, entry: AuditEntry): Promise<VerdictRow | undefined> {
  const from = new Date(entry.from ?? '');
  if (Number.isNaN(from.getTime())) return undefined;
  const [row] = await queries.query<VerdictRow>(
    'select * from recording_control.verdict where conversation_id = $1 and from_at = $2 and source = $3',
    [entry.conversationId, from, sourceOf(entry)],
  );
  return row;
}

const columnsOf = (row: VerdictRow, entry: AuditEntry): readonly string[] =>
  differing([
    ['conversation_id', row.conversation_id, entry.conversationId],
    ['from_at', isoOf(row.from_at), entry.from],
    ['to_at', isoOf(row.to_at), entry.to],
    ['source', row.source, sourceOf(entry)],
    ['verdict', row.verdict, verdictIn(entry)],
    ['recording_id', row.recording_id, entry.recordingId],
    ['recorded', recordedOf(row.recorded), entry.recorded],
    ['at', isoOf(row.at), entry.at],
  ]);

/** As the entry has it; whatever stands there instead is no such text. */
function recordedOf(value: unknown): string | undefined {
  try {
    return recordedText(value as Parameters<typeof recordedText>[0]) || undefined;
  } catch {
    return 'something else';
  }
}
