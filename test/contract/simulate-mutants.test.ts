import { afterAll, describe, expect, it } from 'vitest';
import { pathToFileURL } from 'node:url';
import { buildSimulator, mutation } from '../../bench/simulate/build.mjs';
import { MUTANTS } from '../../bench/simulate/mutants.mjs';
import type * as Simulator from '../../bench/simulate/entry.ts';

/** Each broken variant shows itself within these. Whichever way a seed is drawn anew, most need one or two of them. */
const SEEDS = 32;
/** What the product has to pass here; `npm run simulate` runs thousands. */
const PRODUCT_SEEDS = 4;

async function firstViolation(
  name: string,
  seeds: number,
  mutant?: (typeof MUTANTS)[number],
): Promise<string | undefined> {
  const bundle = await buildSimulator(`test-${name}`, mutant && mutation(mutant));
  const { planOf, run } = (await import(pathToFileURL(bundle).href)) as typeof Simulator;
  const inOrder = Array.from({ length: seeds }, (_, index) => index + 1);
  for (const seed of new Set([mutant?.seed ?? 1, ...inOrder])) {
    const { violation } = await run(planOf(seed));
    if (violation) return `${violation.rule}: ${violation.what}`;
  }
  return undefined;
}

// The simulator brings this part of the browser itself.
afterAll(() => Reflect.deleteProperty(globalThis, 'IDBKeyRange'));

describe('the oracle of the simulation', { timeout: 600_000 }, () => {
  it('has nothing to say against the product', async () => {
    expect(await firstViolation('product', PRODUCT_SEEDS)).toBeUndefined();
  });

  it.each(MUTANTS.map((mutant, index) => ({ ...mutant, index })))(
    'catches a product that $name (rule $rule)',
    async ({ index, ...mutant }) => {
      const found = await firstViolation(`mutant-${index}`, SEEDS, mutant);
      expect(found).toBeDefined();
      // An exception would be noticed by anybody.
      expect(found).not.toMatch(/^(no exception|simulator)/);
    },
  );

  it('has at least two broken variants for each of the rules 1 to 10', () => {
    for (const rule of [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]) {
      expect(MUTANTS.filter((mutant) => mutant.rule === rule).length).toBeGreaterThanOrEqual(2);
    }
  });
});
