// npm run build:headless: the command line and the library for Node, in build/headless/, with nothing else needed.
import { chmod, copyFile, cp, readFile, rm, writeFile } from 'node:fs/promises';
import { builtinModules } from 'node:module';
import { spawnSync } from 'node:child_process';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'vite';
import { notices } from './notices.mjs';

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

/**
 * What only the service needs is installed beside it by whoever runs that, and loaded by `src/headless/store/` when it starts.
 */
const SERVICE = ['pg-boss', '@electric-sql/pglite', 'pg'];

/**
 * The folder is a package of its own: everything else is built in, so that a file made of it (`npm pack ./build/headless`)
 * installs nothing else, whatever the SDKs would bring along.
 */
async function describePackage(outDir) {
  const { name, version, description, license, type, engines } = JSON.parse(
    await readFile(path('../package.json'), 'utf8'),
  );
  const about = {
    name,
    version,
    description,
    license,
    type,
    engines,
    bin: { [name]: 'cli.js' },
    exports: {
      './headless': { types: './types/headless/index.d.ts', default: './index.js' },
      './package.json': './package.json',
    },
  };
  await writeFile(`${outDir}/package.json`, `${JSON.stringify(about, undefined, 2)}\n`);
  await copyFile(path('../LICENSE'), `${outDir}/LICENSE`);
  await copyFile(path('../docs/headless.md'), `${outDir}/README.md`);
  // What that page names.
  for (const folder of ['samples', 'contracts'])
    await cp(path(`../docs/${folder}`), `${outDir}/docs/${folder}`, { recursive: true });
}

export async function buildHeadless({ outDir = path('../build/headless'), types = true } = {}) {
  const { version } = JSON.parse(await readFile(path('../package.json'), 'utf8'));
  await rm(outDir, { recursive: true, force: true });
  await build({
    root: path('..'),
    configFile: false,
    logLevel: 'warn',
    publicDir: false,
    plugins: [notices()],
    define: { __APP_VERSION__: JSON.stringify(version) },
    ssr: { noExternal: true, external: [...builtinModules, ...SERVICE, 'bufferutil', 'utf-8-validate'] },
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
  await describePackage(outDir);
  await chmod(`${outDir}/cli.js`, 0o755);
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  await buildHeadless();
  console.log('build/headless: the command line (cli.js) and the library (index.js)');
}
