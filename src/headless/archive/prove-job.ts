import { ok } from '../../domain/result.ts';
import type { QueueApi } from '../../genesys/queue-api.ts';
import { readEvidence } from '../../genesys/read-evidence.ts';
import { isUnderWay, type RecordingFacts } from '../../genesys/wire/recording-metadata.ts';
import { prove, type Proof, type Verdict } from '../../proof/prove.ts';
import type { Job } from './job.ts';
import { claimsOf } from './seen-pauses.ts';

export interface ProvenJob {
  /** Of the pauses of which something else is known than was told. */
  readonly proofs: readonly Proof[];
  /** By what the next look knows that nothing has changed. */
  readonly proved: string;
  /** One look has shown something bad: another one is due this soon, ms. */
  readonly againMs?: number;
}

/** What Genesys tells of a recording may come a moment after the recording. */
const AGAIN_MS = 15_000;

/** What is known of a pause: nothing, before other recordings are whole; a bad verdict that was seen once; or one that was told. */
type Known = 'wait' | `${Verdict}?` | Verdict;
const SETTLED: ReadonlySet<string> = new Set<Known>(['proved', 'late', 'short', 'missing', 'wait']);

/**
 * Compares the pauses that were seen of an ended call with its recordings; again while something is unknown, or when another
 * recording has come. What is bad is told once two looks have shown it, for one may be too early, and at the last look. What is
 * unknown is told once no recording is under way. `undefined`: nothing new is known.
 */
export async function proveJob(
  job: Job,
  recordings: readonly RecordingFacts[],
  annotations: QueueApi['annotations'],
  isLast: boolean,
): Promise<ProvenJob | undefined> {
  const claims = claimsOf(job);
  if (claims.length === 0 || recordings.length === 0) return undefined;
  const ready = recordings.filter((facts) => !isUnderWay(facts));
  const ids = ready.map(({ recordingId }) => recordingId).join();
  const isWhole = ready.length === recordings.length;
  const { ofIds, before } = knownBefore(job);
  if (ready.length === 0 && !isLast) return undefined;
  if (!isLast && ofIds === ids && claims.every((_, at) => isSettled(before[at]))) return undefined;
  const listed = { recordings: async () => ok(recordings), annotations };
  const evidence = await readEvidence(listed, job.conversationId);
  if (!evidence.ok) return undefined;
  const proofs = prove(claims, evidence.value);
  const after = proofs.map(({ verdict }, at) => knownOf(verdict, before[at], isWhole || isLast, isLast));
  const proved = `${ids}|${after.join()}`;
  if (proved === job.proved) return undefined;
  const isTold = (known: Known | undefined) => known !== 'wait' && known?.endsWith('?') !== true;
  const isOpen = after.some((known) => known.endsWith('?'));
  return {
    proofs: proofs.filter((_, at) => after[at] !== before[at] && isTold(after[at])),
    proved,
    ...(isOpen && { againMs: AGAIN_MS }),
  };
}

/** What is known of its pauses, in their order, and from which recordings. */
function knownBefore({ proved = '' }: Job): { readonly ofIds: string; readonly before: readonly Known[] } {
  const [ofIds = '', known] = proved.split('|');
  return { ofIds, before: (known?.split(',') ?? []) as Known[] };
}

const isSettled = (known: Known | undefined): boolean => SETTLED.has(known ?? '');

/** Recordings of an ended call are there that its pauses were not compared with, or something is still to be known of them. */
function isProofOpen(job: Job): boolean {
  const claims = claimsOf(job);
  const { ofIds, before } = knownBefore(job);
  const compared = ofIds.split(',');
  const isAllCompared = Object.keys(job.webhooks).every((id) => compared.includes(id));
  const isKnown = isAllCompared && claims.every((_, at) => isSettled(before[at]));
  return job.phase === 'ended' && claims.length > 0 && !isKnown;
}

/**
 * A job that an earlier process has left. Where that ended between a look and what follows from it, the look is taken once more
 * now: no date may be left to wait for, and a webhook that waits brings no proof.
 */
export function dueAtOnce(job: Job, now: number): Job {
  const isSending = Object.values(job.webhooks).some(({ state, untold }) => state === 'waiting' || untold);
  const isLeft = job.nextPollAt === undefined && !isSending;
  return job.phase === 'ended' && (isLeft || isProofOpen(job)) ? { ...job, nextPollAt: now } : job;
}

function knownOf(verdict: Verdict, before: Known | undefined, isAll: boolean, isLast: boolean): Known {
  if (verdict === 'proved') return verdict;
  if (verdict === 'unknown') return isAll ? verdict : before === undefined ? 'wait' : before;
  return isLast || before === verdict || before === `${verdict}?` ? verdict : `${verdict}?`;
}
