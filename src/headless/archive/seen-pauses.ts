import type { Claim } from '../../proof/claims.ts';
import type { Job, SeenPause } from './job.ts';

const isOpen = (pause: SeenPause | undefined): boolean =>
  pause !== undefined && pause.to === undefined && pause.end === undefined;

/**
 * A secure pause of the call is proven at this moment, or is no more: `undefined` where nothing changes. Epoch ms. `end`: why it
 * is no more.
 */
export function withSight(job: Job, isPaused: boolean, at: number, end?: SeenPause['end']): Job | undefined {
  const pauses = job.pauses ?? [];
  const last = pauses.at(-1);
  if (isOpen(last) === isPaused) return undefined;
  if (isPaused || last === undefined) return { ...job, pauses: [...pauses, { from: at }] };
  const over = { from: last.from, to: Math.max(last.from, at), ...(end && { end }) };
  return { ...job, pauses: [...pauses.slice(0, -1), over] };
}

/** Of a job that an earlier process has left without a word: when the pause ended that it saw last, nobody knows. */
export function withoutOpen(job: Job): Job {
  const { pauses = [] } = job;
  const last = pauses.at(-1);
  return last !== undefined && isOpen(last)
    ? { ...job, pauses: [...pauses.slice(0, -1), { from: last.from, end: 'unseen' }] }
    : job;
}

export const claimsOf = ({ pauses = [] }: Job): readonly Claim[] =>
  pauses.map(({ from, to, end }) => ({
    from,
    ...(to !== undefined && { to }),
    end: end ?? (to === undefined ? 'unseen' : 'seen'),
    by: 'watch',
  }));
