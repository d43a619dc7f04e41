import type { Claim } from '../../proof/claims.ts';
import { isOfPause, markClaims, restOf } from '../../proof/mark-claims.ts';
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
  if (at === last.from) return { ...job, pauses: before };
  // The clock was set back meanwhile: nobody knows when it was.
  if (at < last.from) return { ...job, pauses: [...before, { ...last, to: at, end: 'unseen' }] };
  const isSure = seenUntil === undefined || seenUntil >= at;
  const over = {
    ...last,
    to: at,
    ...(!isSure && { seenUntil: Math.max(last.from, seenUntil) }),
    ...(end && { end }),
  };
  return { ...job, pauses: [...before, over] };
}

/** One that was over before a read could prove it: unless it is part of one that is seen. */
export function withHeard(job: Job, pause: SeenPause): Job {
  const { pauses = [] } = job;
  return isOpen(pauses.at(-1)) ? job : { ...job, pauses: [...pauses, pause] };
}

/** More of them no panel writes on a call. */
const MARKS = 200;

export function withMarks(job: Job, marks: Readonly<Record<string, string>>): Job {
  const known = job.marks ?? {};
  const news = Object.entries(marks).filter(([key, value]) => known[key] !== value && isOfPause(key, value));
  if (news.length === 0 || Object.keys(known).length + news.length > MARKS) return job;
  return { ...job, marks: { ...known, ...Object.fromEntries(news) } };
}

/** The first that comes under a key stays: no panel sends another one. */
export function withTold(job: Job, key: string, one: NonNullable<Job['told']>[string]): Job {
  const known = job.told ?? {};
  const isNews = !Object.hasOwn(known, key) && Object.keys(known).length < MARKS && isOfPause(key, one.mark);
  return isNews ? { ...job, told: { ...known, [key]: one } } : job;
}

/** More agents no call goes through. */
const AGENTS = 50;

export function withAgents(job: Job, shown: readonly string[]): Job {
  const { agents = [] } = job;
  const news = new Set(shown.filter((userId) => !agents.includes(userId)));
  const isMore = news.size > 0 && agents.length + news.size <= AGENTS;
  return isMore ? { ...job, agents: [...agents, ...news] } : job;
}

/** Of a job that an earlier process has left without a word: when the pause ended that it saw last, nobody knows. */
export function withoutOpen(job: Job): Job {
  const { pauses = [] } = job;
  const last = pauses.at(-1);
  return last !== undefined && isOpen(last)
    ? { ...job, pauses: [...pauses.slice(0, -1), { ...last, end: 'unseen' }] }
    : job;
}

/** What was seen and heard of its pauses, and what stands on the call beside that. */
export function claimsOf({
  pauses = [],
  marks = {},
  told = {},
  agents = [],
  endedAt = Infinity,
}: Job): readonly Claim[] {
  const seen = pauses.map(claimOf);
  const sent = Object.entries(told).flatMap(([key, { userId, mark }]) =>
    agents.includes(userId) ? [[key, mark] as const] : [],
  );
  const written = markClaims(marks, endedAt, Object.fromEntries(sent)).flatMap((claim) =>
    restOf(claim, seen),
  );
  return [...seen, ...written];
}

const claimOf = ({ from, to, end, seenUntil, userId, by }: SeenPause): Claim => ({
  from,
  ...(to !== undefined && to < from ? { doubt: 'undated' } : to !== undefined && { to }),
  ...(seenUntil !== undefined && { seenUntil }),
  end: end ?? (to === undefined ? 'unseen' : 'seen'),
  by: by ?? 'watch',
  ...(userId !== undefined && { userId }),
});
