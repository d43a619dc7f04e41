import type { Proof, ProofOfRecording, Unread, Verdict } from '../../proof/prove.ts';
import type { Stretch } from '../../proof/stretch.ts';
import { counted } from './words.ts';
import type { ProvenCall } from '../proof/prove-call.ts';

const VERDICTS = {
  proved: 'proved',
  late: 'LATE',
  short: 'SHORT',
  missing: 'MISSING',
  unknown: 'unknown',
  unexplained: 'unexplained: it was paused, and nobody was seen to do so',
} as const satisfies Record<Verdict, string>;

const UNREAD = {
  'not-yet': 'Genesys has not finished it yet: ask again later',
  gone: 'Genesys has it no more',
  refused: 'Genesys does not show what was left out of it',
  'no-time': 'Genesys does not say when it was made',
  screen: 'Genesys tells nothing of what was left out of a screen',
  medium: 'it is of a kind that is not known, and was not compared',
} as const satisfies Record<Unread, string>;

const UNPLACED = {
  'no-recording': 'Genesys lists no recording of the call',
  outside: 'of this time, or of part of it, Genesys lists no recording',
  unseen: 'nobody saw when the pause ended, and something after it is on a recording',
  limit:
    'it was over its limit, nobody knows whether anybody still relied on it, and something of it is on a recording',
  rest: 'nobody knows whether anybody still relied on it, and something of it is on a recording',
  unproven: 'one event or an attribute of the call tells of it, and nothing else',
  told: 'a log has it so (its entry "proof"), and what Genesys shows now does not',
  undated: 'the log does not tell when it was: a date is missing, or a clock was set',
} as const satisfies Record<NonNullable<Proof['why']>, string>;

const timeOf = (at: number): string => new Date(at).toISOString();
const span = ({ from, to }: Stretch): string => `${timeOf(from)} to ${timeOf(to).slice(11)}`;
const secondsOf = (stretches: readonly Stretch[]): string =>
  `${(stretches.reduce((sum, { from, to }) => sum + to - from, 0) / 1_000).toFixed(1)} s`;

/** A line for each pause and, where something is to be said of it, one for each of its recordings. */
export function proofLines({ conversationId, proofs, unexplained }: ProvenCall): readonly string[] {
  if (proofs.length === 0 && unexplained.length === 0) return [`${conversationId}: no pause.`];
  return [
    `${conversationId}:`,
    ...proofs.flatMap(linesOf),
    ...unexplained.map(
      (stretch) => `  ${span(stretch)}  unexplained: it was paused, and no log that was given knows by whom`,
    ),
  ];
}

/** Of what a watch has found: in one line, whatever is to be looked at first. */
export function proofSentence(proofs: readonly Proof[]): string {
  const isOpen = ({ verdict }: Proof) => verdict === 'unknown' || verdict === 'unexplained';
  const bad = proofs.filter((proof) => proof.verdict !== 'proved' && !isOpen(proof));
  const open = proofs.filter(isOpen);
  return [
    ...bad.map(
      (proof) =>
        `LOOK AT THIS: ${linesOf(proof)
          .map((line) => line.trim())
          .join('; ')}`,
    ),
    ...open.map((proof) =>
      linesOf(proof)
        .map((line) => line.trim())
        .join('; '),
    ),
    ...(proofs.length > bad.length + open.length
      ? [`${counted(proofs.length - bad.length - open.length, 'pause')} proved by the recordings`]
      : []),
  ].join('.  ');
}

function linesOf({ claim, verdict, recordings, why }: Proof): readonly string[] {
  const when =
    claim.to === undefined
      ? `${timeOf(claim.from)} to the end of the last recording`
      : span({ from: claim.from, to: claim.to });
  return [
    `  ${when}  ${VERDICTS[verdict]}${why ? `: ${UNPLACED[why]}` : ''}`,
    ...recordings.flatMap((recording) => sentenceOf(recording) ?? []),
  ];
}

function sentenceOf({ recordingId, media, mediaSubtype, verdict, recorded, why }: ProofOfRecording) {
  const name = `    ${media} ${mediaSubtype === undefined ? '' : `${mediaSubtype} `}${recordingId}`;
  if (why) return `${name}: ${UNREAD[why]}`;
  if (verdict === 'proved') return undefined;
  return `${name}: ${secondsOf(recorded)} recorded, ${recorded.map(span).join(', ')}`;
}
