import type { Since } from '../domain/claim-state.ts';
import type { Clock } from './ports.ts';
import type { ConversationView } from './view.ts';

type Shown = NonNullable<ConversationView['since']>;

/**
 * Ties the beginning of a state to the clock that nobody can set, once: what is shown goes on by that one, so that a
 * clock that is wrong, or set during the call, moves nothing. `platformNow` is `undefined` while nobody knows what time
 * it is for Genesys: then a date of the platform's says nothing about how long ago it was.
 */
export function createShownSince(
  clock: Pick<Clock, 'steady' | 'wall'>,
  platformNow: () => number | undefined,
): (since: Since) => Shown {
  const shown = new WeakMap<Since, Shown>();

  function tie({ at, kind }: Since): Shown {
    const steady = clock.steady();
    const now = platformNow();
    if (kind === 'about') {
      if (now === undefined) return { at: clock.wall(), kind: 'at-least', steadyAt: steady };
      return { at, kind, steadyAt: steady - Math.max(0, now - at) };
    }
    const agoMs = Math.max(0, clock.wall() - at);
    return { at: now === undefined ? at : now - agoMs, kind, steadyAt: steady - agoMs };
  }
  return (since) => {
    const known = shown.get(since) ?? tie(since);
    shown.set(since, known);
    return known;
  };
}
