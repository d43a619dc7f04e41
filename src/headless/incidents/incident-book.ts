import type { AuditEntry } from '../../domain/audit.ts';
import { FAULT_CODES, type FaultCode } from '../../proof/prove.ts';
import type { Queries } from '../store/database.ts';
import type { CompareDeps, StoreFault } from './compare-store.ts';
import { differing, isoOf, placeOf } from './differing.ts';
import { rowsOf, stepsOf, type IncidentRow, type StepRow } from './incident-rows.ts';
import { BY_ITSELF, incidentId, stateAfter, type IncidentState, type IncidentStep } from './incident.ts';
import { closingsOf, erasedUntil } from './taken-out.ts';
import { unnamedRows, type BookEnd } from './unnamed-rows.ts';

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
export async function createIncidentBook(queries: Queries, begins: number): Promise<IncidentBook> {
  const unnamed = await unnamedRows(queries, 'incident', 'opened_at', begins);
  const unnamedSteps = await unnamedRows(queries, 'incident_step', 'at', begins);
  const known = new Map<string, Known>();
  /** Incidents by their pause. */
  const pauses = new Map<string, Set<string>>();
  /** Incidents whose fault a later look at the same pause has not found. */
  const overtaken = new Set<string>();
  const erased = new Set<AuditEntry>();

  function note(id: string, entry: AuditEntry, what: 'openings' | 'steps'): void {
    const found = known.get(id) ?? { openings: [], steps: [] };
    found[what].push(entry);
    known.set(id, found);
  }

  function takeProof(entry: AuditEntry): void {
    const { failure, conversationId, from = '' } = entry;
    if (Number.isNaN(Date.parse(from))) return;
    const pause = `${conversationId} ${from} ${entry.source}`;
    for (const id of pauses.get(pause) ?? []) overtaken.add(id);
    if (!CODES.has(failure)) return;
    const id = incidentId({ conversationId, from: Date.parse(from), code: failure as FaultCode });
    note(id, entry, 'openings');
    overtaken.delete(id);
    pauses.set(pause, (pauses.get(pause) ?? new Set()).add(id));
  }

  return {
    take(entry) {
      const { action, conversationId } = entry;
      if (action === 'proof') takeProof(entry);
      if (action === 'incident' && entry.incidentId !== undefined && STEPS[entry.phase])
        note(entry.incidentId, entry, 'steps');
      if (action !== 'erase') return;
      for (const { openings, steps } of known.values())
        for (const one of [...openings, ...steps]) if (one.conversationId === conversationId) erased.add(one);
    },
    async end(deps) {
      const end = { same: 0, forgotten: 0, ofOthers: 0, faults: [] as StoreFault[] };
      const all = [...known];
      for (let at = 0; at < all.length; at += AT_ONCE) {
        const part = all.slice(at, at + AT_ONCE);
        const ids = part.map(([id]) => id);
        const rows = new Map((await rowsOf(queries, ids)).map((row) => [row.id, row]));
        const steps = await stepsOf(queries, ids);
        const closings = await closingsOf(queries, ids);
        const until = await erasedUntil(
          queries,
          part.map(([, each]) => callOf(each)),
        );
        const isErased = (entry: AuditEntry) =>
          erased.has(entry) || Date.parse(entry.at) <= (until.get(entry.conversationId) ?? -Infinity);
        for (const [id, each] of part) {
          const row = rows.get(id);
          if (row) unnamed.named(row.opened_at);
          else if ([...each.openings, ...each.steps].every(isErased)) continue;
          else if (isForgotten(each, closings.get(id), deps)) {
            end.forgotten += 1;
            continue;
          }
          const of = { id, row, rows: steps.get(id) ?? [], isOnly: deps.isOnly, isErased };
          const compared = compareOne({ ...of, isOvertaken: overtaken.has(id) }, each);
          end.faults.push(...compared.faults);
          for (const step of compared.named) unnamedSteps.named(step.at);
          if (compared.isOfOthers) end.ofOthers += 1;
          else if (compared.faults.length === 0) end.same += 1;
        }
      }
      const left = unnamed.end('incident', deps.isOnly);
      const leftSteps = unnamedSteps.end('step', deps.isOnly);
      return {
        same: end.same,
        forgotten: end.forgotten,
        faults: [...end.faults, ...left.faults, ...leftSteps.faults],
        ofOthers: end.ofOthers + left.ofOthers + leftSteps.ofOthers,
        notCovered: left.notCovered + leftSteps.notCovered,
      };
    },
  };
}

const callOf = ({ openings, steps }: Known): string => (openings[0] ?? steps[0])?.conversationId ?? '';

/** Only what is closed is ever forgotten: by a step of this log, or of the home whose entry the store names. */
function isForgotten(
  { openings, steps }: Known,
  closing: string | undefined,
  { isOnly, forgottenBefore }: Pick<CompareDeps, 'isOnly' | 'forgottenBefore'>,
): boolean {
  const isOld = ({ at }: AuditEntry) => Date.parse(at) < forgottenBefore;
  if (steps.some((step) => STEPS[step.phase] === 'closed' && isOld(step))) return true;
  const ours = [...openings, ...steps];
  return !isOnly && closing !== undefined && ours.every((one) => one.id !== closing && isOld(one));
}

interface ComparedIncident {
  readonly faults: readonly StoreFault[];
  /** Its rows that name an entry of the log. */
  readonly named: readonly StepRow[];
  /** Another home has opened it. */
  readonly isOfOthers: boolean;
}

interface Stored {
  readonly id: string;
  readonly row: IncidentRow | undefined;
  readonly rows: readonly StepRow[];
  readonly isOnly: boolean;
  readonly isOvertaken: boolean;
  isErased(entry: AuditEntry): boolean;
}

function compareOne(stored: Stored, { openings, steps }: Known): ComparedIncident {
  const { id, row, rows, isOnly, isOvertaken, isErased } = stored;
  const faults: StoreFault[] = [];
  const byEntry = new Map(rows.map((step) => [step.entry_id, step]));
  const about = (entry: AuditEntry) => ({ ...placeOf(entry), incidentId: id });
  const named = openings.find((entry) => byEntry.has(entry.id));
  // The store went away after this home had written it down, and another one has found the same since.
  const isOfOthers =
    named === undefined && openings.length > 0 && !isOnly && rows.some(({ step }) => step === 'opened');
  const opening = named ?? (isOfOthers ? undefined : openings.at(-1));
  const first = opening ?? openings[0] ?? steps[0];
  if (first === undefined) return { faults, named: [], isOfOthers };
  if (row === undefined) {
    const more = isOvertaken && { isOvertaken };
    return {
      faults: [{ of: 'incident', how: 'missing', ...about(first), ...more }],
      named: [],
      isOfOthers: false,
    };
  }
  const ofFault = isOfOthers ? faultColumns(row, first) : opening ? columnsOf(row, opening) : [];
  if (ofFault.length > 0) faults.push({ of: 'incident', how: 'changed', ...about(first), columns: ofFault });
  const ours = opening ? [opening, ...steps] : steps;
  for (const entry of ours) {
    const step = byEntry.get(entry.id);
    const columns = step ? stepColumns(step, entry) : [];
    if (columns.length > 0) faults.push({ of: 'step', how: 'changed', ...about(entry), columns });
    if (step === undefined && !isErased(entry) && !isRepeated(entry, steps, byEntry))
      faults.push({ of: 'step', how: 'missing', ...about(entry) });
  }
  const columns = stateColumns(row, rows);
  if (columns.length > 0) faults.push({ of: 'incident', how: 'changed', ...about(first), columns });
  const logged = new Set(ours.map((entry) => entry.id));
  return { faults, named: rows.filter(({ entry_id }) => logged.has(entry_id)), isOfOthers };
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

/** What makes it that incident, whoever has opened it. */
const faultColumns = (row: IncidentRow, entry: AuditEntry): readonly string[] =>
  differing([
    ['conversation_id', row.conversation_id, entry.conversationId],
    ['code', row.code, entry.failure],
    ['from_at', isoOf(row.from_at), entry.from],
  ]);

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
