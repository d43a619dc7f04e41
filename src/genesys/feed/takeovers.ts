import type { Clock } from '../../app/ports.ts';

const TIMES = 3;
const WITHIN_MS = 60_000;

/** Tells when somebody keeps taking our channels, so that two who do the same do not take turns for ever. */
export function createTakeovers(clock: Pick<Clock, 'now'>): { noted(): 'once' | 'again and again' } {
  let at: readonly number[] = [];
  return {
    noted() {
      const now = clock.now();
      at = [...at.filter((before) => now - before < WITHIN_MS), now];
      return at.length < TIMES ? 'once' : 'again and again';
    },
  };
}
