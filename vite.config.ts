import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import { sandboxPlugin } from './sandbox/vite-plugin.ts';
import { notices } from './scripts/notices.mjs';

const path = (relative: string) => fileURLToPath(new URL(relative, import.meta.url));

const { version } = JSON.parse(readFileSync(path('./package.json'), 'utf8')) as { version: string };

/**
 * Vite's helper for parts that are loaded on demand fetches their styles and what they import: 700 bytes in every panel. Ours
 * bring their styles themselves (`load-style.ts`), and import nothing that is not there already.
 */
const plainImports = {
  name: 'plain-imports',
  enforce: 'pre',
  load: (id: string) =>
    id.endsWith('vite/preload-helper.js') ? 'export const __vitePreload = (load) => load();' : undefined,
} as const;

export default defineConfig({
  base: './',
  define: {
    __APP_VERSION__: JSON.stringify(version),
    // All that is built here runs in a browser. What the platform SDK does in Node only, with modules of Node, is left out.
    'typeof window': JSON.stringify('object'),
  },
  plugins: [plainImports, sandboxPlugin(), notices()],
  resolve: {
    alias: [
      // The HTTP client that the platform SDK creates when it is given none; it is always given ours.
      { find: /^axios$/, replacement: path('./scripts/no-axios.mjs') },
      // Its `browser` field is a UMD file with a global; this is the ES module of the same code.
      { find: /^purecloud-client-app-sdk$/, replacement: 'purecloud-client-app-sdk/dist/main.mjs' },
      // One table of regions instead of two.
      {
        find: /^genesys-cloud-service-discovery-web$/,
        replacement: path('./src/host/service-discovery.ts'),
      },
    ],
  },
  build: {
    // The oldest browsers that have what the styles need: `light-dark`, subgrid, `:has`.
    target: ['chrome123', 'edge123', 'firefox121', 'safari17.5'],
    modulePreload: false,
    // What every panel needs is one file: parts that are loaded on demand would split off what they share with it, which costs a
    // request in each panel and is compressed less well.
    rolldownOptions: { output: { codeSplitting: { groups: [{ name: 'index', tags: ['$initial'] }] } } },
  },
  test: {
    // One more than there are cores: the contract tests wait for child processes half of the time.
    maxWorkers: availableParallelism() + 1,
    // Limits end what hangs. They are ten times what a quiet machine needs, so that a busy one needs no more.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    expect: { poll: { timeout: 60_000, interval: 20 } },
    // No test leaves anything behind (`nothing-left.ts` looks), and loading the product anew for each file takes as long as the tests do.
    isolate: false,
    setupFiles: ['test/support/nothing-left.ts'],
    // What `// @vitest-environment sdk` names.
    alias: { 'vitest-environment-sdk': path('./test/support/sdk-environment.ts') },
    projects: [
      {
        extends: true,
        // Tests that need a DOM say so by `// @vitest-environment happy-dom`.
        test: {
          name: 'unit',
          environment: 'node',
          include: ['test/unit/**/*.test.{ts,tsx}'],
        },
      },
      {
        extends: true,
        test: {
          name: 'contract',
          environment: 'node',
          include: ['test/contract/**/*.test.ts'],
          testTimeout: 300_000,
          globalSetup: ['test/support/build-headless.ts'],
          // What is bundled already runs as it is: through Vitest it takes three times as long.
          server: { deps: { external: [/\/\.cache\/simulate\//] } },
        },
      },
    ],
  },
});
