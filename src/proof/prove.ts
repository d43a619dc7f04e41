import type { Claim } from './claims.ts';
import { asClaimed } from './as-claimed.ts';
import { GAP_MS, lengthOf, overlapOf, without, type Stretch } from './stretch.ts';

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
  | 'screen'
  /** It is of a kind that nobody knows, and may hold the voice. */
  | 'medium';

/** A recording, and what of it was left out. */
export interface Evidence {
  readonly recordingId: string;
  readonly media: string;
  readonly mediaSubtype?: string;
  /** Epoch ms; absent with `no-time`, and where that is not known of one that is not compared. */
  readonly during?: Stretch;
  readonly pauses: readonly (Stretch & { readonly reason: string })[] | Unread;
}

/** `unexplained`: a secure pause that nobody claimed. */
export type Verdict = 'proved' | 'late' | 'short' | 'missing' | 'unknown' | 'unexplained';

export const NO_VERDICTS: Readonly<Record<Verdict, number>> = {
  proved: 0,
  late: 0,
  short: 0,
  missing: 0,
  unknown: 0,
  unexplained: 0,
};

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
  /**
   * What recordings do not tell: there is none, none of this time or of part of it, or nobody saw when the pause ended. Or the doubt of
   * the claim; or nothing but one word tells of it; or a log has told the fault.
   */
  readonly why?: 'no-recording' | 'outside' | 'unseen' | NonNullable<Claim['doubt']> | 'unproven' | 'told';
}

/** The one that makes the proof what it is. */
export const worstRecording = ({ recordings, verdict }: Proof): ProofOfRecording | undefined =>
  recordings.find((one) => one.verdict === verdict);

/** Genesys' clock is known to about a second, and how exact its offsets are is open: docs/platform-notes.md. */
const TOLERANCE_MS = 3_000;
/** By so much later the end of a call may be seen. */
const LATE_END_MS = 15_000;
/** They hold no voice. */
const PICTURES: ReadonlySet<string> = new Set(['screen', 'video']);

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
  claims.map((claim) => asClaimed(proofOf(claim, evidence), evidence));

function proofOf(claim: Claim, evidence: readonly Evidence[]): Proof {
  if (evidence.length === 0) return { claim, verdict: 'unknown', recordings: [], why: 'no-recording' };
  const whole = stretchOf(claim, evidence);
  const again = recordedAgain(claim, evidence);
  if (again === undefined) return comparedIn(whole, claim, evidence);
  const sure = comparedIn({ from: claim.from, to: Math.max(again, seenUntil(claim)) }, claim, evidence);
  if (sure.verdict !== 'proved') return sure;
  const recordings = comparedIn(whole, claim, evidence).recordings.map((one) =>
    one.verdict === 'proved' ? one : { ...one, verdict: 'unknown' as const },
  );
  return { claim, verdict: 'unknown', recordings, why: 'unseen' };
}

/** A pause that nobody saw end lasts no longer than the voice; a screen may be recorded long after. */
function stretchOf({ from, to }: Claim, evidence: readonly Evidence[]): Stretch {
  return { from, to: Math.max(to ?? endOfVoice(evidence), from) };
}

function endOfVoice(evidence: readonly Evidence[]): number {
  const heard = evidence.filter(({ media }) => !PICTURES.has(media));
  return Math.max(...(heard.length > 0 ? heard : evidence).map(({ during }) => during?.to ?? 0));
}

const seenUntil = ({ from, seenUntil: until = from }: Claim): number => until;

/**
 * Of a pause whose end nobody saw: the first moment at which something was recorded that had been left out before. From then on,
 * in any recording, nobody knows whether it went on.
 */
function recordedAgain(claim: Claim, evidence: readonly Evidence[]): number | undefined {
  if (claim.end !== 'unseen' && claim.seenUntil === undefined) return undefined;
  const stretch = stretchOf(claim, evidence);
  const moments = concernedBy(stretch, evidence).flatMap((one) => {
    const begins = one.during ? overlapOf(stretch, one.during).from : stretch.from;
    // What is recorded from the beginning on was not left out before.
    const isAgain = ({ from }: Stretch) => from > begins || from > stretch.from + TOLERANCE_MS;
    return proofBy(one, stretch)
      .recorded.filter(isAgain)
      .map(({ from }) => from);
  });
  return moments.length === 0 ? undefined : Math.min(...moments);
}

function comparedIn(stretch: Stretch, claim: Claim, evidence: readonly Evidence[]): Proof {
  // The end of a call may be seen a moment late: the voice is as long as its recordings.
  const to =
    claim.end === 'call' ? Math.max(Math.min(stretch.to, endOfVoice(evidence)), stretch.from) : stretch.to;
  const within = { from: stretch.from, to };
  const recordings = concernedBy(within, evidence).map((one) => proofBy(one, within));
  if (recordings.length === 0) return { claim, verdict: 'unknown', recordings, why: 'outside' };
  const verdict = worst(recordings.filter(({ why }) => why !== 'screen').map((one) => one.verdict));
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
  if (typeof pauses === 'string') return unknown(pauses);
  if (during === undefined) return unknown('no-time');
  const part = overlapOf(claim, during);
  // A claim may be shorter than what clocks may differ by.
  const near = { from: part.from - TOLERANCE_MS, to: part.to + TOLERANCE_MS };
  if (!pauses.some((one) => lengthOf(overlapOf(one, near)) > 0))
    return { ...about, verdict: 'missing', recorded: [part] };
  const recorded = without(part, pauses).filter(
    (one) => lengthOf(one) > GAP_MS && !isAtEdge(one, part, claim),
  );
  const isLate = recorded.some(({ from }) => from === part.from && from <= claim.from + TOLERANCE_MS);
  return { ...about, verdict: recorded.length === 0 ? 'proved' : isLate ? 'late' : 'short', recorded };
}

/** The tolerance belongs to the two ends of the claim: a recording that begins or ends in between has none of its own. */
const isAtEdge = ({ from, to }: Stretch, part: Stretch, claim: Stretch): boolean =>
  (from === part.from && to <= claim.from + TOLERANCE_MS) ||
  (to === part.to && from >= claim.to - TOLERANCE_MS);

/** Secure pauses of the call that nothing claims: somebody paused it in Genesys itself, or the log of that panel was not given. */
export const unexplained = (claims: readonly Claim[], evidence: readonly Evidence[]): readonly Stretch[] =>
  unexplainedProofs(claims, evidence).map(({ claim: { from, to = from } }) => ({ from, to }));

/** The same, each with the recording that tells of it. A pause that a claim is nearer to than clocks agree is the claimed one. */
export function unexplainedProofs(claims: readonly Claim[], evidence: readonly Evidence[]): readonly Proof[] {
  const found: (Stretch & { readonly evidence: Evidence })[] = [];
  const isIn = (stretch: Stretch, all: readonly Stretch[]) =>
    all.some((one) => lengthOf(overlapOf(one, stretch)) > 0);
  const claimed = claims.map((claim) => ({
    from: claim.from - TOLERANCE_MS,
    to: (recordedAgain(claim, evidence) ?? claim.to ?? Infinity) + TOLERANCE_MS,
  }));
  for (const one of evidence) {
    if (typeof one.pauses === 'string') continue;
    for (const { reason, from, to } of one.pauses) {
      const stretch = { from, to };
      // Each recording of the call tells of the same pause.
      if (reason === 'securepause' && !isIn(stretch, claimed) && !isIn(stretch, found))
        found.push({ ...stretch, evidence: one });
    }
  }
  return found
    .toSorted((a, b) => a.from - b.from)
    .map(({ from, to, evidence: { recordingId, media, mediaSubtype } }): Proof => {
      const about = { recordingId, media, ...(mediaSubtype !== undefined && { mediaSubtype }) };
      const recordings = [{ ...about, verdict: 'unexplained', recorded: [] }] as const;
      return { claim: { from, to, end: 'seen', by: 'recording' }, verdict: 'unexplained', recordings };
    });
}
