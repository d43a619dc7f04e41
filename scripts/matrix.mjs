// npm run matrix: every cell of the sign-in matrix (scenario × framing × browser world), and a table of what became of them.
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const reports = join(root, '.cache', 'reports');
const report = join(reports, 'matrix.json');
mkdirSync(reports, { recursive: true });

const started = Date.now();
spawnSync(
  'npx',
  [
    'playwright',
    'test',
    '-c',
    'test/e2e/playwright.config.ts',
    'sign-in-matrix.spec.ts',
    '--reporter=list,json',
    ...process.argv.slice(2),
  ],
  {
    cwd: root,
    stdio: 'inherit',
    shell: process.platform === 'win32',
    env: {
      ...process.env,
      RC_MATRIX: 'all',
      PLAYWRIGHT_JSON_OUTPUT_NAME: report,
      PLAYWRIGHT_JSON_OUTPUT_FILE: report,
    },
  },
);

/** Every test of the report, with the suites around it flattened. */
const testsIn = (suite) => [...(suite.specs ?? []), ...(suite.suites ?? []).flatMap(testsIn)];
const all = JSON.parse(readFileSync(report, 'utf8')).suites.flatMap(testsIn);
const cells = new Map();
const columns = new Set();
for (const { title, ok } of all) {
  const at = title.indexOf(': ');
  const [column, scenario] = [title.slice(0, at), title.slice(at + 2)];
  columns.add(column);
  const row = cells.get(scenario) ?? new Map();
  cells.set(scenario, row.set(column, ok ? 'ok' : 'FAILED'));
}
const heads = [...columns].sort();
console.log(`\n| scenario | ${heads.join(' | ')} |`);
console.log(`| --- | ${heads.map(() => '---').join(' | ')} |`);
for (const [scenario, row] of cells) {
  console.log(`| ${scenario} | ${heads.map((head) => row.get(head) ?? '').join(' | ')} |`);
}
const failed = all.filter(({ ok }) => !ok).length;
const seconds = Math.round((Date.now() - started) / 1000);
console.log(`\nmatrix: ${all.length} cells, ${failed} failed, ${seconds} s`);
process.exitCode = failed > 0 || all.length === 0 ? 1 : 0;
