import type { Failure } from '../../domain/failure.ts';
import type { Result } from '../../domain/result.ts';
import { isAvailable, isUnderWay, type RecordingFacts } from '../../genesys/wire/recording-metadata.ts';
import { flagsOf, type Flag, type Job } from './job.ts';

const SECOND = 1_000;
/** After the end of a call: soon at first, then ever more rarely. */
const POLLS_MS = [1, 2, 4, 8, 15, 30, 60, 120, 300, 600].map((seconds) => seconds * SECOND);
const RAREST_MS = 600 * SECOND;
/** What is so after as many, a minute later, may stay so. */
const PASSING_POLLS = 5;
/** A recording that has not come by then needs a person. */
const GIVE_UP_MS = 48 * 3_600 * SECOND;
/** It was watched, and nothing was seen to record: a recording may come all the same, but not much later. */
const GIVE_UP_UNRECORDED_MS = 900 * SECOND;
/**
 * A screen recording comes after the voice, and nothing tells that it will: when all seems to be there the next look is this
 * long after the call, and then each when the call is over for four times as long, but not more rarely than this: each look at each call
 * is a request, of which a token has 300 a minute.
 */
const LATE_LOOK_MS = 1_200 * SECOND;
const LATER_BY = 4;
const LONGEST_GAP_MS = 24 * 3_600 * SECOND;

export const FIRST_POLL_MS = SECOND;

export interface FlagRaised {
  readonly flag: Flag;
  readonly recordingId?: string;
}

/** What one look at the recordings of a call means. */
export interface Judgement {
  /** Available now, and not before. */
  readonly news: readonly RecordingFacts[];
  /** Not raised before. */
  readonly flags: readonly FlagRaised[];
  /** Epoch ms; absent: nothing is to be expected any more. */
  readonly nextPollAt?: number;
  /** The platform does not tell, and somebody may have to change that; told once for each call. */
  readonly refusal?: Failure;
  /** What the job remembers of all this. */
  readonly marks: readonly string[];
}

const nameOfFlag = ({ flag, recordingId = '' }: FlagRaised): string => `${recordingId} ${flag}`;
/** Marks of a job beside its flags. */
const REFUSAL = ' refused';
/** The time was over, and the platform knew nothing of the call. */
const UNKNOWN = ' unknown';

/**
 * Judges one answer. A 404 is no end: no source tells whether the platform lists nothing or knows nothing before the first
 * recording is there, so that only time ends the asking; and then a second one, for a gateway that comes
 * back may begin with a 404. No other failure ends it: an outage may last as long as all the asking.
 */
export function judge(job: Job, answer: Result<readonly RecordingFacts[]>, now: number): Judgement {
  const age = now - (job.endedAt ?? now);
  const found = answer.ok ? answer.value : [];
  const isUnknown = !answer.ok && answer.failure.kind === 'not-found';
  const isUnknownAgain = isUnknown && job.flagged.includes(UNKNOWN);
  const hadSome = Object.keys(job.webhooks).length > 0;
  const isExpected = job.recorded || job.unseen === true || found.length > 0 || hadSome;
  const isComplete = found.length > 0 ? !found.some(isUnderWay) : hadSome;
  const isTime = age >= (isExpected ? GIVE_UP_MS : GIVE_UP_UNRECORDED_MS);
  const isOver = (answer.ok || isUnknownAgain) && isTime;
  const soonMs = isTime ? RAREST_MS : (POLLS_MS[job.polls + 1] ?? RAREST_MS);
  const waitMs = isComplete && !isTime ? lateMs(age) : soonMs;
  const isKnown = (name: string) => job.flagged.includes(name);
  const refusal = !answer.ok && isWorthTelling(answer.failure, job) ? answer.failure : undefined;
  const flags = [...found.flatMap(flagged), ...(isOver ? missing(job, found) : [])].filter(
    (each) => !isKnown(nameOfFlag(each)),
  );
  const isTold = refusal === undefined || isKnown(REFUSAL);
  return {
    news: found.filter((facts) => isAvailable(facts) && !Object.hasOwn(job.webhooks, facts.recordingId)),
    flags,
    ...(!isOver && { nextPollAt: now + waitMs }),
    ...(!isTold && { refusal }),
    marks: [
      ...flags.map(nameOfFlag),
      ...(isTold ? [] : [REFUSAL]),
      ...(isUnknown && isTime && !isOver ? [UNKNOWN] : []),
    ],
  };
}

/** How long after its end a call is looked at again whose recordings seem to be there. */
const lateMs = (age: number): number =>
  Math.max(Math.min(Math.max(LATE_LOOK_MS, LATER_BY * age) - age, LONGEST_GAP_MS, GIVE_UP_MS - age), SECOND);

/** Nothing is put off for longer: what is due later was written while the clock was ahead. */
export const isLookDue = (
  { nextPollAt = Infinity, endedAt = 0 }: Pick<Job, 'nextPollAt' | 'endedAt'>,
  now: number,
): boolean =>
  nextPollAt <= now || (nextPollAt < Infinity && (endedAt > now || nextPollAt > now + LONGEST_GAP_MS));

/** The job of a call that has ended, and lives again: what was sent is not forgotten, and its end is another one. */
export const reopened = ({ endedAt: _at, nextPollAt: _due, ...job }: Job): Job => ({
  ...job,
  phase: 'live',
  polls: 0,
  flagged: job.flagged.filter((mark) => mark !== UNKNOWN),
});

const flagged = (facts: RecordingFacts): readonly FlagRaised[] =>
  flagsOf(facts).map((flag) => ({ flag, recordingId: facts.recordingId }));

/** The time is over: what was recorded and is not there is nobody's any more unless somebody is told. */
function missing(job: Job, found: readonly RecordingFacts[]): readonly FlagRaised[] {
  if (found.length === 0)
    return job.recorded && Object.keys(job.webhooks).length === 0 ? [{ flag: 'no-recording' }] : [];
  return found.filter(isUnderWay).map(({ recordingId }) => ({ flag: 'no-recording', recordingId }));
}

/** A refusal at once, everything else when it does not pass; that nothing is there yet is no failure. */
const isWorthTelling = ({ kind }: Failure, { polls }: Job): boolean =>
  kind === 'denied' ||
  kind === 'signed-out' ||
  kind === 'bad-request' ||
  (kind !== 'not-found' && polls >= PASSING_POLLS);
