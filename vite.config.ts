import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import { leanRuntime } from './scripts/lean-runtime.mjs';
import { sdkDiet } from './scripts/sdk-diet.mjs';
import { sandboxPlugin } from './sandbox/vite-plugin.ts';

const path = (relative: string) => fileURLToPath(new URL(relative, import.meta.url));

const { version } = JSON.parse(readFileSync(path('./package.json'), 'utf8')) as { version: string };

export default defineConfig({
  define: { __APP_VERSION__: JSON.stringify(version) },
  base: './',
  plugins: [sandboxPlugin(), sdkDiet(), leanRuntime()],
  // Elements by the factory that preact needs for itself, in place of a second one: 0.2 kB less, and `children` is not spelled
  // out. To the type checker both are the same.
  oxc: {
    jsx: { runtime: 'classic', pragma: 'vnode', pragmaFrag: 'Fragment' },
    jsxInject: "import { h as vnode, Fragment } from 'preact'",
  },
  build: {
    target: 'es2022',
    // What the styles need anyway (`light-dark`, subgrid, `:has`): lowered further, they would only be larger.
    cssTarget: ['chrome123', 'edge123', 'firefox121', 'safari17.5'],
    // 0.7 kB less than the default one: docs/decisions/002-sdk-diet.md, "The minifier".
    minify: 'terser',
    terserOptions: {
      module: true,
      compress: { passes: 3, inline: 1, pure_getters: true, sequences: false },
    },
    modulePreload: { polyfill: false },
    // That the minifier takes its time is no news to whoever starts the demo.
    rolldownOptions: { checks: { pluginTimings: false } },
    // Beside the build for whoever debugs; not named in it, which every panel would download.
    sourcemap: 'hidden',
    outDir: 'dist',
  },
  resolve: {
    alias: [
      // The platform SDK requires these behind `typeof window === 'undefined'`; bundled, they would cost 158 kB.
      {
        find: /^(axios|winston|configparser|os|fs|path|crypto|https)$/,
        replacement: path('./scripts/empty.mjs'),
      },
      // Its `browser` field is a UMD file with a global; this is the ES module of the same code.
      { find: /^purecloud-client-app-sdk$/, replacement: 'purecloud-client-app-sdk/dist/main.mjs' },
    ],
  },
  test: {
    // On two cores Vitest would take one: the contract tests wait for child processes half of the time.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    projects: [
      {
        extends: true,
        // Tests that need a DOM say so by `// @vitest-environment happy-dom`.
        test: {
          name: 'unit',
          environment: 'node',
          include: ['test/unit/**/*.test.{ts,tsx}'],
          // No test leaves anything behind, and loading the product anew for each file takes as long as the tests do.
          isolate: false,
        },
      },
      {
        extends: true,
        test: {
          name: 'contract',
          environment: 'node',
          include: ['test/contract/**/*.test.ts'],
          testTimeout: 20_000,
          globalSetup: ['test/support/build-headless.ts'],
        },
      },
    ],
  },
});
