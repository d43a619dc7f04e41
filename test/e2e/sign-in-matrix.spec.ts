import { test } from './fixtures.ts';
import { allCells, keyOf, oneOfEach } from './sign-in-cells.ts';
import { SCENARIOS } from './sign-in-scenarios.ts';

/**
 * `RC_MATRIX=all` runs every cell (`npm run matrix`). Else a seeded sample that has each scenario once, and each behaviour of the
 * sign-in page in each browser world.
 */
const SEED_OF_SAMPLE = 20_270_204;
const names = Object.keys(SCENARIOS);
const sample = process.env['RC_MATRIX'] === 'all' ? allCells(names) : oneOfEach(names, SEED_OF_SAMPLE);

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
