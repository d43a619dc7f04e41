import { createCipheriv, createDecipheriv } from 'node:crypto';
import type { KeptTokenDeps } from '../../src/panels/kept-token.ts';
import type { Choices } from '../../test/support/random.ts';

/** One browser tab: the frames in it share a sessionStorage, and a copy of the tab begins with a copy of that. */
export interface BrowserTab {
  readonly id: number;
  /** Of the tab that it is a copy of. */
  readonly source: number | undefined;
  readonly storage: Storage;
}

/** `from`: the tab that is copied. */
export const newTab = (id: number, from?: BrowserTab): BrowserTab => ({
  id,
  source: from?.id,
  storage: sessionStorageOf(from === undefined ? {} : { ...from.storage }),
});

/** Its entries are properties of their own, as of the real one. */
function sessionStorageOf(entries: Record<string, string>): Storage {
  const method = <T>(value: T) => ({ value, enumerable: false });
  return Object.defineProperties(entries, {
    getItem: method((key: string) => (Object.hasOwn(entries, key) ? entries[key] : null)),
    setItem: method((key: string, value: string) => void (entries[key] = value)),
    removeItem: method((key: string) => void delete entries[key]),
  }) as unknown as Storage;
}

/** The database of keys, as far as `key-store.ts` uses it. `later` runs code of the page that asks. */
export function keyDatabase(rows: Map<string, { id: string }>, later: (run: () => void) => void): IDBFactory {
  const answered = (result: unknown, types: readonly string[]) => {
    const listeners: { type: string; run: () => void }[] = [];
    later(() => {
      for (const type of types) for (const one of listeners) if (one.type === type) one.run();
    });
    return {
      result,
      addEventListener: (type: string, run: () => void) => void listeners.push({ type, run }),
    };
  };
  const store = {
    put: (row: { id: string }) => answered(void rows.set(row.id, row), ['success']),
    get: (id: string) => answered(rows.get(id), ['success']),
    delete: (id: string) => answered(void rows.delete(id), ['success']),
    getAll: () => answered([...rows.values()], ['success']),
  };
  const database = {
    createObjectStore: () => store,
    transaction: () => ({ objectStore: () => store }),
    close: () => undefined,
  };
  return { open: () => answered(database, ['upgradeneeded', 'success']) } as unknown as IDBFactory;
}

type Algorithm = { readonly iv: Uint8Array; readonly additionalData: Uint8Array };
const TAG_BYTES = 16;

/** AES-GCM in the calling task: the browser's own runs on another thread, of which the agenda knows nothing. */
export function cipherOf(random: Choices): KeptTokenDeps['crypto'] {
  const fill = <T>(bytes: T): T => {
    if (bytes instanceof Uint8Array) bytes.forEach((_, at) => (bytes[at] = random.between(0, 255)));
    return bytes;
  };
  const subtle = {
    generateKey: async () => fill(new Uint8Array(32)),
    async encrypt({ iv, additionalData }: Algorithm, key: Uint8Array, data: Uint8Array) {
      const cipher = createCipheriv('aes-256-gcm', key, iv).setAAD(additionalData);
      return Buffer.concat([cipher.update(data), cipher.final(), cipher.getAuthTag()]);
    },
    async decrypt({ iv, additionalData }: Algorithm, key: Uint8Array, sealed: Uint8Array) {
      const decipher = createDecipheriv('aes-256-gcm', key, iv).setAAD(additionalData);
      decipher.setAuthTag(sealed.subarray(-TAG_BYTES));
      return Buffer.concat([decipher.update(sealed.subarray(0, -TAG_BYTES)), decipher.final()]);
    },
  };
  return { subtle: subtle as never, getRandomValues: fill as never };
}
