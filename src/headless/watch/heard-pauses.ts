import type { Clock } from '../../app/ports.ts';
import { mapSnapshot, otherRecorders } from '../../domain/mapping.ts';
import type { Snapshot } from '../../domain/snapshot.ts';
import { ALL_AGENTS, forAllAgents, talkingAgent } from '../all-agents.ts';
import type { SeenPause } from '../archive/job.ts';
import { READ_LAG_MS } from './heard-answers.ts';
import type { HeldUp } from './held-up.ts';
import { LATE_EVENT_MS } from './pause-in-sight.ts';

/** Both clocks tick in different steps. */
const SET_MS = 3_000;

interface Open {
  readonly from: number;
  /** The same by a clock that nobody can set, and elapsed ms. */
  readonly steadyAt: number;
  readonly at: number;
  readonly userId?: string;
  isProven: boolean;
}

/** Secure pauses as events tell of them. */
export interface HeardPauses {
  /** An event of a call that is followed. Answers whether it is the first that tells of this pause. */
  heard(snapshot: Snapshot): boolean;
  /** A read, sent then (elapsed ms): where it shows no pause, there is none any more, and nobody knows since when. */
  read(snapshot: Snapshot, sentAt: number): void;
  /** Events tell of a pause that no read has proven. */
  isUnproven(conversationId: string): boolean;
  /**
   * A read has shown that the call is paused: who saw that tells of this pause. Answers since when (epoch ms) events have told of it,
   * the first time: reads wait where the limit is reached, and who paused relies on it meanwhile.
   */
  proven(conversationId: string): number | undefined;
  /** The call is over, or it is followed no more: nobody hears its pause end. `at`: epoch ms. */
  over(conversationId: string, at: number, end: NonNullable<SeenPause['end']>): void;
}

/**
 * Tells of each pause that is over before a read has proven it: reads wait where Genesys' limit is reached, and a pause may last some seconds
 * only. It is one event's word, which may be an old one.
 */
export function createHeardPauses(
  clock: Pick<Clock, 'now' | 'wall' | 'steady'>,
  heldUp: Pick<HeldUp, 'since'>,
  tell: (conversationId: string, pause: SeenPause) => void,
): HeardPauses {
  const all = new Map<string, Open>();

  function over(conversationId: string, to: number, end: Pick<SeenPause, 'seenUntil' | 'end'>): void {
    const open = all.get(conversationId);
    all.delete(conversationId);
    if (open === undefined || open.isProven || to === open.from) return;
    const { from, steadyAt, userId } = open;
    const about = { from, by: 'event' as const, ...(userId !== undefined && { userId }) };
    const lastedMs = clock.steady() - steadyAt - (clock.wall() - to);
    // The clock was set meanwhile, or stood still: nobody knows when it was.
    if (Math.abs(to - from - lastedMs) > SET_MS)
      tell(conversationId, { ...about, to: from - 1, end: 'unseen' });
    else tell(conversationId, { ...about, to, ...end });
  }

  return {
    heard(snapshot) {
      const { conversationId } = snapshot;
      const open = all.get(conversationId);
      const isPaused = isSecurelyPaused(snapshot);
      if (isPaused === undefined) return false;
      const now = clock.wall();
      if (isPaused) {
        const begun = { from: now, steadyAt: clock.steady(), at: clock.now(), isProven: false };
        if (!open) all.set(conversationId, { ...begun, ...talkingAgent(snapshot) });
        return !open;
      }
      const since = heldUp.since();
      const onItsWay = now - Math.max(LATE_EVENT_MS, since === undefined ? 0 : clock.now() - since);
      over(conversationId, now, { seenUntil: Math.max(open?.from ?? now, onItsWay) });
      return false;
    },
    read(snapshot, sentAt) {
      const { conversationId } = snapshot;
      const { at = Infinity, from = Infinity } = all.get(conversationId) ?? {};
      if (sentAt - at < READ_LAG_MS || isSecurelyPaused(snapshot) !== false) return;
      over(conversationId, clock.wall(), { end: 'unseen', seenUntil: from });
    },
    isUnproven: (conversationId) => all.get(conversationId)?.isProven === false,
    proven(conversationId) {
      const open = all.get(conversationId);
      if (!open || open.isProven) return undefined;
      open.isProven = true;
      return open.from;
    },
    over: (conversationId, at, end) =>
      over(
        conversationId,
        at,
        end === 'call' ? { end } : { end, seenUntil: all.get(conversationId)?.from ?? at },
      ),
  };
}

/** That nobody is heard on a recording; `undefined`: the event does not tell, or the call is over. */
function isSecurelyPaused(snapshot: Snapshot): boolean | undefined {
  const merged = forAllAgents(snapshot);
  const mapped = mapSnapshot(merged, ALL_AGENTS);
  if (mapped.state === 'unknown' || mapped.state === 'ended' || mapped.state === 'not-mine') return undefined;
  const isHeard = [...otherRecorders(merged)].some((name) => name !== 'screen');
  return mapped.state === 'paused' && mapped.kind === 'secure' && !isHeard;
}
