// npm run mutation -- --seed N --sample M [--by unit|simulation]: plants small faults in the product, one at a time, and counts
// how many are noticed. The seed draws the sample, so that anybody can draw another one.
import { fork, spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { faultsOf, planting } from '../bench/mutation/faults.mjs';
import { buildSimulator } from '../bench/simulate/build.mjs';

const path = (relative) => fileURLToPath(new URL(relative, import.meta.url));
const FOLDERS = ['src/domain', 'src/panels', 'src/outbox', 'src/genesys/feed'];
/** Whoever says nothing for so long runs in circles: that is noticed, too. The unit tests say nothing before their end. */
const SILENT_MS = { unit: 3_600_000, simulation: 300_000 };

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    sample: { type: 'string', default: '20' },
    by: { type: 'string' },
    /** How many seeds of the simulation each fault has to survive. */
    seeds: { type: 'string', default: '200' },
    workers: { type: 'string', default: String(Math.max(1, availableParallelism())) },
  },
});
const BY = { unit: noticedByUnit, simulation: noticedBySimulation };
const judges = values.by === undefined ? Object.keys(BY) : [values.by];
if (judges.some((name) => BY[name] === undefined)) {
  console.error('npm run mutation -- --seed N --sample M [--by unit|simulation]');
  process.exit(2);
}

/** mulberry32, as the simulation draws. */
function drawing(seed) {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296) * below);
  };
}

function draw() {
  const files = FOLDERS.flatMap((folder) =>
    readdirSync(path(`../${folder}`))
      .filter((name) => name.endsWith('.ts'))
      .toSorted()
      .map((name) => `${folder}/${name}`),
  );
  const all = files.flatMap((file) => faultsOf(readFileSync(path(`../${file}`), 'utf8'), file));
  const below = drawing(Number(values.seed));
  const sample = [];
  while (sample.length < Number(values.sample) && all.length > 0)
    sample.push(...all.splice(below(all.length), 1));
  return sample;
}

/** The exit code of a child, or undefined when it had to be ended. */
function ended(child, silentMs) {
  return new Promise((resolve) => {
    const timer = setTimeout(() => child.kill('SIGKILL'), silentMs);
    child.on('message', () => timer.refresh());
    child.on('exit', (code) => {
      clearTimeout(timer);
      resolve(code ?? undefined);
    });
  });
}

async function noticedByUnit(fault) {
  const child = spawn(process.execPath, [path('../bench/mutation/unit.mjs'), JSON.stringify(fault)], {
    cwd: path('..'),
    stdio: 'ignore',
  });
  const code = await ended(child, SILENT_MS.unit);
  return code === 0 ? undefined : code === undefined ? 'no end' : 'a test fails';
}

async function noticedBySimulation(fault, index) {
  const bundle = await buildSimulator(`fault-${values.seed}-${index}`, planting(fault));
  const child = fork(bundle, ['simulate'], { execArgv: ['--v8-pool-size=0'] });
  let seed = 1;
  let found;
  child.on('message', ({ violation }) => {
    if (violation) found = `seed ${seed}: ${violation.rule}: ${violation.what}`;
    seed += 1;
    if (found || seed > Number(values.seeds)) child.disconnect();
    else child.send(seed);
  });
  child.send(seed);
  const code = await ended(child, SILENT_MS.simulation);
  return code === 0 ? found : `seed ${seed}: no end`;
}

const started = Date.now();
const sample = draw();
const counts = Object.fromEntries(judges.map((name) => [name, 0]));
let next = 0;
async function worker() {
  while (next < sample.length) {
    const index = next++;
    const fault = sample[index];
    const told = [];
    for (const name of judges) {
      const noticed = await BY[name](fault, index);
      if (noticed) counts[name] += 1;
      told.push(`${name}: ${noticed ?? 'NOT NOTICED'}`);
    }
    const what = `${fault.kind}: ${fault.find.replaceAll(/\s+/g, ' ').slice(0, 100)}`;
    console.log(`${index} ${fault.file}:${fault.line} ${what}\n    ${told.join('; ')}`);
  }
}
await Promise.all(Array.from({ length: Number(values.workers) }, worker));
const scores = judges.map(
  (name) => `${name} ${counts[name]} (${Math.round((100 * counts[name]) / sample.length)} %)`,
);
console.log(
  `mutation: seed ${values.seed}, ${sample.length} faults, noticed by ${scores.join(', ')}, ${((Date.now() - started) / 1_000).toFixed(0)} s`,
);
