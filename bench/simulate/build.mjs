// Bundles the simulator with the product's code into one plain module: compiled once, it runs several times faster.
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';

const path = (relative) => fileURLToPath(new URL(relative, import.meta.url));

/** A Vite plugin that replaces an exact snippet of a product file; the build fails when it is gone. */
export function mutation({ file, find, replace }) {
  let done = false;
  return {
    name: 'mutation',
    enforce: 'pre',
    transform(code, id) {
      if (!id.split('?')[0].endsWith(file)) return null;
      const parts = code.split(find);
      if (parts.length !== 2) throw new Error(`${file} holds ${parts.length - 1} times: ${find}`);
      done = true;
      return { code: parts.join(replace), map: null };
    },
    buildEnd(error) {
      if (!done && !error) throw new Error(`${file} is not part of the simulation.`);
    },
  };
}

export async function buildSimulator(name = 'simulator', plugin) {
  const outDir = join(path('../../.cache'), 'simulate', name);
  await build({
    configFile: false,
    root: path('../..'),
    logLevel: 'error',
    resolve: { alias: [{ find: /^idb$/, replacement: path('./memory-database.ts') }] },
    plugins: plugin ? [plugin] : [],
    ssr: { noExternal: true },
    build: {
      ssr: path('./entry.ts'),
      outDir,
      emptyOutDir: true,
      minify: false,
      target: 'node20',
      rollupOptions: { output: { entryFileNames: 'simulator.mjs', codeSplitting: false } },
    },
  });
  return join(outDir, 'simulator.mjs');
}
