import { defineConfig } from 'vitest/config';

/** Apart from the other tests: these run against a real organisation, and only when asked for (npm run test:org). */
export default defineConfig({
  test: { name: 'org', environment: 'node', include: ['test/org/**/*.test.ts'], testTimeout: 60_000 },
});
