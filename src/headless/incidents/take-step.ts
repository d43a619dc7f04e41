import type { Ids } from '../../app/ports.ts';
import type { AuditFacts } from '../../domain/audit.ts';
import type { Queries } from '../store/database.ts';
import type { StepAnswer, StepOrder } from './incident-desk.ts';
import { incidentOfRow, type IncidentRow } from './incident-rows.ts';
import { stateAfter } from './incident.ts';

/** What of an entry is said by who does something at the desk; the rest is the same for all of them. */
export type DeskFacts = Omit<AuditFacts, 'app' | 'region' | 'storeId' | 'actor' | 'trigger'>;

export interface Written {
  append(facts: DeskFacts): Promise<boolean>;
  readonly ids: Ids;
  readonly wall: () => number;
}

const PHASES = { reviewed: 'accepted', closed: 'confirmed' } as const;

/** To be called within a transaction: what two people do about one incident at once comes one after the other. */
export async function takeStep(
  inside: Queries,
  { id, step, by, note }: StepOrder,
  { append, ids, wall }: Written,
): Promise<StepAnswer> {
  const [row] = await inside.query<IncidentRow>(
    'select * from recording_control.incident where id = $1 for update',
    [id],
  );
  if (row === undefined) return { kind: 'no-such' };
  const incident = incidentOfRow(row);
  const state = stateAfter(incident.state, step);
  if (state === undefined)
    return { kind: 'closed', ...(incident.closedAt !== undefined && { at: incident.closedAt }) };
  const at = wall();
  const facts: DeskFacts = {
    id: ids.next(),
    at: new Date(at).toISOString(),
    conversationId: incident.conversationId,
    ...(incident.queueId !== undefined && { queueId: incident.queueId }),
    action: 'incident',
    phase: PHASES[step],
    incidentId: id,
    by,
    ...(note !== undefined && { note }),
  };
  if (!(await append(facts))) return { kind: 'not-logged' };
  await inside.query(
    `insert into recording_control.incident_step (incident_id, entry_id, step, by_whom, note, at)
     values ($1, $2, $3, $4, $5, $6)`,
    [id, facts.id, step, by, note ?? null, new Date(at)],
  );
  const closedAt = step === 'closed' ? at : undefined;
  await inside.query('update recording_control.incident set state = $2, closed_at = $3 where id = $1', [
    id,
    state,
    closedAt === undefined ? null : new Date(closedAt),
  ]);
  return { kind: 'done', incident: { ...incident, state, ...(closedAt !== undefined && { closedAt }) } };
}
