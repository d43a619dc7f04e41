import type { UiClock } from '../agent/ui.ts';
import { createHand } from './hand.ts';
import { createMoved, type Moved } from './moved.ts';

/** What the agent has chosen of a row, and whether something was at stake then: when that changes the choice is over. */
export interface Choice {
  readonly isOpen: boolean;
  readonly atStake: boolean;
}

/** What the list knows of before, also when a translator or an extension has made the panel draw everything anew. */
export class Kept {
  readonly hand: ReturnType<typeof createHand>;
  readonly moved: Moved;
  readonly choices = new Map<string, Choice>();
  /** In this order, with the gaps of calls that have gone. */
  shown: readonly string[] = [];
  /** Calls of whose recording something has been known. */
  known: ReadonlySet<string> = new Set();
  /** Which calls had a row, and whether it was unfolded. */
  rows: ReadonlyMap<string, boolean> = new Map();
  isOne = true;
  /** How high each call stood, in px, and the room that the list was given below them. */
  heights: ReadonlyMap<string, number> = new Map();
  room = '';
  /** By how much the list has been scrolled to keep what is pointed at in its place, in px. */
  pushed = 0;

  constructor(clock: UiClock) {
    this.hand = createHand(clock);
    this.moved = createMoved(clock);
  }
}
