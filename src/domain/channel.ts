import { setState } from './belief.ts';
import type { Stamp } from './claim-state.ts';
import { heardContrary } from './contrary.ts';
import { forgetReading, forgetReads, giveUpReads, want } from './episode.ts';
import { FRAME_MAX_AGE_MS, type Channel, type Draft } from './evidence-state.ts';
import { forgetDenials } from './ownership.ts';
import { forgetTold } from './told.ts';

/** A read's change for which no event comes within this time means a deaf channel (E8). */
const DEAF_AFTER_MS = 10_000;

/** A channel lives: what comes over it may be claimed. */
export const isLive = ({ generation, silent }: Channel): boolean => generation !== undefined && !silent;

/** A new channel generation: what older ones told is void; one read at once, a second when the first was calm too early. */
export function opened(
  evidence: Draft,
  { generation, quietMs = 0 }: { readonly generation: number; readonly quietMs?: number },
  stamp: Stamp,
): void {
  const ended = evidence.belief.state === 'ended';
  Object.assign(evidence.channel, {
    generation,
    openedAt: stamp.at,
    // A channel that was there before this panel is as quiet as it is: joining it is no frame.
    lastFrameAt: stamp.at - quietMs,
    silent: false,
    deaf: false,
    deafAt: undefined,
  } satisfies Channel);
  forgetTold(evidence, ended);
  forgetReads(evidence);
  heardContrary(evidence, stamp);
  forgetDenials(evidence);
  // A call that ended may have come back by a transfer that no event of this channel tells.
  if (!ended) setState(evidence, 'unknown', stamp);
  want(evidence, 'any', stamp, { restart: true });
}

/** E3: the generation is lost. Nothing of it can be claimed any more. */
export function lost(evidence: Draft, stamp: Stamp): void {
  evidence.channel.generation = undefined;
  forgetReading(evidence);
  becomeUnknown(evidence, stamp);
}

export function frame(evidence: Draft, stamp: Stamp): void {
  evidence.channel.lastFrameAt = stamp.at;
  if (!evidence.channel.silent) return;
  evidence.channel.silent = false;
  // What came in the silence may have been lost: only a read sent from here on proves anything calm.
  heardContrary(evidence, stamp);
  want(evidence, 'any', stamp, { restart: true });
}

/**
 * No frame for 35 s: nothing is known any more. Asked before every input, because a sleeping computer ticks late and the
 * first thing it hears may be a frame that would hide the gap.
 */
export function noticeSilence(evidence: Draft, stamp: Stamp): void {
  if (
    evidence.channel.generation === undefined ||
    evidence.channel.silent ||
    stamp.at <= evidence.channel.lastFrameAt + FRAME_MAX_AGE_MS
  )
    return;
  evidence.channel.silent = true;
  becomeUnknown(evidence, stamp);
}

/** An event came: it delivers after all, and whatever was missing was one event, not the channel. */
export function delivers({ channel }: Draft): void {
  channel.deafAt = undefined;
  channel.deaf = false;
}

/** Something came that nobody can read: a sign of life, and no more. */
export function stirs({ channel }: Draft): void {
  channel.deafAt = undefined;
}

/** E8: a read tells what no event has told. */
export function missesEvent({ channel }: Draft, stamp: Stamp): void {
  channel.deafAt ??= stamp.at + DEAF_AFTER_MS;
}

/** Time has passed: a channel that missed an event for so long is deaf. */
export function noticeDeafness({ channel }: Draft, stamp: Stamp): boolean {
  if (channel.deafAt === undefined || stamp.at < channel.deafAt) return false;
  channel.deafAt = undefined;
  channel.deaf = true;
  return true;
}

/** Elapsed ms at which the channel has something to notice by itself. */
export const channelDues = ({ generation, silent, lastFrameAt, deafAt }: Channel): readonly number[] => [
  deafAt ?? Infinity,
  generation === undefined || silent ? Infinity : lastFrameAt + FRAME_MAX_AGE_MS + 1,
];

function becomeUnknown(evidence: Draft, stamp: Stamp): void {
  heardContrary(evidence, stamp);
  giveUpReads(evidence);
  evidence.channel.deafAt = undefined;
  if (evidence.belief.state !== 'ended') setState(evidence, 'unknown', stamp);
}
