import * as fake from 'fake-indexeddb';

/**
 * An IndexedDB of its own for each call, as global. All names are set each time: test files share one global object, and
 * what ends an environment takes away what was set in it.
 */
export function freshDatabase(): void {
  for (const [name, value] of Object.entries(fake)) {
    if (name === 'default' || !name.startsWith('IDB')) continue;
    Object.defineProperty(globalThis, name, { value, configurable: true, writable: true });
  }
  Object.defineProperty(globalThis, 'indexedDB', {
    value: new fake.IDBFactory(),
    configurable: true,
    writable: true,
  });
}
