// npm test: everything that CI checks, in the order of what fails fastest. Stops at the first step that fails.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensureBrowsers } from './chromium.mjs';
import { NOTICES } from './notices.mjs';
import { ensurePostgres } from './postgres.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const reports = join(root, '.cache', 'reports');

function npmRun(script, args = [], env = {}) {
  const { status } = spawnSync('npm', ['run', '--silent', script, ...(args.length ? ['--', ...args] : [])], {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, ...env },
    shell: process.platform === 'win32',
  });
  return status === 0;
}

function readReport(name) {
  try {
    return JSON.parse(readFileSync(join(reports, name), 'utf8'));
  } catch {
    return undefined; // the step failed before it could write one
  }
}

/** `flaky`: failed on a busy machine, and passed when it was tried again, which only CI does. */
const tests = { passed: 0, failed: 0, flaky: 0, skipped: 0 };
const count = (passed, failed, skipped, flaky = 0) => {
  tests.passed += passed;
  tests.failed += failed;
  tests.skipped += skipped;
  tests.flaky += flaky;
};

/**
 * A customer's host must never serve the simulator, nor anything that can be told to lie, nor source maps. The licences of
 * what is bundled must be there.
 */
function distIsFitToServe() {
  const dist = join(root, 'dist');
  const files = readdirSync(dist, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
  const faults = [
    ...files
      .filter((file) => readFileSync(file, 'latin1').includes('_sandbox'))
      .map((file) => `${file} holds sandbox code.`),
    ...files.filter((file) => file.endsWith('.map')).map((file) => `${file} is a source map.`),
    ...['dist', 'build/headless']
      .filter((folder) => !existsSync(join(root, folder, NOTICES)))
      .map((folder) => `${folder} has no licences (${NOTICES}).`),
  ];
  for (const fault of faults) console.error(fault);
  return faults.length === 0;
}

function unit() {
  const file = join(reports, 'unit.json');
  const good = npmRun('unit', [
    '--allowOnly=false',
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${file}`,
  ]);
  const report = readReport('unit.json');
  if (report)
    count(report.numPassedTests, report.numFailedTests, report.numPendingTests + report.numTodoTests);
  return good;
}

/** What is not there is installed before any test begins. */
async function programs() {
  await ensureBrowsers();
  process.env.POSTGRES_BIN ||= ensurePostgres();
  console.log(`PostgreSQL: ${process.env.POSTGRES_BIN}`);
  return true;
}

async function browser() {
  const good = npmRun('e2e', ['--reporter=list,json'], {
    APP_IS_BUILT: '1',
    PLAYWRIGHT_JSON_OUTPUT_NAME: join(reports, 'e2e.json'),
    PLAYWRIGHT_JSON_OUTPUT_FILE: join(reports, 'e2e.json'),
  });
  const stats = readReport('e2e.json')?.stats;
  if (stats) count(stats.expected, stats.unexpected, stats.skipped, stats.flaky);
  return good;
}

const STEPS = [
  ['format', () => npmRun('format:check')],
  ['lint', () => npmRun('lint')],
  ['types', () => npmRun('typecheck')],
  ['browser and database are there', programs],
  ['unit and contract tests', unit],
  // Fixed seeds, so that a change is judged by what it changes; `npm run simulate` runs more of them, and fresh ones.
  ['simulation', () => npmRun('simulate', ['--runs', '100'])],
  ['hostile input', () => npmRun('fuzz', ['--inputs', '100000'])],
  ['build', () => npmRun('build')],
  ['dist is fit to serve', distIsFitToServe],
  ['size', () => npmRun('size')],
  ['browser tests', browser],
];

const seconds = (since) => `${((Date.now() - since) / 1000).toFixed(1)} s`;

async function runSteps() {
  for (const [name, run] of STEPS) {
    console.log(`\n── ${name}`);
    const since = Date.now();
    let good = false;
    try {
      good = await run();
    } catch (error) {
      console.error(error.message);
    }
    console.log(`── ${name}: ${good ? 'ok' : 'FAILED'}, ${seconds(since)}`);
    if (!good) return name;
  }
  return undefined;
}

rmSync(reports, { recursive: true, force: true });
mkdirSync(reports, { recursive: true });
const start = Date.now();
const failedStep = await runSteps();
const others = ['flaky', 'skipped']
  .map((kind) => (tests[kind] > 0 ? `, ${tests[kind]} ${kind}` : ''))
  .join('');
const where = failedStep ? `stopped at: ${failedStep}` : `all ${STEPS.length} steps ok`;
console.log(`\n${where}, ${seconds(start)}`);
// A step that fails without a failing test (lint, build) still counts as one.
const failed = failedStep ? Math.max(1, tests.failed) : tests.failed;
console.log(`${tests.passed} passed, ${failed} failed${others}`);
process.exitCode = failed > 0 ? 1 : 0;
