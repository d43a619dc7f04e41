import { afterAll, expect, vi } from 'vitest';

// Test files share a process, one after another: what one leaves on the global object is found by the next.
const before = Object.getOwnPropertyNames(globalThis);

afterAll(() => {
  vi.unstubAllGlobals();
  expect(Object.getOwnPropertyNames(globalThis).filter((name) => !before.includes(name))).toEqual([]);
});
