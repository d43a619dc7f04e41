import type { Incident } from './incident.ts';

/** Body of the webhook: `docs/contracts/incident-webhook.schema.json`. */
export interface IncidentBody {
  readonly v: 1;
  readonly event: 'incident.opened';
  /** Of the incident, and the `Idempotency-Key`. */
  readonly id: string;
  readonly at: string;
  readonly conversationId: string;
  readonly queueId?: string;
  readonly region?: string;
  readonly incident: {
    readonly code: Incident['code'];
    readonly from: string;
    readonly to?: string;
    readonly recordingId?: string;
    readonly userId?: string;
  };
}

const isoOf = (at: number): string => new Date(at).toISOString();

/** The same to the byte whenever it is sent: of what was known when it was opened. */
export function incidentBody(incident: Incident, region: string | undefined): IncidentBody {
  const { id, openedAt, conversationId, queueId, code, from, to, recordingId, userId } = incident;
  return {
    v: 1,
    event: 'incident.opened',
    id,
    at: isoOf(openedAt),
    conversationId,
    ...(queueId !== undefined && { queueId }),
    ...(region !== undefined && { region }),
    incident: {
      code,
      from: isoOf(from),
      ...(to !== undefined && { to: isoOf(to) }),
      ...(recordingId !== undefined && { recordingId }),
      ...(userId !== undefined && { userId }),
    },
  };
}
