import type { Switches } from '../../sandbox/control.ts';
import { choices } from '../support/random.ts';
import type { World } from './worlds.ts';

/** What the matrix of sign-in is made of: one scenario, one behaviour of the sign-in page, one browser world. */
export type Framing = Switches['loginFraming'];

export interface Cell {
  readonly scenario: string;
  readonly framing: Framing;
  readonly world: World;
}

const FRAMINGS: readonly Framing[] = ['refused', 'redirects-only', 'allowed'];
const WORLDS: readonly World[] = ['stock', 'cookies-blocked', 'storage-denied'];

export const keyOf = ({ scenario, framing, world }: Cell): string => `${framing} · ${world}: ${scenario}`;

/** Every cell of these scenarios. */
export const allCells = (scenarios: readonly string[]): readonly Cell[] =>
  scenarios.flatMap((scenario) =>
    FRAMINGS.flatMap((framing) => WORLDS.map((world) => ({ scenario, framing, world }))),
  );

/**
 * A sample that has each scenario once and, dealt out among them, each behaviour of the sign-in page in each browser world. The same
 * seed gives the same sample.
 */
export function oneOfEach(scenarios: readonly string[], seed: number): readonly Cell[] {
  const random = choices(seed);
  const inAnyOrder = <T>(items: readonly T[]): readonly T[] =>
    items
      .map((item) => ({ item, at: random.next() }))
      .toSorted((a, b) => a.at - b.at)
      .map(({ item }) => item);
  const places = inAnyOrder(FRAMINGS.flatMap((framing) => WORLDS.map((world) => ({ framing, world }))));
  return inAnyOrder(scenarios).map((scenario, index) => ({ scenario, ...places[index % places.length]! }));
}
