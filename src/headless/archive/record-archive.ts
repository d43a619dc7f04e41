import type { Ids, Journal } from '../../app/ports.ts';
import type { AuditFacts } from '../../domain/audit.ts';
import { failureCode } from '../../domain/failure.ts';
import { FAULT_CODES, worstRecording, type Proof, type Verdict } from '../../proof/prove.ts';
import type { Stretch } from '../../proof/stretch.ts';
import type { ArchiveEvent } from './archive-event.ts';
import { FLAG_CODES } from './job.ts';

/** What is told of the archive; `notLogged`: it belongs to the audit and could not be written there. */
export type ToldArchiveEvent = ArchiveEvent & { readonly notLogged?: true };

const PHASES: Partial<Record<ArchiveEvent['kind'], AuditFacts['phase']>> = {
  delivered: 'confirmed',
  flag: 'observed',
  // Confirmed is one that a person has closed.
  'incident-told': 'observed',
};
const UNRECORDED: ReadonlySet<ArchiveEvent['kind']> = new Set<ArchiveEvent['kind']>([
  'recording',
  'delayed',
  // The entry of its proof is the one that opens it.
  'incident-opened',
  'incident-delayed',
]);

/**
 * What was handed on, and what is wrong with a recording, is part of the audit. Answers the ids of its entries, of a proof one
 * for each pause in their order; `undefined`: it could not be written there.
 */
export async function recordArchive(
  event: ArchiveEvent,
  journal: Pick<Journal, 'append'>,
  {
    about,
    ids,
    wall,
  }: {
    readonly about: { readonly app: string; readonly region?: string; readonly storeId?: string };
    readonly ids: Ids;
    readonly wall: () => number;
  },
): Promise<readonly string[] | undefined> {
  if (event.kind === 'unreadable' || UNRECORDED.has(event.kind)) return [];
  const base = {
    ...about,
    actor: 'client',
    conversationId: event.conversationId,
    trigger: 'platform',
  } as const;
  const madeAt = event.kind === 'proof' ? event.madeAt : undefined;
  const at = isoOf(madeAt ?? wall());
  if (event.kind === 'proof') {
    const { queueId } = event;
    const ofCall = { ...base, ...(queueId !== undefined && { queueId }), at };
    const entries = event.proofs.map((proof) => ({ ...ofCall, id: ids.next(), ...factsOf(proof) }));
    const results = await Promise.all(entries.map((entry) => journal.append(entry)));
    return results.every(({ ok }) => ok) ? entries.map(({ id }) => id) : undefined;
  }
  const failure = failureIn(event);
  const recordingId = 'recordingId' in event ? event.recordingId : undefined;
  const id = ids.next();
  const result = await journal.append({
    ...base,
    id,
    at,
    ...(recordingId !== undefined && { recordingId }),
    ...('incidentId' in event && { incidentId: event.incidentId }),
    action: 'incidentId' in event ? 'incident' : 'archive',
    phase: PHASES[event.kind] ?? 'failed',
    ...(failure !== undefined && { failure }),
  });
  return result.ok ? [id] : undefined;
}

const OPEN_PHASES: Partial<Record<Verdict, AuditFacts['phase']>> = {
  proved: 'confirmed',
  unexplained: 'observed',
};

/** A pause, as far as its proof goes. */
function factsOf(proof: Proof) {
  const { claim, verdict } = proof;
  const worst = worstRecording(proof);
  const failure: string | undefined = (FAULT_CODES as Partial<Record<Verdict, string>>)[verdict];
  return {
    action: 'proof',
    phase: failure === undefined ? (OPEN_PHASES[verdict] ?? 'unconfirmed') : 'failed',
    ...(worst && { recordingId: worst.recordingId }),
    ...(failure !== undefined && { failure }),
    from: isoOf(claim.from),
    ...(claim.to !== undefined && { to: isoOf(claim.to) }),
    end: claim.end,
    ...(claim.seenUntil !== undefined && { seenUntil: isoOf(claim.seenUntil) }),
    source: claim.by,
    ...(claim.userId !== undefined && { userId: claim.userId }),
    ...(worst && worst.recorded.length > 0 && { recorded: recordedText(worst.recorded) }),
  } as const;
}

const FAULTS: ReadonlyMap<string | undefined, Verdict> = new Map(
  Object.entries(FAULT_CODES).map(([verdict, code]) => [code, verdict as keyof typeof FAULT_CODES]),
);

/** What an entry `proof` says of its pause. */
export const verdictIn = ({ phase, failure }: Pick<AuditFacts, 'phase' | 'failure'>): Verdict =>
  phase === 'confirmed'
    ? 'proved'
    : phase === 'observed'
      ? 'unexplained'
      : (FAULTS.get(failure) ?? 'unknown');

const isoOf = (at: number): string => new Date(at).toISOString();

/** As it stands in an entry. */
export const recordedText = (recorded: readonly Stretch[]): string =>
  recorded.map(({ from, to }) => `${isoOf(from)}/${isoOf(to)}`).join(' ');

function failureIn(event: ArchiveEvent): string | undefined {
  switch (event.kind) {
    case 'flag':
      return FLAG_CODES[event.flag];
    case 'set-aside':
    case 'incident-refused':
      return 'REC-WEBHOOK';
    case 'no-metadata':
      return failureCode(event.failure);
    default:
      return undefined;
  }
}
