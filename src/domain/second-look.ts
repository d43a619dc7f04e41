import type { Stamp } from './claim-state.ts';
import type { Draft } from './evidence-state.ts';

/** "Not found" so often in a row, and nothing heard to the contrary, is believed: replicas lag, and gateways fail for a moment. */
const DENIALS_TO_BELIEVE = 3;
/** A whole answer without a leg of the agent's says more than no answer; it is read once more all the same. */
const FOREIGN_TO_BELIEVE = 2;
/** An episode that brought nothing to go by is followed by a look after this long, then after twice as long, and so on. */
const FIRST_LOOK_MS = 10_000;
const MOST_LOOKS = 7;

/** Something says that this is no call of the agent's. Answers whether it is believed by now. */
export function denied(e: Draft, by: 'not-found' | 'foreign'): boolean {
  e.denials += 1;
  const enough = by === 'not-found' ? DENIALS_TO_BELIEVE : FOREIGN_TO_BELIEVE;
  e.notMine = e.denials >= enough && !e.listed;
  return e.notMine;
}

/** The platform shows the agent's leg: whatever was denied before was a passing fault. */
export function vouchedFor(e: Draft): void {
  e.denials = 0;
  askedAnew(e);
}

/** A click, a command or a new channel asks: that goes before every look that was planned. */
export function askedAnew(e: Draft): void {
  e.looks = 0;
  e.lookAgainAt = undefined;
}

/** Nothing was learned: a passing fault heals without a click, and a lasting one costs ever fewer requests (rule 6). */
export function planSecondLook(e: Draft, stamp: Stamp): void {
  if (e.looks >= MOST_LOOKS || e.generation === undefined) return;
  e.lookAgainAt = stamp.at + FIRST_LOOK_MS * 2 ** e.looks;
  e.looks += 1;
}
