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
 * A sample in which every pair of values of two different dimensions occurs; the same seed gives the same sample. A pair of
 * scenario and framing fixes two of three, so that two thirds of the cells are left out.
 */
export function pairwise(scenarios: readonly string[], seed: number): readonly Cell[] {
  const random = choices(seed);
  const open = new Set(allCells(scenarios).flatMap(pairsOf));
  const left = [...allCells(scenarios)];
  const sample: Cell[] = [];
  while (open.size > 0) {
    const gain = (cell: Cell) => pairsOf(cell).filter((pair) => open.has(pair)).length;
    const best = Math.max(...left.map(gain));
    const candidates = left.filter((cell) => gain(cell) === best);
    const next = candidates[random.between(0, candidates.length - 1)];
    if (next === undefined) break;
    left.splice(left.indexOf(next), 1);
    sample.push(next);
    for (const pair of pairsOf(next)) open.delete(pair);
  }
  return sample;
}

const pairsOf = ({ scenario, framing, world }: Cell): readonly string[] => [
  `${scenario}|${framing}`,
  `${scenario}|${world}`,
  `${framing}|${world}`,
];
