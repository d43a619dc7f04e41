export type Target = 'policy' | 'snippet' | 'adhoc';
export type WishAction = 'pause' | 'resume' | 'start' | 'stop';
export type Trigger =
  | 'agent'
  | 'shortcut'
  | 'page'
  | 'lease'
  | 'speech'
  | 'limit'
  | 'auto-resume'
  | 'supervisor'
  | 'bulk'
  | 'cli'
  | 'platform';
export type Phase =
  'requested' | 'accepted' | 'confirmed' | 'unconfirmed' | 'failed' | 'superseded' | 'observed';

/**
 * What happened, as the application tells it to the journal. The journal adds the chain (`chain`, `seq`, `prev`, `hash`).
 * Everything that is not known is absent rather than null. Never holds a name, a phone number or free text of a customer; the one
 * name in it is `by`, of who works on an incident.
 */
export interface AuditFacts {
  readonly id: string;
  readonly wishId?: string;
  /** UTC, ISO 8601 with ms. */
  readonly at: string;
  /** The same moment by Genesys' clock, estimated to about a second: `at` is as wrong as this computer's clock. */
  readonly platformAt?: string;
  readonly app: string;
  readonly region?: string;
  readonly orgId?: string;
  readonly configHash?: string;
  readonly actor: 'user' | 'client';
  readonly userId?: string;
  readonly conversationId: string;
  readonly participantId?: string;
  readonly queueId?: string;
  /**
   * Of `archive`: the recording that was handed on, or found in a state or format that nobody expected. Of `proof`: the one that
   * holds what was claimed to be left out, or does not tell.
   */
  readonly recordingId?: string;
  readonly action:
    | WishAction
    | 'reason'
    | 'extend'
    | 'safe-shown'
    | 'safe-withdrawn'
    | 'over-limit'
    | 'ended-while-paused'
    | 'archive'
    | 'proof'
    | 'incident'
    | 'erase';
  readonly target?: Target;
  readonly trigger: Trigger;
  readonly reason?: string;
  readonly phase: Phase;
  /** ms from the click to this phase. */
  readonly latencyMs?: number;
  /** A stable failure code. */
  readonly failure?: string;
  readonly correlationId?: string;
  /**
   * Of `proof`: the time of the pause that was compared with the recordings. Of `safe-shown`: since when it is paused, where the panel saw
   * that begin; of `over-limit`: since when its time counts. UTC, ISO 8601 with ms.
   */
  readonly from?: string;
  readonly to?: string;
  /**
   * Of `proof`: who had claimed it; `event`: one event that no read has proven, `attribute`: what stands on the call, `entry`: what was
   * sent to the service, `recording`: nobody, it was found there. Of a resume that was observed: `watch` saw it when it happened; absent,
   * it was found afterwards.
   */
  readonly source?: 'watch' | 'panel' | 'command' | 'event' | 'attribute' | 'entry' | 'recording';
  /** Of `proof`: its end was seen, or was that of the call, or came at some time before `to` that nobody saw. */
  readonly end?: 'seen' | 'call' | 'unseen';
  /** Of both: until then the pause was seen to go on, and what was heard of its end may have come late. */
  readonly seenUntil?: string;
  /** Of `proof`: what was recorded of it all the same; `<from>/<to>`, with blanks between several. */
  readonly recorded?: string;
  /** Of `proof`, `incident` and `erase`: the store of the service that has it too. */
  readonly storeId?: string;
  readonly incidentId?: string;
  /** Of `incident` and `erase`: who did it, as was said at the command line; a name or initials. */
  readonly by?: string;
  readonly note?: string;
}

/** Version 1 of the audit entry (contract 5): see `docs/contracts/audit-entry.schema.json`. */
export interface AuditEntry extends AuditFacts {
  readonly v: 1;
  /** Id of the chain: one per storage partition. */
  readonly chain: string;
  /** Starts at 1, no gaps. */
  readonly seq: number;
  /** `hash` of the entry before; 64 zeros for the first. */
  readonly prev: string;
  /** Lower-case hex SHA-256 over the canonical JSON (RFC 8785) of the entry without `hash`. */
  readonly hash: string;
}

const OUTCOMES: ReadonlySet<Phase> = new Set<Phase>(['confirmed', 'unconfirmed', 'failed', 'superseded']);

/** The last that is told of a wish. */
export const isOutcome = ({ phase }: Pick<AuditFacts, 'phase'>): boolean => OUTCOMES.has(phase);
