import type { Clock } from '../../app/ports.ts';
import type { ConversationView } from '../../app/view.ts';
import type { LastSeen } from '../archive/archivist.ts';
import type { Checked, Tracked } from './tracked.ts';

type Heard = Pick<Tracked, 'heardAt' | 'lookedAt' | 'provenAt' | 'checked' | 'isInSight'>;
type Time = Pick<Clock, 'now' | 'wall'>;

/** Whether a pause is there, since when, or until when it was seen. */
export interface Sight {
  readonly isPaused: boolean;
  readonly last?: LastSeen;
}

/** An event may have been on its way for so long, and nothing in it tells. */
export const LATE_EVENT_MS = 10_000;

/**
 * What a view says of a pause that a proof is about: nobody hears the call recorded, by a snippet neither. Nothing is said while it is
 * being checked, nor by the end of the call, for with it ends what lasted that long. `heldUpSince`: nothing of what is heard now can be
 * dated after that (elapsed ms).
 */
export function sightsIn(
  { state, pauseKind, recorders }: Pick<ConversationView, 'state' | 'pauseKind' | 'recorders'>,
  heard: Heard,
  clock: Time,
  heldUpSince?: number,
): readonly Sight[] {
  if (state === 'checking' || state === 'ended') return [];
  const isFound = heard.lookedAt > heard.heardAt;
  const isHeard = recorders.some((name) => name !== 'screen');
  const checked = heard.checked ?? { at: heard.heardAt, heldUpSince };
  if (state === 'paused' && pauseKind === 'secure' && !isHeard) {
    // An event said that it was over, and it is there: it may have been over for a while, and this is another one.
    const isAnother = heard.checked !== undefined && heard.isInSight === true && !isFound;
    const begun = { isPaused: true, last: { until: wallOf(checked.at, clock) } };
    return isAnother ? [{ isPaused: false, last: byEvent(checked, clock) }, begun] : [{ isPaused: true }];
  }
  if (state === 'unknown' || isFound) return [{ isPaused: false, last: lastSeen(heard, clock) }];
  return [{ isPaused: false, last: byEvent(checked, clock) }];
}

/** It is seen no more, and no event says why: by the channel that is lost, by a read that finds it over, or because the watch ends. */
export const lastSeen = (
  { heardAt, provenAt }: Pick<Heard, 'heardAt' | 'provenAt'>,
  clock: Time,
): LastSeen => ({
  until: clock.wall(),
  seenUntil: wallOf(Math.max(heardAt, provenAt), clock),
  end: 'unseen',
});

/** Until when a pause was seen that an event has ended; nothing where it was found to be over. Epoch ms. */
export function seenUntilIn(sights: readonly Sight[]): number | undefined {
  const over = sights.find(({ isPaused }) => !isPaused)?.last;
  return over?.end === undefined ? over?.seenUntil : undefined;
}

function byEvent({ at, heldUpSince = at }: Checked, clock: Time): LastSeen {
  const seenUntil = wallOf(Math.min(at - LATE_EVENT_MS, heldUpSince), clock);
  return { until: wallOf(at, clock), seenUntil };
}

const wallOf = (elapsed: number, clock: Time): number => Math.round(clock.wall() - (clock.now() - elapsed));
