// npm run build:headless: the command line and the library for Node, in build/headless/, with nothing else needed.
import { chmod, readFile, rm } from 'node:fs/promises';
import { builtinModules } from 'node:module';
import { spawnSync } from 'node:child_process';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'vite';

const path = (relative) => fileURLToPath(new URL(relative, import.meta.url));

/** Declarations of the library come from the compiler, beside the code. */
function declare(outDir) {
  const { status } = spawnSync(
    process.execPath,
    [
      path('../node_modules/typescript/bin/tsc'),
      '-p',
      path('../src/headless/tsconfig.json'),
      '--outDir',
      outDir,
    ],
    { stdio: 'inherit' },
  );
  if (status !== 0) throw new Error('The declarations of the library could not be written.');
}

export async function buildHeadless({ outDir = path('../build/headless'), types = true } = {}) {
  const { version } = JSON.parse(await readFile(path('../package.json'), 'utf8'));
  await rm(outDir, { recursive: true, force: true });
  await build({
    root: path('..'),
    configFile: false,
    logLevel: 'warn',
    publicDir: false,
    define: { __APP_VERSION__: JSON.stringify(version) },
    ssr: { noExternal: true, external: [...builtinModules, 'bufferutil', 'utf-8-validate'] },
    build: {
      ssr: true,
      target: 'node20',
      outDir,
      emptyOutDir: true,
      minify: false,
      rollupOptions: {
        input: { cli: path('../src/headless/cli.ts'), index: path('../src/headless/index.ts') },
        output: { entryFileNames: '[name].js', chunkFileNames: '[name]-[hash].js', format: 'es' },
      },
    },
  });
  if (types) declare(`${outDir}/types`);
  await chmod(`${outDir}/cli.js`, 0o755);
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  await buildHeadless();
  console.log('build/headless: the command line (cli.js) and the library (index.js)');
}
