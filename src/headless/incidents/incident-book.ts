import type { AuditEntry } from '../../domain/audit.ts';
import { FAULT_CODES, type FaultCode } from '../../proof/prove.ts';
import type { Queries } from '../store/database.ts';
import type { CompareDeps, StoreFault } from './compare-store.ts';
import { differing, isoOf, placeOf } from './differing.ts';
import { rowsOf, stepsOf, type IncidentRow, type StepRow } from './incident-rows.ts';
import { BY_ITSELF, incidentId, stateAfter, type IncidentState, type IncidentStep } from './incident.ts';
import type { BookEnd } from './verdict-book.ts';

export interface IncidentBook {
  /** Any entry, in the order of the log. */
  take(entry: AuditEntry): void;
  end(deps: Pick<CompareDeps, 'isOnly' | 'forgottenBefore'>): Promise<BookEnd>;
}

/** What the log says of one incident. */
interface Known {
  /** Each tells of the same fault; the store names the one that opened it. */
  readonly openings: AuditEntry[];
  readonly steps: AuditEntry[];
}

const CODES: ReadonlySet<string | undefined> = new Set<FaultCode>(Object.values(FAULT_CODES));
const STEPS: Partial<Record<AuditEntry['phase'], IncidentStep>> = {
  accepted: 'reviewed',
  confirmed: 'closed',
};
const AT_ONCE = 500;

/** Compares incidents and their steps with the entries of the log. There are few of them: all are kept in memory. */
export async function createIncidentBook(queries: Queries): Promise<IncidentBook> {
  const [counted] = await queries.query<{ incidents: number; steps: number }>(
    `select (select count(*)::integer from recording_control.incident) as incidents,
            (select count(*)::integer from recording_control.incident_step) as steps`,
  );
  const known = new Map<string, Known>();

  function note(id: string, entry: AuditEntry, what: keyof Known): void {
    const found = known.get(id) ?? { openings: [], steps: [] };
    found[what].push(entry);
    known.set(id, found);
  }

  return {
    take(entry) {
      const { action, failure, conversationId, from = '' } = entry;
      if (action === 'proof' && CODES.has(failure) && !Number.isNaN(Date.parse(from)))
        note(
          incidentId({ conversationId, from: Date.parse(from), code: failure as FaultCode }),
          entry,
          'openings',
        );
      if (action === 'incident' && entry.incidentId !== undefined && STEPS[entry.phase])
        note(entry.incidentId, entry, 'steps');
      if (action !== 'erase') return;
      for (const [id, { openings, steps }] of known)
        if ([...openings, ...steps].some((one) => one.conversationId === conversationId)) known.delete(id);
    },
    async end(deps) {
      const end = { same: 0, forgotten: 0, found: 0, steps: 0, faults: [] as StoreFault[] };
      const all = [...known];
      for (let at = 0; at < all.length; at += AT_ONCE) {
        const part = all.slice(at, at + AT_ONCE);
        const ids = part.map(([id]) => id);
        const rows = new Map((await rowsOf(queries, ids)).map((row) => [row.id, row]));
        const steps = await stepsOf(queries, ids);
        for (const [id, each] of part) {
          const row = rows.get(id);
          if (row === undefined && isForgotten(each, deps.forgottenBefore)) {
            end.forgotten += 1;
            continue;
          }
          const compared = compareOne(id, row, steps.get(id) ?? [], each);
          end.faults.push(...compared.faults);
          end.steps += compared.steps;
          if (row) end.found += 1;
          if (compared.faults.length === 0) end.same += 1;
        }
      }
      const unnamed = Math.max(0, (counted?.incidents ?? 0) - end.found);
      const unnamedSteps = Math.max(0, (counted?.steps ?? 0) - end.steps);
      const { same, forgotten, faults } = end;
      if (deps.isOnly && unnamed > 0) faults.push({ of: 'incident', how: 'invented', count: unnamed });
      if (deps.isOnly && unnamedSteps > 0) faults.push({ of: 'step', how: 'invented', count: unnamedSteps });
      return { same, faults, ofOthers: deps.isOnly ? 0 : unnamed, forgotten };
    },
  };
}

/** Only what is closed is ever forgotten. */
const isForgotten = ({ steps }: Known, before: number): boolean =>
  steps.some(({ phase, at }) => STEPS[phase] === 'closed' && Date.parse(at) < before);

interface ComparedIncident {
  readonly faults: readonly StoreFault[];
  /** Its rows that name an entry of the log. */
  readonly steps: number;
}

function compareOne(
  id: string,
  row: IncidentRow | undefined,
  rows: readonly StepRow[],
  { openings, steps }: Known,
): ComparedIncident {
  const faults: StoreFault[] = [];
  const byEntry = new Map(rows.map((step) => [step.entry_id, step]));
  const opening = openings.find((entry) => byEntry.has(entry.id)) ?? openings.at(-1);
  const first = opening ?? steps[0];
  if (first === undefined) return { faults, steps: 0 };
  const about = (entry: AuditEntry) => ({ ...placeOf(entry), incidentId: id });
  if (row === undefined) return { faults: [{ of: 'incident', how: 'missing', ...about(first) }], steps: 0 };
  if (opening !== undefined) {
    const columns = columnsOf(row, opening);
    if (columns.length > 0) faults.push({ of: 'incident', how: 'changed', ...about(opening), columns });
  }
  const ours = opening ? [opening, ...steps] : steps;
  let named = 0;
  for (const entry of ours) {
    const step = byEntry.get(entry.id);
    if (step) named += 1;
    const columns = step ? stepColumns(step, entry) : [];
    if (columns.length > 0) faults.push({ of: 'step', how: 'changed', ...about(entry), columns });
    if (step === undefined && !isRepeated(entry, steps, byEntry))
      faults.push({ of: 'step', how: 'missing', ...about(entry) });
  }
  const columns = stateColumns(row, rows);
  if (columns.length > 0) faults.push({ of: 'incident', how: 'changed', ...about(first), columns });
  return { faults, steps: named };
}

/** The store was away after it was written down, and the same was given again. */
const isRepeated = (
  entry: AuditEntry,
  steps: readonly AuditEntry[],
  byEntry: ReadonlyMap<string, StepRow>,
): boolean =>
  steps.some(
    (later) =>
      later.seq > entry.seq &&
      byEntry.has(later.id) &&
      later.phase === entry.phase &&
      later.by === entry.by &&
      later.note === entry.note,
  );

const columnsOf = (row: IncidentRow, entry: AuditEntry): readonly string[] =>
  differing([
    ['conversation_id', row.conversation_id, entry.conversationId],
    ['queue_id', row.queue_id, entry.queueId],
    ['user_id', row.user_id, entry.userId],
    ['code', row.code, entry.failure],
    ['from_at', isoOf(row.from_at), entry.from],
    ['to_at', isoOf(row.to_at), entry.to],
    ['recording_id', row.recording_id, entry.recordingId],
    ['opened_at', isoOf(row.opened_at), entry.at],
  ]);

const stepColumns = (row: StepRow, entry: AuditEntry): readonly string[] =>
  differing([
    ['step', row.step, entry.action === 'proof' ? 'opened' : STEPS[entry.phase]],
    ['by_whom', row.by_whom, entry.by ?? BY_ITSELF],
    ['note', row.note, entry.note],
    ['at', isoOf(row.at), entry.at],
  ]);

/** Its state is what its steps have made of it, those that stand in the log of another home included. */
function stateColumns(row: IncidentRow, rows: readonly StepRow[]): readonly string[] {
  let state: IncidentState = 'open';
  let closedAt: unknown = null;
  for (const { step, at } of rows) {
    if (step === 'opened') continue;
    state = stateAfter(state, step) ?? state;
    if (step === 'closed') closedAt = at;
  }
  return differing([
    ['state', row.state, state],
    ['closed_at', isoOf(row.closed_at), isoOf(closedAt)],
  ]);
}
