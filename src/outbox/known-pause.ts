import type { AuditFacts } from '../domain/audit.ts';
import type { KnownPause } from '../domain/belief.ts';
import { SAME_PAUSE_MS } from '../domain/pause-limit.ts';

type Of = Pick<AuditFacts, 'conversationId' | 'userId'>;

/**
 * The pause of this call by what this user's panels have written down, when nothing after that says that it has ended. Oldest entry
 * first; `wall` is epoch ms, and what is of the time after that by a clock that was set back began as long before the newest entry.
 */
export function knownPauseIn(entries: readonly AuditFacts[], of: Of, wall: number): KnownPause | undefined {
  let pause: { at: number; extensions: number; isSame: boolean; isPressed: boolean } | undefined;
  let last = wall;
  for (const { action, phase, trigger, conversationId, userId, at: date, from } of entries) {
    if (conversationId !== of.conversationId || userId !== of.userId) continue;
    const at = Date.parse(date);
    const isDone = phase === 'confirmed';
    last = Math.max(last, at);
    // It was adopted late: it tells of a pause before this one.
    if (pause && at < pause.at) continue;
    if (action === 'pause' && isDone) pause = { at, extensions: 0, isSame: true, isPressed: true };
    // Seen to begin after that one, it is another one; else nobody knows, and the older one counts.
    const shownFrom = Date.parse(from ?? date);
    const shown = { at: shownFrom, extensions: 0, isSame: true, isPressed: false };
    if (action === 'over-limit') pause ??= shown;
    if (action === 'safe-shown' && (!pause || (from && shownFrom > pause.at + SAME_PAUSE_MS))) pause = shown;
    if ((action === 'resume' && isDone) || action === 'ended-while-paused') pause = undefined;
    if (pause && action === 'extend') pause.extensions += 1;
    // It may have been resumed: the log does not tell.
    if (pause && action === 'safe-withdrawn' && trigger !== 'limit') pause.isSame = false;
  }
  if (!pause) return undefined;
  const { at, ...known } = pause;
  return { ms: last - at, ...known };
}
