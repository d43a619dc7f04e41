import type { Draft } from './evidence-state.ts';
import { askedAnew } from './second-look.ts';

/** "Not found" so often in a row, and nothing heard to the contrary, is believed: replicas lag, and gateways fail for a moment. */
const DENIALS_TO_BELIEVE = 3;
/** A whole answer without a leg of the agent's says more than no answer; it is read once more all the same. */
const FOREIGN_TO_BELIEVE = 2;

/** Something says that this is no call of the agent's. Answers whether it is believed by now. */
export function denied({ ownership }: Draft, by: 'not-found' | 'foreign'): boolean {
  ownership.denials += 1;
  const enough = by === 'not-found' ? DENIALS_TO_BELIEVE : FOREIGN_TO_BELIEVE;
  ownership.notMine = ownership.denials >= enough && !ownership.listed;
  return ownership.notMine;
}

/** The platform shows the agent's leg: whatever was denied before was a passing fault. */
export function vouchedFor(evidence: Draft): void {
  evidence.ownership.notMine = false;
  evidence.ownership.denials = 0;
  askedAnew(evidence);
}

/** Known for sure, one way or the other. */
export function settleOwnership({ ownership }: Draft, notMine: boolean): void {
  ownership.notMine = notMine;
}

/** The agent's own list of calls has it: "not found" is a passing fault. */
export function isListed({ ownership }: Draft): void {
  ownership.listed = true;
}

/** A new channel: what was denied on the old one is asked again. */
export function forgetDenials({ ownership }: Draft): void {
  ownership.denials = 0;
}
