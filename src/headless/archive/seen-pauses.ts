import type { Claim } from '../../proof/claims-of.ts';
import type { Job } from './job.ts';

/** A secure pause of the call is proven now, or is no more: `undefined` where nothing changes. Epoch ms. */
export function withSight(job: Job, isPaused: boolean, now: number): Job | undefined {
  const pauses = job.pauses ?? [];
  const last = pauses.at(-1);
  const isOpen = last !== undefined && last.to === undefined;
  if (isOpen === isPaused) return undefined;
  if (!isOpen) return { ...job, pauses: [...pauses, { from: now }] };
  return { ...job, pauses: [...pauses.slice(0, -1), { from: last.from, to: Math.max(last.from, now) }] };
}

/** Of a job that an earlier process has left: when a pause ended that it saw last, nobody knows. */
export function withoutOpen(job: Job): Job {
  const pauses = job.pauses?.filter(({ to }) => to !== undefined);
  return pauses === undefined || job.phase === 'ended' ? job : { ...job, pauses };
}

export const claimsOf = ({ pauses = [] }: Job): readonly Claim[] =>
  pauses.map(({ from, to }) => ({ from, ...(to !== undefined && { to }), by: 'watch' }));
