import { sha256Hex } from '../../outbox/chain.ts';
import type { FaultCode } from '../../proof/prove.ts';

/** `reviewed`: somebody has looked at it, and it is not over. */
export type IncidentState = 'open' | 'reviewed' | 'closed';
/** What a person does about it. */
export type IncidentStep = 'reviewed' | 'closed';

/** A pause that is late, short or missing on a recording: a card number may be on it, and a person has to look. Times in epoch ms. */
export interface Incident {
  readonly id: string;
  readonly conversationId: string;
  readonly queueId?: string;
  /** The agent, where it is known who was on the call. */
  readonly userId?: string;
  readonly code: FaultCode;
  /** The pause as it was claimed. */
  readonly from: number;
  readonly to?: number;
  readonly recordingId?: string;
  readonly state: IncidentState;
  readonly openedAt: number;
  readonly closedAt?: number;
}

/** Who opens an incident, where a person takes every later step. */
export const BY_ITSELF = 'service';

/** The same for the same fault, whoever finds it and however often: one fault is one incident. */
export const incidentId = ({
  conversationId,
  from,
  code,
}: Pick<Incident, 'conversationId' | 'from' | 'code'>): string =>
  sha256Hex(`incident:${conversationId}:${new Date(from).toISOString()}:${code}`).slice(0, 32);

/** Nothing where the step is not allowed: what is closed stays closed. It may be looked at more than once. */
export const stateAfter = (state: IncidentState, step: IncidentStep): IncidentState | undefined =>
  state === 'closed' ? undefined : step;
