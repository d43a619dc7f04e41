// npm run simulate: the product's own code against the simulated platform on virtual time, many seeds on all cores.
import { fork } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { buildSimulator } from '../bench/simulate/build.mjs';

/** What a whole run is; with fewer runs the fault × state table is printed and not judged. */
const DEFAULT_RUNS = 20_000;
/** How often each fault has to strike in each state. */
const CASES = 25;

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    runs: { type: 'string' },
    workers: { type: 'string', default: String(Math.max(1, availableParallelism())) },
    /** Seeds of this moment, besides the fixed ones. */
    fresh: { type: 'string', default: '0' },
    trace: { type: 'boolean', default: false },
  },
});
const first = Number(values.seed);
// One seed is one run, to look into it.
const runs = Number(values.runs ?? (process.argv.includes('--seed') ? 1 : DEFAULT_RUNS));
const fresh = Array.from({ length: Number(values.fresh) }, () => Math.floor(Math.random() * 2 ** 31));
const seeds = [...Array.from({ length: runs }, (_, index) => first + index), ...fresh];
if (fresh.length > 0) console.log(`Fresh seeds: ${fresh.join(' ')}`);

const bundle = await buildSimulator();
const { planOf, run, shrink, tableOf } = await import(bundle);

/** Processes: threads of one process run a tenth slower, for they share its heap's helpers. */
function inWorkers(onRun) {
  let next = 0;
  const worker = () =>
    new Promise((resolve, reject) => {
      const child = fork(bundle, ['simulate'], { execArgv: ['--v8-pool-size=0'] });
      const give = () => {
        if (next >= seeds.length) return void child.disconnect();
        child.send(seeds[next++]);
      };
      child.on('message', (outcome) => {
        onRun(outcome);
        give();
      });
      child.on('error', reject);
      child.on('exit', (code) =>
        code === 0 ? resolve() : reject(new Error(`A worker ended with ${code}.`)),
      );
      give();
    });
  return Promise.all(Array.from({ length: Math.min(Number(values.workers), seeds.length) }, worker));
}

async function explain({ seed, violation }) {
  const plan = planOf(seed);
  console.log(`\nSeed ${seed}, rule "${violation.rule}": ${violation.what} (${violation.at} ms)`);
  const small = await shrink(plan, violation.rule, 200);
  const lines = [];
  const again = await run(small, (line) => lines.push(line));
  if (values.trace) for (const line of lines) console.log(line);
  console.log(`Shrunk from ${plan.operations.length} to ${small.operations.length} operations:`);
  for (const operation of small.operations) console.log(`  ${JSON.stringify(operation)}`);
  console.log(`  then: ${again.violation?.what} (${again.violation?.at} ms)`);
  console.log(`Again: npm run simulate -- --seed ${seed}${values.trace ? '' : ' --trace'}`);
}

const started = Date.now();
const table = new Map();
const failed = [];
const total = { steps: 0, entries: 0, virtualMs: 0, events: 0 };
let done = 0;
await inWorkers((outcome) => {
  done += 1;
  for (const [cell, count] of outcome.table) table.set(cell, (table.get(cell) ?? 0) + count);
  for (const key of Object.keys(total)) total[key] += outcome[key];
  if (outcome.violation) {
    failed.push(outcome);
    console.log(`seed ${outcome.seed}: ${outcome.violation.rule}: ${outcome.violation.what}`);
  }
  if (done % 500 === 0) console.log(`${done} of ${seeds.length}, ${failed.length} failed`);
});

const { text, rare } = tableOf(table, CASES);
if (runs >= 100) console.log(`\n${text}`);
const isJudged = runs >= DEFAULT_RUNS;
if (isJudged && rare.length > 0) console.log(`\nFewer than ${CASES} times: ${rare.join('; ')}`);
failed.sort((a, b) => a.seed - b.seed);
const rules = new Map();
for (const outcome of failed)
  rules.set(outcome.violation.rule, [...(rules.get(outcome.violation.rule) ?? []), outcome]);
for (const outcomes of rules.values()) await explain(outcomes[0]);
for (const [rule, outcomes] of rules)
  console.log(
    `${rule}: seeds ${outcomes
      .slice(0, 12)
      .map(({ seed }) => seed)
      .join(' ')}${outcomes.length > 12 ? ` and ${outcomes.length - 12} more` : ''}`,
  );

const seconds = (Date.now() - started) / 1_000;
const isGood = failed.length === 0 && !(isJudged && rare.length > 0);
console.log(
  `\nsimulate: ${seeds.length} seeds, ${failed.length} failed, ${Math.round(total.virtualMs / 3_600_000)} virtual hours, ` +
    `${total.events} events, ${total.entries} journal entries, ${seconds.toFixed(0)} s`,
);
process.exitCode = isGood ? 0 : 1;
