import { test } from './fixtures.ts';
import { allCells, pairwise } from './sign-in-cells.ts';
import { SCENARIOS } from './sign-in-scenarios.ts';

/** `RC_MATRIX=all` runs every cell (`npm run matrix`); else a seeded sample of pairs, and every cell that concerns safety. */
const SEED_OF_SAMPLE = 20_270_204;
const names = Object.keys(SCENARIOS);
const sample =
  process.env['RC_MATRIX'] === 'all'
    ? allCells(names)
    : [
        ...pairwise(
          names.filter((name) => !SCENARIOS[name]?.isSafety),
          SEED_OF_SAMPLE,
        ),
        ...allCells(names.filter((name) => SCENARIOS[name]?.isSafety)),
      ];

for (const cell of sample) {
  const { scenario, framing, world } = cell;
  test.describe(`${framing} · ${world}`, () => {
    test.use({ framing, world });
    test(`${framing} · ${world}: ${scenario}`, async ({ desk }) => {
      test.setTimeout(90_000);
      await SCENARIOS[scenario]?.run(desk, cell);
    });
  });
}
