import { ok } from '../../domain/result.ts';
import type { QueueApi } from '../../genesys/queue-api.ts';
import type { RecordingFacts } from '../../genesys/wire/recording-metadata.ts';
import { prove, type Proof } from '../../proof/prove.ts';
import { readEvidence } from '../proof/read-evidence.ts';
import { isUnderWay, type Job } from './job.ts';
import { claimsOf } from './seen-pauses.ts';

export interface ProvenJob {
  readonly proofs: readonly Proof[];
  /** By what the next look knows that nothing has changed. */
  readonly proved: string;
}

/**
 * Compares the pauses that were seen of an ended call with its recordings, once all that are there are whole; again while
 * something is unknown, or when another recording has come. `undefined`: nothing new is known.
 */
export async function proveJob(
  job: Job,
  recordings: readonly RecordingFacts[],
  annotations: QueueApi['annotations'],
): Promise<ProvenJob | undefined> {
  const claims = claimsOf(job);
  if (claims.length === 0 || recordings.length === 0 || recordings.some(isUnderWay)) return undefined;
  const ids = recordings.map(({ recordingId }) => recordingId).join();
  if (job.proved === `${ids} known`) return undefined;
  const listed = { recordings: async () => ok(recordings), annotations };
  const evidence = await readEvidence(listed, job.conversationId);
  if (!evidence.ok) return undefined;
  const proofs = prove(claims, evidence.value);
  const proved = `${ids} ${proofs.some(({ verdict }) => verdict === 'unknown') ? 'unknown' : 'known'}`;
  return proved === job.proved ? undefined : { proofs, proved };
}
