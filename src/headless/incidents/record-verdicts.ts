import { FAULT_CODES, worstRecording, type FaultCode, type Proof, type Verdict } from '../../proof/prove.ts';
import type { Queries } from '../store/database.ts';
import { BY_ITSELF, incidentId, type Incident } from './incident.ts';

export interface ToldProofs {
  readonly conversationId: string;
  readonly queueId?: string;
  readonly proofs: readonly Proof[];
  /** Of each proof its entry in the audit log. */
  readonly entryIds: readonly string[];
  /** Epoch ms. */
  readonly at: number;
}

/**
 * Writes down the newest word on each pause, and opens an incident for each fault. Answers those that are new. To be called in the
 * transaction in which it is remembered that the proofs were told.
 */
export async function recordVerdicts(inside: Queries, told: ToldProofs): Promise<readonly Incident[]> {
  const opened: Incident[] = [];
  for (const [n, proof] of told.proofs.entries()) {
    const entryId = told.entryIds[n];
    if (entryId === undefined) throw new Error('A proof has no entry in the audit log.');
    await writeVerdict(inside, told, proof, entryId);
    const code = (FAULT_CODES as Partial<Record<Verdict, FaultCode>>)[proof.verdict];
    if (code === undefined) continue;
    const incident = incidentOf(told, proof, code);
    if (await open(inside, incident, entryId)) opened.push(incident);
  }
  return opened;
}

async function writeVerdict(
  inside: Queries,
  { conversationId, at }: ToldProofs,
  proof: Proof,
  entryId: string,
): Promise<void> {
  const { claim, verdict } = proof;
  const worst = worstRecording(proof);
  await inside.query(
    `insert into recording_control.verdict
       (conversation_id, from_at, to_at, source, verdict, recording_id, recorded, entry_id, at)
     values ($1, $2, $3, $4, $5, $6, $7::jsonb, $8, $9)
     on conflict (conversation_id, from_at, source) do update set
       to_at = excluded.to_at, verdict = excluded.verdict, recording_id = excluded.recording_id,
       recorded = excluded.recorded, entry_id = excluded.entry_id, at = excluded.at`,
    [
      conversationId,
      new Date(claim.from),
      claim.to === undefined ? null : new Date(claim.to),
      claim.by,
      verdict,
      worst?.recordingId ?? null,
      JSON.stringify(worst?.recorded ?? []),
      entryId,
      new Date(at),
    ],
  );
}

function incidentOf({ conversationId, queueId, at }: ToldProofs, proof: Proof, code: FaultCode): Incident {
  const { from, to, userId } = proof.claim;
  const recordingId = worstRecording(proof)?.recordingId;
  return {
    id: incidentId({ conversationId, from, code }),
    conversationId,
    ...(queueId !== undefined && { queueId }),
    ...(userId !== undefined && { userId }),
    code,
    from,
    ...(to !== undefined && { to }),
    ...(recordingId !== undefined && { recordingId }),
    state: 'open',
    openedAt: at,
  };
}

/** False: this fault has its incident, whatever became of it. */
async function open(inside: Queries, incident: Incident, entryId: string): Promise<boolean> {
  const { id, conversationId, queueId, userId, code, from, to, recordingId, openedAt } = incident;
  const made = await inside.query(
    `insert into recording_control.incident
       (id, conversation_id, queue_id, user_id, code, from_at, to_at, recording_id, state, opened_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, 'open', $9)
     on conflict (id) do nothing returning id`,
    [
      id,
      conversationId,
      queueId ?? null,
      userId ?? null,
      code,
      new Date(from),
      to === undefined ? null : new Date(to),
      recordingId ?? null,
      new Date(openedAt),
    ],
  );
  if (made.length === 0) return false;
  await inside.query(
    `insert into recording_control.incident_step (incident_id, entry_id, step, by_whom, at)
     values ($1, $2, 'opened', $3, $4)`,
    [id, entryId, BY_ITSELF, new Date(openedAt)],
  );
  return true;
}
