import type { Environment } from 'vitest/runtime';

/**
 * The environment of tests that use the platform SDK: Node with a `window`. The SDK decides by `typeof window` whether it runs
 * in a browser; without one it would look for config files. Other tests must not find that `window`: PGlite would take Node
 * for a browser.
 */
export default {
  name: 'sdk',
  viteEnvironment: 'ssr',
  setup(global) {
    Object.defineProperty(global, 'window', { value: { crypto }, configurable: true, writable: true });
    return { teardown: () => void Reflect.deleteProperty(global, 'window') };
  },
} satisfies Environment;
