import type { Clock } from '../../app/ports.ts';
import type { ConversationView } from '../../app/view.ts';
import type { LastSeen } from '../archive/archivist.ts';

/** Elapsed ms of the last event of a call, and of the read before the last one, which left what was known. */
export interface Heard {
  readonly heardAt: number;
  readonly provenAt: number;
}

/**
 * Whether this is a pause that a proof is about: nobody hears the call recorded, by a snippet neither. If it is none, until when it
 * was one: without an event nobody knows since when, for it was proven by the look before. `undefined`: it is being checked, or
 * the call is over, and with it what lasted that long.
 */
export function pauseInSight(
  { state, pauseKind, recorders }: Pick<ConversationView, 'state' | 'pauseKind' | 'recorders'>,
  { heardAt, provenAt }: Heard,
  clock: Pick<Clock, 'now' | 'wall'>,
): { readonly isPaused: boolean; readonly last?: LastSeen } | undefined {
  if (state === 'checking' || state === 'ended') return undefined;
  const isHeard = recorders.some((name) => name !== 'screen');
  if (state === 'paused' && pauseKind === 'secure' && !isHeard) return { isPaused: true };
  // The channel is lost: up to then it was heard of.
  if (state === 'unknown') return { isPaused: false, last: { until: clock.wall(), end: 'unseen' } };
  const sinceMs = Math.max(0, clock.now() - Math.max(heardAt, provenAt));
  return { isPaused: false, last: { until: clock.wall() - sinceMs } };
}
