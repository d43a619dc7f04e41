import * as fake from 'fake-indexeddb';
import { vi } from 'vitest';

/** An IndexedDB of its own for each call, as global, until globals are unstubbed. */
export function freshDatabase(): void {
  for (const [name, value] of Object.entries(fake)) {
    if (name !== 'default' && name.startsWith('IDB')) vi.stubGlobal(name, value);
  }
  vi.stubGlobal('indexedDB', new fake.IDBFactory());
}
