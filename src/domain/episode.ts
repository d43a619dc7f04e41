import { isCalmState, type Stamp } from './claim-state.ts';
import { enterCalm, setState, SETTLE_MS, type Draft, type Expects } from './evidence-state.ts';

/** E6: an episode of reads lasts at most this long, and so does `checking`. */
export const END_OF_EPISODE_MS = 8_000;
/** E6: reads in one episode. */
export const READS_PER_EPISODE = 4;
/** From an answer that says "not yet" to the next read, after the first, second and third one. */
const GAPS_MS = [1_000, 1_500, 2_000] as const;

/** Asks for a read: starts an episode, or joins the running one. A click, a command and a new generation start anew. */
export function want(
  e: Draft,
  expects: Expects,
  stamp: Stamp,
  { restart = false, delayMs = 0, notBefore = -Infinity } = {},
): void {
  if (e.generation === undefined || e.state === 'ended') return;
  const running = restart ? undefined : e.episode;
  const goal = running && expects === 'any' ? running.expects : expects;
  e.episode = running
    ? { ...running, expects: goal }
    : { endsAt: stamp.at + END_OF_EPISODE_MS, reads: 0, expects: goal, last: undefined };
  const at = Math.max(stamp.at + delayMs, notBefore, goal === 'calm' ? settledAt(e) : -Infinity);
  // A read already queued for a later moment stays where it is unless this one may go first.
  e.wantedAt = running && e.wantedAt !== undefined && goal !== 'calm' ? Math.min(e.wantedAt, at) : at;
}

/** After an answer (or none): is the matter settled, or is one more read due? */
export function planAfterAnswer(e: Draft, stamp: Stamp, delayMs?: number): void {
  const episode = e.episode;
  if (!episode) return;
  const settled = episode.last === 'contrary' && episode.expects !== 'calm';
  if (settled || episode.reads >= READS_PER_EPISODE) return endEpisode(e, stamp);
  const gap = delayMs ?? GAPS_MS[Math.min(episode.reads, GAPS_MS.length) - 1] ?? 0;
  // A calm answer that came too early to count only waits for the settle time, however the episode began.
  if (episode.last === 'early' && episode.expects === 'any') e.episode = { ...episode, expects: 'calm' };
  const soonest = episode.last === 'early' ? settledAt(e) : stamp.at + gap;
  e.wantedAt = Math.max(e.wantedAt ?? -Infinity, soonest, settledAt(e), stamp.at);
}

/** E6: the episode is over; what it leaves is a claim, never `checking`. */
export function endEpisode(e: Draft, stamp: Stamp): void {
  const last = e.episode?.last;
  e.episode = undefined;
  e.wantedAt = undefined;
  e.endedEpisodes += 1;
  if (typeof last === 'object' && last.n > e.contraryN && e.standingResumes === 0) {
    enterCalm(e, last.mapped, last.n, stamp);
  } else if (last === 'contrary' || e.standingResumes > 0) {
    if (!isCalmState(e.state)) setState(e, 'recording', stamp);
  } else {
    setState(e, 'unknown', stamp);
  }
}

/** E4: a read sent from here on is newer than every contrary event and than the channel itself. */
function settledAt(e: Draft): number {
  return Math.max(e.contraryEventAt, e.openedAt) + SETTLE_MS;
}
