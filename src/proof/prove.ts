import type { Claim } from './claims.ts';
import { lengthOf, overlapOf, without, type Stretch } from './stretch.ts';

/** Why nothing is known of what a recording left out. */
export type Unread =
  /** It is still being uploaded or restored. */
  | 'not-yet'
  /** Genesys has it no more. */
  | 'gone'
  /** Genesys does not show it, or does not answer. */
  | 'refused'
  /** It does not say when it begins and ends. */
  | 'no-time'
  /** Nothing tells whether a picture was left out. */
  | 'screen';

/** A recording, and what of it was left out. */
export interface Evidence {
  readonly recordingId: string;
  readonly media: string;
  readonly mediaSubtype?: string;
  /** Epoch ms; absent with `no-time`. */
  readonly during?: Stretch;
  readonly pauses: readonly (Stretch & { readonly reason: string })[] | Unread;
}

export type Verdict = 'proved' | 'late' | 'short' | 'missing' | 'unknown';

/** Stable codes of what is on a recording although it was claimed that it was not. */
export const FAULT_CODES = {
  late: 'REC-LATE',
  short: 'REC-SHORT',
  missing: 'REC-MISSING',
} as const satisfies Partial<Record<Verdict, `REC-${string}`>>;
export type FaultCode = (typeof FAULT_CODES)[keyof typeof FAULT_CODES];

export interface ProofOfRecording extends Pick<Evidence, 'recordingId' | 'media' | 'mediaSubtype'> {
  readonly verdict: Verdict;
  /** What was recorded although it was claimed that it was not. */
  readonly recorded: readonly Stretch[];
  readonly why?: Unread;
}

export interface Proof {
  readonly claim: Claim;
  readonly verdict: Verdict;
  /** Those that were under way during the claim. */
  readonly recordings: readonly ProofOfRecording[];
  /** What recordings do not tell: there is none, none of this time or of part of it, or nobody saw when the pause ended. */
  readonly why?: 'no-recording' | 'outside' | 'unseen';
}

/** The one that makes the proof what it is. */
export const worstRecording = ({ recordings, verdict }: Proof): ProofOfRecording | undefined =>
  recordings.find((one) => one.verdict === verdict);

/** Genesys' clock is known to about a second, and how exact its offsets are is open: docs/platform-notes.md. */
const TOLERANCE_MS = 3_000;
/** By so much later the end of a call may be seen. */
const LATE_END_MS = 15_000;
/** Between two pauses nothing is estimated: what lies there was recorded. */
const GAP_MS = 250;

/** Worst first. */
const ORDER: readonly Verdict[] = ['missing', 'late', 'short', 'unknown', 'proved'];
const worst = (verdicts: readonly Verdict[]): Verdict =>
  ORDER.find((verdict) => verdicts.includes(verdict)) ?? 'unknown';

/**
 * Matches what was claimed with what Genesys itself left out of the recordings. Every stretch that was left out counts, whatever
 * for: what is on hold is not recorded either. A claim is as good as its worst audio recording; a picture of which nothing is
 * known makes no proof of the voice worse. What lies on no recording is not proved: one may not be listed yet.
 */
export const prove = (claims: readonly Claim[], evidence: readonly Evidence[]): readonly Proof[] =>
  claims.map((claim) => proofOf(claim, evidence));

function proofOf(claim: Claim, evidence: readonly Evidence[]): Proof {
  if (evidence.length === 0) return { claim, verdict: 'unknown', recordings: [], why: 'no-recording' };
  const end = Math.max(...evidence.map(({ during }) => during?.to ?? 0));
  const stretch = { from: claim.from, to: Math.max(claim.to ?? end, claim.from) };
  const concerned = concernedBy(stretch, evidence);
  const recordings = concerned.map((one) => proofBy(one, stretch));
  if (recordings.length === 0) return { claim, verdict: 'unknown', recordings, why: 'outside' };
  const heard = recordings.filter(({ why }) => why !== 'screen');
  const verdict = worst(heard.map((one) => one.verdict));
  // Recorded again at its end: so it may have been since before anybody saw it.
  const isOnlyEnd = heard.every(({ recorded }) =>
    recorded.every(({ to }) => to === stretch.to || to === end),
  );
  if (claim.end === 'unseen' && verdict === 'short' && isOnlyEnd)
    return { claim, verdict: 'unknown', recordings, why: 'unseen' };
  if (verdict === 'proved' && isOutside(claim, stretch, evidence))
    return { claim, verdict: 'unknown', recordings, why: 'outside' };
  return { claim, verdict, recordings };
}

/** Those under way during the claim; one that only touches its edge is another one's matter, where there is another. */
function concernedBy(stretch: Stretch, evidence: readonly Evidence[]): readonly Evidence[] {
  const touching = evidence.filter(({ during }) => !during || lengthOf(overlapOf(stretch, during)) > 0);
  const inner = { from: stretch.from + TOLERANCE_MS, to: stretch.to - TOLERANCE_MS };
  const within = touching.filter(({ during }) => !during || lengthOf(overlapOf(inner, during)) > 0);
  return within.some(({ media }) => media === 'audio') ? within : touching;
}

/** Whether part of the claim lies on no recording of the voice, and for longer than clocks and ends of calls may differ by. */
function isOutside({ end }: Claim, stretch: Stretch, evidence: readonly Evidence[]): boolean {
  const heard = evidence.flatMap(({ media, during }) => (media === 'audio' && during ? [during] : []));
  return without(stretch, heard).some((open) => {
    const isAtEnd = open.to === stretch.to && end === 'call';
    return lengthOf(open) > (isAtEnd ? LATE_END_MS : TOLERANCE_MS);
  });
}

function proofBy(evidence: Evidence, claim: Stretch): ProofOfRecording {
  const { during, pauses, recordingId, media, mediaSubtype } = evidence;
  const about = { recordingId, media, ...(mediaSubtype !== undefined && { mediaSubtype }) };
  const unknown = (why: Unread): ProofOfRecording => ({ ...about, verdict: 'unknown', recorded: [], why });
  if (during === undefined) return unknown('no-time');
  if (typeof pauses === 'string') return unknown(pauses);
  const part = overlapOf(claim, during);
  // A claim may be shorter than what clocks may differ by.
  const near = { from: part.from - TOLERANCE_MS, to: part.to + TOLERANCE_MS };
  if (!pauses.some((one) => lengthOf(overlapOf(one, near)) > 0))
    return { ...about, verdict: 'missing', recorded: [part] };
  const recorded = without(part, pauses).filter((one) => lengthOf(one) > toleranceAt(one, part));
  const isLate = recorded.some(({ from }) => from === part.from);
  return { ...about, verdict: recorded.length === 0 ? 'proved' : isLate ? 'late' : 'short', recorded };
}

const toleranceAt = (open: Stretch, part: Stretch): number =>
  open.from === part.from || open.to === part.to ? TOLERANCE_MS : GAP_MS;

/** Secure pauses of the call that nothing claims: somebody paused it in Genesys itself, or the log of that panel was not given. */
export function unexplained(claims: readonly Claim[], evidence: readonly Evidence[]): readonly Stretch[] {
  const found: Stretch[] = [];
  const isIn = (stretch: Stretch, all: readonly Stretch[]) =>
    all.some((one) => lengthOf(overlapOf(one, stretch)) > 0);
  for (const { pauses } of evidence) {
    if (typeof pauses === 'string') continue;
    for (const { reason, from, to } of pauses) {
      const stretch = { from, to };
      const claimed = claims.map((claim) => ({ from: claim.from, to: claim.to ?? Infinity }));
      // Each recording of the call tells of the same pause.
      if (reason === 'securepause' && !isIn(stretch, claimed) && !isIn(stretch, found)) found.push(stretch);
    }
  }
  return found.toSorted((a, b) => a.from - b.from);
}
