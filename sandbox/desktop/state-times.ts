import type { Truth } from '../control.ts';
import type { Interaction } from './interactions.ts';

export interface StateTimes {
  /** Notes what the interactions are doing at this truth. */
  observe(truth: Truth, interactions: readonly Interaction[], wallNow: number): void;
  /** The simulator's clock at this time of day, as far as is known without asking. */
  sandboxNow(wallNow: number): number;
  /** How long the interaction has been in its state; follows the simulator's clock, also when that is advanced. */
  elapsed(id: string, wallNow: number): number;
}

/** The truth says what is, not since when; the desktop keeps that by itself, like its real sibling. */
export function createStateTimes(): StateTimes {
  const since = new Map<string, { state: string; at: number }>();
  let lastNow = 0;
  let seenAt = 0;

  const sandboxNow = (wallNow: number) => lastNow + (wallNow - seenAt);

  return {
    sandboxNow,
    observe(truth, interactions, wallNow) {
      lastNow = truth.now;
      seenAt = wallNow;
      for (const { id, state } of interactions) {
        const known = since.get(id);
        if (known?.state === state) continue;
        const began = truth.conversations.find((one) => one.id === id)?.history[0]?.at;
        since.set(id, { state, at: known === undefined ? (began ?? truth.now) : truth.now });
      }
    },
    elapsed(id, wallNow) {
      const known = since.get(id);
      return known === undefined ? 0 : sandboxNow(wallNow) - known.at;
    },
  };
}
