import { test } from './fixtures.ts';
import { allCells, keyOf, pairwise, type Cell } from './sign-in-cells.ts';
import { SCENARIOS } from './sign-in-scenarios.ts';

/**
 * `RC_MATRIX=all` runs every cell (`npm run matrix`). Else a seeded sample of pairs, and every cell that concerns safety: without
 * storage no panel can have a token of somebody else's.
 */
const SEED_OF_SAMPLE = 20_270_204;
const names = Object.keys(SCENARIOS);
const all = allCells(names);
const pairs = pairwise(names, SEED_OF_SAMPLE).map(keyOf);
const isSafety = ({ scenario, world }: Cell) => SCENARIOS[scenario]?.isSafety && world !== 'storage-denied';
const sample =
  process.env['RC_MATRIX'] === 'all'
    ? all
    : all.filter((cell) => isSafety(cell) || pairs.includes(keyOf(cell)));

for (const cell of sample) {
  const { scenario, framing, world } = cell;
  test.describe(`${framing} · ${world}`, () => {
    test.use({ framing, world });
    test(keyOf(cell), async ({ desk }) => {
      test.setTimeout(90_000);
      await SCENARIOS[scenario]?.run(desk, cell);
    });
  });
}
