import { isCalmState, type Stamp } from './claim-state.ts';
import { enterCalm, setState } from './belief.ts';
import {
  SETTLE_MS,
  type Draft,
  type Episode,
  type Evidence,
  type Expects,
  type Reads,
} from './evidence-state.ts';
import { askedAnew, dropLook, planSecondLook, takeDueLook } from './second-look.ts';

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
  evidence: Draft,
  expects: Expects,
  stamp: Stamp,
  { restart = false, delayMs = 0, notBefore = -Infinity } = {},
): void {
  if (evidence.channel.generation === undefined) return;
  if (restart) askedAnew(evidence);
  const { reads } = evidence;
  const running = restart ? undefined : reads.episode;
  const goal = goalOf(reads.episode, running, expects);
  reads.episode = running
    ? { ...running, expects: goal }
    : {
        order: stamp.order,
        endsAt: stamp.at + END_OF_EPISODE_MS,
        reads: 0,
        sentAt: -Infinity,
        expects: goal,
        last: undefined,
        calmHeardAt: undefined,
      };
  const isForCalm = goal === 'calm' || goal === 'paused';
  // Whatever else is heard meanwhile: reads that lag behind it must not use up the episode within a second.
  const spaced = reads.episode.sentAt + GAPS_MS[0];
  const at = Math.max(stamp.at + delayMs, notBefore, spaced, isForCalm ? settledAt(evidence) : -Infinity);
  // A read already queued for a later moment stays where it is unless this one may go first.
  reads.wantedAt = running && reads.wantedAt !== undefined && !isForCalm ? Math.min(reads.wantedAt, at) : at;
}

/** What a wish waits for outlives a look, an event or a new channel; only another wish replaces it. */
function goalOf(before: Episode | undefined, running: Episode | undefined, expects: Expects): Expects {
  if (before && FOR_A_WISH[before.expects] && !FOR_A_WISH[expects]) return before.expects;
  return running && expects === 'any' ? running.expects : expects;
}

/** The wish is over: what it waited for settles nothing any more. */
export function forgetGoal({ reads }: Draft): void {
  if (reads.episode && FOR_A_WISH[reads.episode.expects]) amendEpisode(reads, { expects: 'any' });
}

/** Sends the read that is due; answers its id. */
export function startDueRead({ reads, channel }: Draft, stamp: Stamp): number | undefined {
  if (reads.wantedAt === undefined || reads.reading || stamp.at < reads.wantedAt) return undefined;
  if (channel.generation === undefined) return undefined;
  const id = reads.nextId;
  reads.reading = { id, order: stamp.order, at: stamp.at };
  reads.wantedAt = undefined;
  reads.nextId = id + 1;
  if (reads.episode) amendEpisode(reads, { reads: reads.episode.reads + 1, sentAt: stamp.at });
  return id;
}

/** The read `id` is answered: when it was sent, unless it is another generation's or was given up. */
export function takeAnswer({ reads }: Draft, id: number): Reads['reading'] {
  const { reading } = reads;
  if (reading?.id !== id) return undefined;
  reads.reading = undefined;
  return reading;
}

/** The answer shows the call as it is now or was a moment ago. */
export function noteAnswer({ reads }: Draft, last: Reads['last'], stamp: Stamp): void {
  reads.lastAt = stamp.at;
  reads.last = last;
}

/** What the running episode has learned. */
export function noteInEpisode(
  { reads }: Draft,
  learned: Partial<Pick<Episode, 'last' | 'calmHeardAt'>>,
): void {
  if (reads.episode) amendEpisode(reads, learned);
}

/** A heartbeat asks for proof of what is claimed (rule 6). */
export function prove(evidence: Draft, stamp: Stamp): void {
  evidence.reads.provedAt = stamp.at;
  want(evidence, 'calm', stamp);
}

/** The channel is lost: whatever its read answers is no evidence. */
export function forgetReading({ reads }: Draft): void {
  reads.reading = undefined;
}

/** A new channel: nothing that was read on an older one counts. */
export function forgetReads(evidence: Draft): void {
  forgetReading(evidence);
  evidence.reads.last = undefined;
  askedAnew(evidence);
}

/** Nothing is read any more until somebody asks. */
export function giveUpReads(evidence: Draft): void {
  evidence.reads.wantedAt = undefined;
  evidence.reads.episode = undefined;
  dropLook(evidence);
}

/** Time has passed: ends what has lasted too long, and looks again where nothing was learned. */
export function endOverdue(evidence: Draft, stamp: Stamp): void {
  const { episode } = evidence.reads;
  const { checkingSince } = evidence.belief;
  const checkedTooLong = checkingSince !== undefined && stamp.at >= checkingSince + END_OF_EPISODE_MS;
  if (episode && stamp.at >= episode.endsAt) endEpisode(evidence, stamp);
  // `checking` is over although a younger episode still runs, for a click that came meanwhile (E6).
  else if (checkedTooLong) concede(evidence, episode?.last, stamp);
  if (takeDueLook(evidence, stamp) && !evidence.reads.episode && evidence.belief.state === 'unknown')
    want(evidence, 'any', stamp);
}

/** Elapsed ms at which {@link endOverdue} or {@link startDueRead} has something to do. */
export const readDues = ({ reads, looks, belief }: Evidence): readonly number[] => [
  reads.reading ? Infinity : (reads.wantedAt ?? Infinity),
  reads.episode?.endsAt ?? Infinity,
  looks.againAt ?? Infinity,
  belief.checkingSince === undefined ? Infinity : belief.checkingSince + END_OF_EPISODE_MS,
];

function amendEpisode(reads: Draft['reads'], change: Partial<Episode>): void {
  if (reads.episode) reads.episode = { ...reads.episode, ...change };
}

/** After an answer (or none) to a read of this episode: is the matter settled, or is one more read due? */
export function planAfterAnswer(
  evidence: Draft,
  sent: { order: number; at: number },
  stamp: Stamp,
  delayMs?: number,
): void {
  const { reads } = evidence;
  const { episode } = reads;
  // The read was sent before the episode began; the episode's own one is queued.
  if (!episode || sent.order < episode.order) return;
  // What changed just before the channel opened has no event, and the first read may be too old to show it.
  const isFirst = sent.at < evidence.channel.openedAt + SETTLE_MS;
  const most = evidence.looks.count > 0 && episode.last === undefined ? 1 : READS_PER_EPISODE;
  // More time was taken while it was under way.
  const isTooOld = sent.order < evidence.belief.extendedOrder;
  if ((isSettled(episode, evidence) && !isFirst && !isTooOld) || episode.reads >= most)
    return endEpisode(evidence, stamp);
  const gap = delayMs ?? GAPS_MS[Math.min(episode.reads, GAPS_MS.length) - 1] ?? 0;
  // A calm answer that came too early to count only waits for the settle time, however the episode began.
  if (episode.last === 'early' && episode.expects === 'any') amendEpisode(reads, { expects: 'calm' });
  // An own resume that may still take effect, or silence, makes every calm answer early; waiting for it would be no wait at all.
  const isEarly =
    episode.last === 'early' && evidence.contrary.standingResumes === 0 && !evidence.channel.silent;
  const isJustEarly = isEarly || (episode.last !== undefined && isFirst);
  const soonest = isJustEarly ? undisputedAt(evidence) : stamp.at + gap;
  reads.wantedAt = Math.max(reads.wantedAt ?? -Infinity, soonest, settledAt(evidence), stamp.at);
}

function isSettled({ last, expects }: Episode, { reads }: Draft): boolean {
  if (last === 'contrary') return expects === 'any' || (expects === 'capture' && !reads.last?.tellsPause);
  if (typeof last !== 'object') return false;
  return expects === 'any' || expects === 'calm' || (expects === 'paused' && last.mapped.state === 'paused');
}

/** E6: the episode is over; what it leaves is a claim, never `checking`. */
export function endEpisode(evidence: Draft, stamp: Stamp): void {
  const episode = evidence.reads.episode;
  dropEpisode(evidence);
  const last = episode?.last;
  const isProven =
    typeof last === 'object' &&
    last.order > evidence.contrary.order &&
    evidence.contrary.standingResumes === 0;
  if (isProven) enterCalm(evidence, last.mapped, last.order, stamp);
  else concede(evidence, last, stamp);
  if (!episode || isProven) return;
  const { calmHeardAt, sentAt } = episode;
  // A calm answer that something contrary has overtaken is worth no more than one that came too early.
  const isEarly = last === 'early' || typeof last === 'object';
  if (calmHeardAt !== undefined && (isEarly || last === 'contrary'))
    want(evidence, 'calm', stamp, { notBefore: calmHeardAt + SETTLE_MS });
  // What disputed the last answer, or made it look outdated, came too late in the episode to be judged by it.
  else if ((isEarly && sentAt < undisputedAt(evidence)) || (last === undefined && sentAt < newerAt(evidence)))
    want(evidence, 'calm', stamp, { notBefore: undisputedAt(evidence) });
  else if (last === undefined && evidence.belief.state === 'unknown') planSecondLook(evidence, stamp);
}

/** The matter is settled without a word on recording. */
export function dropEpisode({ reads }: Draft): void {
  reads.episode = undefined;
  reads.wantedAt = undefined;
  reads.endedEpisodes += 1;
}

function concede(evidence: Draft, last: Episode['last'], stamp: Stamp): void {
  // Without a read of this generation nothing says that the call is still over: it may have come back.
  if (evidence.belief.state === 'ended' && evidence.reads.last !== undefined) return;
  if (last !== 'contrary' && evidence.contrary.standingResumes === 0)
    return setState(evidence, 'unknown', stamp);
  if (!isCalmState(evidence.belief.state))
    setState(evidence, 'recording', stamp, { isFeared: last !== 'contrary' });
}

/** E4: a read sent from here on is newer than every contrary event and than the channel itself. */
function settledAt(evidence: Draft): number {
  return Math.max(evidence.contrary.eventAt, evidence.channel.openedAt) + SETTLE_MS;
}

/** A read sent from here on is newer than every event heard so far, whatever that event says. */
const newerAt = (evidence: Draft): number => (evidence.told.events.at(-1)?.at ?? -Infinity) + SETTLE_MS;

const undisputedAt = (evidence: Draft): number => Math.max(settledAt(evidence), newerAt(evidence));
