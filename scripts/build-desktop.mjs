// Builds the fake agent desktop into .cache/desktop, apart from the app: none of it may reach dist.
import { fileURLToPath } from 'node:url';
import { build } from 'vite';

const path = (relative) => fileURLToPath(new URL(relative, import.meta.url));

/** Answers the directory that it built into. */
export async function buildDesktop(outDir = path('../.cache/desktop')) {
  await build({
    configFile: false,
    root: path('../sandbox/desktop'),
    base: './',
    logLevel: 'warn',
    build: {
      outDir,
      emptyOutDir: true,
      target: 'es2022',
      modulePreload: { polyfill: false },
      sourcemap: true,
    },
  });
  return outDir;
}
