// npm run fuzz: hostile input for everything that reads what comes from outside.
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { build } from 'vite';

const path = (relative) => fileURLToPath(new URL(relative, import.meta.url));
const { values } = parseArgs({
  options: {
    inputs: { type: 'string', default: '120000' },
    seed: { type: 'string', default: String(Math.floor(Math.random() * 2 ** 31)) },
  },
});
const outDir = path('../.cache/fuzz');
await build({
  configFile: false,
  root: path('..'),
  logLevel: 'error',
  ssr: { noExternal: true },
  build: {
    ssr: path('../bench/fuzz/entry.ts'),
    outDir,
    emptyOutDir: true,
    minify: false,
    target: 'node20',
    rollupOptions: { output: { entryFileNames: 'fuzz.mjs', codeSplitting: false } },
  },
});
const { fuzz } = await import(`${outDir}/fuzz.mjs`);
const started = Date.now();
const { inputs, failures } = await fuzz(Number(values.inputs), Number(values.seed));
for (const { name, text } of failures) console.log(`\n${name}\n${text.slice(0, 3_000)}`);
console.log(
  `fuzz: seed ${values.seed}, ${inputs} inputs, ${failures.length} failed, ${((Date.now() - started) / 1_000).toFixed(0)} s`,
);
process.exitCode = failures.length === 0 && inputs >= Math.min(100_000, Number(values.inputs)) ? 0 : 1;
