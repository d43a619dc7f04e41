// npm test: everything that CI checks. What fails fastest comes first, then two lines of steps side by side. Nothing is begun
// after a step has failed.
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { ensure } from './chromium.mjs';
import { NOTICES } from './notices.mjs';
import { ensurePostgres } from './postgres.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const reports = join(root, '.cache', 'reports');

/** Steps that run side by side talk through each other: each line says whose it is. */
const sayFor = (name) => (line) => console.log(name === undefined ? line : `${name} │ ${line}`);

/** Whether it ended well. What it prints is said as it comes. */
const npmRun = (script, say, args = [], env = {}) =>
  new Promise((resolve, reject) => {
    const child = spawn('npm', ['run', '--silent', script, ...(args.length ? ['--', ...args] : [])], {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, ...env },
      shell: process.platform === 'win32',
    });
    for (const input of [child.stdout, child.stderr]) createInterface({ input }).on('line', say);
    child.on('error', reject);
    child.on('close', (status) => resolve(status === 0));
  });

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
function distIsFitToServe(say) {
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
  for (const fault of faults) say(fault);
  return faults.length === 0;
}

async function unit(say) {
  const file = join(reports, 'unit.json');
  const isGood = await npmRun('unit', say, [
    '--allowOnly=false',
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${file}`,
  ]);
  const report = readReport('unit.json');
  if (report)
    count(report.numPassedTests, report.numFailedTests, report.numPendingTests + report.numTodoTests);
  return isGood;
}

/** Before anything runs side by side: two packages are never installed at once. */
async function programs(say) {
  process.env.CHROMIUM_PATH ||= await ensure();
  process.env.POSTGRES_BIN ||= ensurePostgres();
  say(`PostgreSQL: ${process.env.POSTGRES_BIN}`);
  return true;
}

async function browser(say) {
  const isGood = await npmRun('e2e', say, ['--reporter=list,json'], {
    APP_IS_BUILT: '1',
    PLAYWRIGHT_JSON_OUTPUT_NAME: join(reports, 'e2e.json'),
    PLAYWRIGHT_JSON_OUTPUT_FILE: join(reports, 'e2e.json'),
  });
  const stats = readReport('e2e.json')?.stats;
  if (stats) count(stats.expected, stats.unexpected, stats.skipped, stats.flaky);
  return isGood;
}

const FIRST = [
  ['format', (say) => npmRun('format:check', say)],
  ['lint', (say) => npmRun('lint', say)],
  ['types', (say) => npmRun('typecheck', say)],
  ['browser and database are there', programs],
];
/** Each by itself leaves a core idle for a good part of the time: it waits for child processes, or for a browser. */
const SIDE_BY_SIDE = [
  [
    ['unit and contract tests', unit],
    // The fixed seeds, and a few of this moment that it prints; `npm run simulate` runs them all.
    ['simulation', (say) => npmRun('simulate', say, ['--runs', '100', '--fresh', '4'])],
    ['hostile input', (say) => npmRun('fuzz', say, ['--inputs', '100000'])],
  ],
  [
    ['build', (say) => npmRun('build', say)],
    ['dist is fit to serve', distIsFitToServe],
    ['size', (say) => npmRun('size', say)],
    ['browser tests', browser],
  ],
];
const COUNT = FIRST.length + SIDE_BY_SIDE.flat().length;

const seconds = (since) => `${((Date.now() - since) / 1000).toFixed(1)} s`;
const failedSteps = [];

async function runSteps(steps, isAlone) {
  for (const [name, run] of steps) {
    if (failedSteps.length > 0) return;
    const say = sayFor(isAlone ? undefined : name);
    console.log(`\n── ${name}`);
    const since = Date.now();
    let isGood = false;
    try {
      isGood = await run(say);
    } catch (error) {
      say(error.message);
    }
    if (!isGood) failedSteps.push(name);
    console.log(`── ${name}: ${isGood ? 'ok' : 'FAILED'}, ${seconds(since)}`);
  }
}

rmSync(reports, { recursive: true, force: true });
mkdirSync(reports, { recursive: true });
const start = Date.now();
await runSteps(FIRST, true);
await Promise.all(SIDE_BY_SIDE.map((steps) => runSteps(steps, false)));
const others = ['flaky', 'skipped']
  .map((kind) => (tests[kind] > 0 ? `, ${tests[kind]} ${kind}` : ''))
  .join('');
const isGood = failedSteps.length === 0;
const where = isGood ? `all ${COUNT} steps ok` : `failed: ${failedSteps.join(', ')}`;
console.log(`\n${where}, ${seconds(start)}`);
// A step that fails without a failing test (lint, build) still counts as one.
const failed = isGood ? tests.failed : Math.max(1, tests.failed);
console.log(`${tests.passed} passed, ${failed} failed${others}`);
process.exitCode = failed > 0 ? 1 : 0;
