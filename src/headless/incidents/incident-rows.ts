import type { FaultCode } from '../../proof/prove.ts';
import type { Queries } from '../store/database.ts';
import type { IncidentWithSteps, Listed, StepTaken } from './incident-desk.ts';
import type { Incident, IncidentState } from './incident.ts';

export interface IncidentRow {
  readonly id: string;
  readonly conversation_id: string;
  readonly queue_id: string | null;
  readonly user_id: string | null;
  readonly code: FaultCode;
  readonly from_at: Date;
  readonly to_at: Date | null;
  readonly recording_id: string | null;
  readonly state: IncidentState;
  readonly opened_at: Date;
  readonly closed_at: Date | null;
}

export interface StepRow {
  readonly incident_id: string;
  readonly entry_id: string;
  readonly step: StepTaken['step'];
  readonly by_whom: string;
  readonly note: string | null;
  readonly at: Date;
}

/** What a person can read in one go. */
const MOST = 1_000;

export const incidentOfRow = (row: IncidentRow): Incident => ({
  id: row.id,
  conversationId: row.conversation_id,
  ...(row.queue_id !== null && { queueId: row.queue_id }),
  ...(row.user_id !== null && { userId: row.user_id }),
  code: row.code,
  from: row.from_at.getTime(),
  ...(row.to_at && { to: row.to_at.getTime() }),
  ...(row.recording_id !== null && { recordingId: row.recording_id }),
  state: row.state,
  openedAt: row.opened_at.getTime(),
  ...(row.closed_at && { closedAt: row.closed_at.getTime() }),
});

const stepOfRow = ({ step, by_whom, note, at, entry_id }: StepRow): StepTaken => ({
  step,
  by: by_whom,
  ...(note !== null && { note }),
  at: at.getTime(),
  entryId: entry_id,
});

/** The newest ones, with what was done about each. */
export async function listIncidents(queries: Queries, isAll: boolean): Promise<Listed> {
  const which = isAll ? '' : "where state <> 'closed'";
  const found = await queries.query<IncidentRow>(
    `select * from recording_control.incident ${which} order by opened_at desc, id limit ${MOST}`,
  );
  const [counted] = await queries.query<{ count: string }>(
    `select count(*)::text as count from recording_control.incident ${which}`,
  );
  const steps = await stepsOf(
    queries,
    found.map(({ id }) => id),
  );
  const incidents = found.toReversed().map((row): IncidentWithSteps => ({
    ...incidentOfRow(row),
    steps: (steps.get(row.id) ?? []).map(stepOfRow),
  }));
  return { incidents, older: Math.max(0, Number(counted?.count ?? 0) - found.length) };
}

export const rowsOf = (queries: Queries, ids: readonly string[]): Promise<readonly IncidentRow[]> =>
  queries.query<IncidentRow>('select * from recording_control.incident where id = any($1)', [ids]);

/** By incident, in their order. */
export async function stepsOf(
  queries: Queries,
  ids: readonly string[],
): Promise<ReadonlyMap<string, readonly StepRow[]>> {
  const rows = await queries.query<StepRow>(
    `select * from recording_control.incident_step where incident_id = any($1) order by at, step = 'opened' desc`,
    [ids],
  );
  const steps = new Map<string, StepRow[]>(ids.map((id) => [id, []]));
  for (const row of rows) steps.get(row.incident_id)?.push(row);
  return steps;
}
