// Child of scripts/mutation.mjs: the unit tests of the product with one fault in it. Exit code 0: they notice nothing.
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { loadConfigFromFile } from 'vite';
import { startVitest } from 'vitest/node';
import { planting } from './faults.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
const fault = JSON.parse(process.argv[2]);
const { config } = await loadConfigFromFile({ command: 'serve', mode: 'test' }, undefined, root);
const { projects: _projects, ...test } = config.test;

/** Whether the tests that `what` selects fail. */
async function fail(what) {
  const vitest = await startVitest(
    'test',
    [],
    { root, config: false, watch: false, bail: 1, reporters: [{}], ...what },
    {
      ...config,
      // Vitest takes out what it has understood.
      define: { ...config.define },
      plugins: [...config.plugins, planting(fault)],
      test: { ...test, isolate: false, passWithNoTests: true, environment: 'node' },
    },
  );
  const { state } = vitest;
  const isBad =
    state.getFiles().some(({ result }) => result?.state === 'fail') || state.getUnhandledErrors().length > 0;
  await vitest.close();
  return isBad;
}

// Next to it first: that is where most faults are noticed.
const near = `test/unit/${dirname(fault.file).replace(/^src\//, '')}/**/*.test.{ts,tsx}`;
const isNoticed =
  (await fail({ include: [near] })) ||
  (await fail({ include: ['test/unit/**/*.test.{ts,tsx}'], related: [`${root}${fault.file}`] }));
process.exit(isNoticed ? 1 : 0);
