import type { Ids, Log } from '../../src/app/ports.ts';

export const silentLog: Log = { note: () => {} };

export function counterIds(prefix = 'id'): Ids {
  let count = 0;
  return { next: () => `${prefix}-${(count += 1)}` };
}

/** Web Storage in memory. Like the real one it lists its keys as own properties. */
export function memoryStorage(): Storage {
  const items = new Map<string, string>();
  const methods = {
    getItem: (key: string) => items.get(key) ?? null,
    setItem: (key: string, value: string) => void items.set(key, String(value)),
    removeItem: (key: string) => void items.delete(key),
    clear: () => items.clear(),
    key: (index: number) => [...items.keys()][index] ?? null,
  };
  return new Proxy(methods as unknown as Storage, {
    get: (target, key) => (key === 'length' ? items.size : Reflect.get(target, key)),
    ownKeys: () => [...items.keys()],
    getOwnPropertyDescriptor: (_target, key) =>
      items.has(String(key))
        ? { enumerable: true, configurable: true, value: items.get(String(key)) }
        : undefined,
  });
}

/** What a browser does with storage in a frame whose third-party storage is blocked. */
export const refusing = (): never => {
  throw new DOMException('Access is denied for this document.', 'SecurityError');
};
