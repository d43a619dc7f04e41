import { ok } from '../../domain/result.ts';
import type { QueueApi } from '../../genesys/queue-api.ts';
import { readEvidence } from '../../genesys/read-evidence.ts';
import type { RecordingsApi } from '../../genesys/recordings-api.ts';
import { isUnderWay, type RecordingFacts } from '../../genesys/wire/recording-metadata.ts';
import type { Claim } from '../../proof/claims.ts';
import { prove, unexplainedProofs, type Proof, type Verdict } from '../../proof/prove.ts';
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
const isSettled = (known: Known | undefined): boolean => SETTLED.has(known ?? '');
const isTold = (known: Known | undefined): boolean => known !== 'wait' && known?.endsWith('?') !== true;

/** Of one pause of a call, whatever is claimed beside it. */
const keyOf = ({ by, from, to }: Claim): string =>
  by === 'recording' ? `${by}@${from}-${to}` : `${by}@${from}`;

/**
 * Compares the pauses that were seen of an ended call with its recordings; again while something is unknown, or when another
 * recording has come. What is bad is told once two looks have shown it, for one may be too early, and at the last look. What is
 * unknown is told once no recording is under way. A pause that nobody claimed is told once. `undefined`: nothing new is known.
 */
export async function proveJob(
  job: Job,
  recordings: readonly RecordingFacts[],
  annotations: QueueApi['annotations'],
  isLast: boolean,
): Promise<ProvenJob | undefined> {
  const claims = claimsOf(job);
  const ready = recordings.filter((facts) => !isUnderWay(facts));
  const ids = ready.map(({ recordingId }) => recordingId).join();
  const isWhole = ready.length === recordings.length;
  const { ofIds, before, found } = knownBefore(job, claims);
  if (recordings.length === 0 || (ready.length === 0 && !(isLast && claims.length > 0))) return undefined;
  const isOpen = claims.some((claim) => isLast || !isSettled(before.get(keyOf(claim))));
  // What nobody claimed, too, may have come later than the recording.
  if (ofIds === ids && !isOpen && !isLast) return undefined;
  let isAway = false;
  const listed: RecordingsApi = {
    recordings: async () => ok(recordings),
    async annotations(conversationId, recordingId) {
      const answer = await annotations(conversationId, recordingId);
      if (!answer.ok && answer.failure.kind !== 'denied' && answer.failure.kind !== 'not-found')
        isAway = true;
      return answer;
    },
  };
  const evidence = await readEvidence(listed, job.conversationId);
  if (!evidence.ok) return undefined;
  const proofs = prove(claims, evidence.value);
  const after = proofs.map(({ claim, verdict }) =>
    knownOf(verdict, before.get(keyOf(claim)), isWhole || isLast, isLast),
  );
  const news = unexplainedProofs([...claims, ...found], evidence.value);
  const told = [...found, ...news.map(({ claim }) => claim)].map((claim) => `${keyOf(claim)}:unexplained`);
  const known = [...proofs.map(({ claim }, at) => `${keyOf(claim)}:${after[at]}`), ...told];
  // What Genesys did not answer is asked for again at the next look.
  const proved = `${isAway ? '' : ids}|${known.join()}`;
  if (proved === job.proved) return undefined;
  const isUnsure = after.some((one) => one.endsWith('?'));
  return {
    proofs: [
      ...proofs.filter(({ claim }, at) => after[at] !== before.get(keyOf(claim)) && isTold(after[at])),
      ...news,
    ],
    proved,
    ...(isUnsure && { againMs: AGAIN_MS }),
  };
}

interface KnownBefore {
  /** Of the recordings that were compared. */
  readonly ofIds: string;
  readonly before: ReadonlyMap<string, Known>;
  /** Pauses that nobody had claimed, and that were told. */
  readonly found: readonly Claim[];
}

function knownBefore({ proved = '' }: Job, claims: readonly Claim[]): KnownBefore {
  const [ofIds = '', told = ''] = proved.split('|');
  const before = new Map(
    (told === '' ? [] : told.split(',')).map((one, at): [string, Known] => {
      const [key = '', known = key] = one.split(':');
      const claim = claims[at];
      // Earlier builds wrote what is known alone, in the order of the pauses.
      return [key === known && claim ? keyOf(claim) : key, known as Known];
    }),
  );
  const found = [...before.keys()].flatMap((key): readonly Claim[] => {
    const [, from, to] = /^recording@(\d+)-(\d+)$/.exec(key) ?? [];
    return from === undefined ? [] : [{ from: Number(from), to: Number(to), end: 'seen', by: 'recording' }];
  });
  return { ofIds, before, found };
}

/** Recordings of an ended call are there that its pauses were not compared with, or something is still to be known of them. */
function isProofOpen(job: Job): boolean {
  const claims = claimsOf(job);
  const { ofIds, before } = knownBefore(job, claims);
  const compared = ofIds.split(',');
  const isAllCompared = Object.keys(job.webhooks).every((id) => compared.includes(id));
  const isKnown = isAllCompared && claims.every((claim) => isSettled(before.get(keyOf(claim))));
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
