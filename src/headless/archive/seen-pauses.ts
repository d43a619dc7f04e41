import type { Claim } from '../../proof/claims.ts';
import type { LastSeen } from './archivist.ts';
import type { Job, SeenPause } from './job.ts';

const isOpen = (pause: SeenPause | undefined): boolean =>
  pause !== undefined && pause.to === undefined && pause.end === undefined;

/** A secure pause of the call is proven since then, or is no more: `undefined` where nothing changes. */
export function withSight(
  job: Job,
  isPaused: boolean,
  { until: at, seenUntil, end, userId }: LastSeen,
): Job | undefined {
  const pauses = job.pauses ?? [];
  const last = pauses.at(-1);
  if (isOpen(last) === isPaused) return undefined;
  if (isPaused || last === undefined)
    return { ...job, pauses: [...pauses, { from: at, ...(userId !== undefined && { userId }) }] };
  const before = pauses.slice(0, -1);
  // Of no length: nobody could rely on it.
  if (at <= last.from) return { ...job, pauses: before };
  const isSure = seenUntil === undefined || seenUntil >= at;
  const over = {
    ...last,
    to: at,
    ...(!isSure && { seenUntil: Math.max(last.from, seenUntil) }),
    ...(end && { end }),
  };
  return { ...job, pauses: [...before, over] };
}

/** Of a job that an earlier process has left without a word: when the pause ended that it saw last, nobody knows. */
export function withoutOpen(job: Job): Job {
  const { pauses = [] } = job;
  const last = pauses.at(-1);
  return last !== undefined && isOpen(last)
    ? { ...job, pauses: [...pauses.slice(0, -1), { ...last, end: 'unseen' }] }
    : job;
}

export const claimsOf = ({ pauses = [] }: Job): readonly Claim[] =>
  pauses.map(({ from, to, end, seenUntil, userId }) => ({
    from,
    ...(to !== undefined && { to }),
    ...(seenUntil !== undefined && { seenUntil }),
    end: end ?? (to === undefined ? 'unseen' : 'seen'),
    by: 'watch',
    ...(userId !== undefined && { userId }),
  }));
