import { isCalmState, type Stamp } from './claim-state.ts';
import { enterCalm, setState, SETTLE_MS, type Draft, type Episode, type Expects } from './evidence-state.ts';
import { askedAnew, planSecondLook } from './second-look.ts';

/** E6: an episode of reads lasts at most this long, and so does `checking`. */
export const END_OF_EPISODE_MS = 8_000;
/** E6: reads in one episode. */
export const READS_PER_EPISODE = 4;
/** From an answer that says "not yet" to the next read, after the first, second and third one. */
const GAPS_MS = [1_000, 1_500, 2_000] as const;

const FOR_A_WISH: Readonly<Record<Expects, boolean>> = {
  any: false,
  calm: false,
  paused: true,
  capture: true,
};

/** Asks for a read: starts an episode, or joins the running one. A click, a command and a new generation start anew. */
export function want(
  e: Draft,
  expects: Expects,
  stamp: Stamp,
  { restart = false, delayMs = 0, notBefore = -Infinity } = {},
): void {
  if (e.generation === undefined) return;
  if (restart) askedAnew(e);
  const running = restart ? undefined : e.episode;
  const goal = goalOf(e.episode, running, expects);
  e.episode = running
    ? { ...running, expects: goal }
    : {
        n: stamp.n,
        endsAt: stamp.at + END_OF_EPISODE_MS,
        reads: 0,
        sentAt: -Infinity,
        expects: goal,
        last: undefined,
        calmHeardAt: undefined,
      };
  const isForCalm = goal === 'calm' || goal === 'paused';
  // Whatever else is heard meanwhile: reads that lag behind it must not use up the episode within a second.
  const spaced = e.episode.sentAt + GAPS_MS[0];
  const at = Math.max(stamp.at + delayMs, notBefore, spaced, isForCalm ? settledAt(e) : -Infinity);
  // A read already queued for a later moment stays where it is unless this one may go first.
  e.wantedAt = running && e.wantedAt !== undefined && !isForCalm ? Math.min(e.wantedAt, at) : at;
}

/** What a wish waits for outlives a look, an event or a new channel; only another wish replaces it. */
function goalOf(before: Episode | undefined, running: Episode | undefined, expects: Expects): Expects {
  if (before && FOR_A_WISH[before.expects] && !FOR_A_WISH[expects]) return before.expects;
  return running && expects === 'any' ? running.expects : expects;
}

/** The wish is over: what it waited for settles nothing any more. */
export function forgetGoal(e: Draft): void {
  if (e.episode && FOR_A_WISH[e.episode.expects]) e.episode = { ...e.episode, expects: 'any' };
}

/** After an answer (or none) to a read of this episode: is the matter settled, or is one more read due? */
export function planAfterAnswer(
  e: Draft,
  sent: { n: number; at: number },
  stamp: Stamp,
  delayMs?: number,
): void {
  // The read was sent before the episode began; the episode's own one is queued.
  if (!e.episode || sent.n < e.episode.n) return;
  const episode = e.episode;
  // What changed just before the channel opened has no event, and the first read may be too old to show it.
  const isFirst = sent.at < e.openedAt + SETTLE_MS;
  const most = e.looks > 0 && episode.last === undefined ? 1 : READS_PER_EPISODE;
  if ((isSettled(episode, e) && !isFirst) || episode.reads >= most) return endEpisode(e, stamp);
  const gap = delayMs ?? GAPS_MS[Math.min(episode.reads, GAPS_MS.length) - 1] ?? 0;
  // A calm answer that came too early to count only waits for the settle time, however the episode began.
  if (episode.last === 'early' && episode.expects === 'any') e.episode = { ...episode, expects: 'calm' };
  // An own resume that may still take effect, or silence, makes every calm answer early; waiting for it would be no wait at all.
  const isEarly = episode.last === 'early' && e.standingResumes === 0 && !e.silent;
  const isJustEarly = isEarly || (episode.last !== undefined && isFirst);
  const soonest = isJustEarly ? undisputedAt(e) : stamp.at + gap;
  e.wantedAt = Math.max(e.wantedAt ?? -Infinity, soonest, settledAt(e), stamp.at);
}

function isSettled({ last, expects }: Episode, { lastRead }: Draft): boolean {
  if (last === 'contrary') return expects === 'any' || (expects === 'capture' && !lastRead?.tellsPause);
  if (typeof last !== 'object') return false;
  return expects === 'any' || expects === 'calm' || (expects === 'paused' && last.mapped.state === 'paused');
}

/** E6: the episode is over; what it leaves is a claim, never `checking`. */
export function endEpisode(e: Draft, stamp: Stamp): void {
  const episode = e.episode;
  dropEpisode(e);
  const last = episode?.last;
  const isProven = typeof last === 'object' && last.n > e.contraryN && e.standingResumes === 0;
  if (isProven) enterCalm(e, last.mapped, last.n, stamp);
  else concede(e, last, stamp);
  if (!episode || isProven) return;
  const { calmHeardAt, sentAt } = episode;
  // A calm answer that something contrary has overtaken is worth no more than one that came too early.
  const isEarly = last === 'early' || typeof last === 'object';
  if (calmHeardAt !== undefined && (isEarly || last === 'contrary'))
    want(e, 'calm', stamp, { notBefore: calmHeardAt + SETTLE_MS });
  // What disputed the last answer, or made it look outdated, came too late in the episode to be judged by it.
  else if ((isEarly && sentAt < undisputedAt(e)) || (last === undefined && sentAt < newerAt(e)))
    want(e, 'calm', stamp, { notBefore: undisputedAt(e) });
  else if (last === undefined && e.state === 'unknown') planSecondLook(e, stamp);
}

/** The matter is settled without a word on recording. */
export function dropEpisode(e: Draft): void {
  e.episode = undefined;
  e.wantedAt = undefined;
  e.endedEpisodes += 1;
}

/** E6: `checking` is over although a younger episode still runs, for a click that came meanwhile. */
export function endChecking(e: Draft, stamp: Stamp): void {
  concede(e, e.episode?.last, stamp);
}

function concede(e: Draft, last: Episode['last'], stamp: Stamp): void {
  // Without a read of this generation nothing says that the call is still over: it may have come back.
  if (e.state === 'ended' && e.lastRead !== undefined) return;
  if (last !== 'contrary' && e.standingResumes === 0) return setState(e, 'unknown', stamp);
  if (!isCalmState(e.state)) setState(e, 'recording', stamp);
}

/** E4: a read sent from here on is newer than every contrary event and than the channel itself. */
function settledAt(e: Draft): number {
  return Math.max(e.contraryEventAt, e.openedAt) + SETTLE_MS;
}

/** A read sent from here on is newer than every event heard so far, whatever that event says. */
const newerAt = (e: Draft): number => (e.heard.at(-1)?.at ?? -Infinity) + SETTLE_MS;

const undisputedAt = (e: Draft): number => Math.max(settledAt(e), newerAt(e));
