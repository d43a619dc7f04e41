import type { Stamp } from './claim-state.ts';
import type { Draft } from './evidence-state.ts';

/** An episode that brought nothing to go by is followed by a look after this long, then after twice as long, and so on. */
const FIRST_LOOK_MS = 10_000;
const MOST_LOOKS = 7;

/** A click, a command or a new channel asks: that goes before every look that was planned. */
export function askedAnew({ looks }: Draft): void {
  looks.count = 0;
  looks.againAt = undefined;
}

/** Nothing is to be looked for now. */
export function dropLook({ looks }: Draft): void {
  looks.againAt = undefined;
}

/** Answers whether the planned look is due, and takes it off the plan. */
export function takeDueLook({ looks }: Draft, stamp: Stamp): boolean {
  if (looks.againAt === undefined || stamp.at < looks.againAt) return false;
  looks.againAt = undefined;
  return true;
}

/** Nothing was learned: a passing fault heals without a click, and a lasting one costs ever fewer requests (rule 6). */
export function planSecondLook({ looks, channel }: Draft, stamp: Stamp): void {
  if (looks.count >= MOST_LOOKS || channel.generation === undefined) return;
  looks.againAt = stamp.at + FIRST_LOOK_MS * 2 ** looks.count;
  looks.count += 1;
}
