import { sha256 } from '@noble/hashes/sha2.js';
import { vi } from 'vitest';

export interface FakePage {
  readonly window: Window;
  /** Where the page left for, oldest first. */
  readonly left: string[];
  /** Each URL (path, query and hash) the address bar has shown. */
  readonly shown: string[];
  readonly stored: Map<string, string>;
  /** What was posted to this window, with the origin that it was meant for. */
  readonly posted: [data: unknown, origin: string][];
  readonly listeners: ReadonlySet<unknown>;
  /** A message event arrives. */
  hear(message: { origin: string; source: unknown; data: unknown }): void;
  /** The page is loaded anew with this URL, in the same tab. */
  load(url: string): void;
}

/**
 * The parts of a browser window that sign-in touches, made global because the platform SDK takes them from there. With
 * `storage: 'denied'` the mere access throws, as in a frame whose site may not store anything.
 */
export function fakePage(
  url: string,
  { storage = 'granted' }: { storage?: 'granted' | 'denied' } = {},
): FakePage {
  const stored = new Map<string, string>();
  const left: string[] = [];
  const shown: string[] = [];
  const posted: [data: unknown, origin: string][] = [];
  const location = {
    origin: 'https://app.example',
    pathname: '',
    search: '',
    hash: '',
    replace: (to: string) => void left.push(to),
  };
  function load(to: string) {
    const { pathname, search, hash } = new URL(to, 'https://app.example');
    Object.assign(location, { pathname, search, hash });
    shown.push(pathname + search + hash);
  }
  const history = { replaceState: (_state: unknown, _title: string, to: string) => load(to) };
  const listeners = new Set<(event: unknown) => void>();
  const window = {
    location,
    history,
    crypto: { subtle: { digest } },
    opener: null as unknown,
    parent: undefined as unknown,
    close: () => left.push('closed'),
    postMessage: (data: unknown, origin: string) => void posted.push([data, origin]),
    addEventListener: (_type: string, run: (event: unknown) => void) => void listeners.add(run),
    removeEventListener: (_type: string, run: (event: unknown) => void) => void listeners.delete(run),
  };
  window.parent = window;
  const sessionStorage = storageOver(stored);
  const access = {
    configurable: true,
    get: () => {
      if (storage === 'denied')
        throw new DOMException('Access is denied for this document.', 'SecurityError');
      return sessionStorage;
    },
  };
  Object.defineProperty(window, 'sessionStorage', access);
  vi.stubGlobal('window', window);
  vi.stubGlobal('history', history);
  vi.stubGlobal('document', { title: '' });
  vi.stubGlobal('sessionStorage', undefined);
  // Reading it is what fails; a stub has a value only.
  Object.defineProperty(globalThis, 'sessionStorage', access);
  load(url);
  const hear = (message: unknown) => {
    for (const run of listeners) run(message);
  };
  return { window: window as unknown as Window, left, shown, stored, posted, listeners, load, hear };
}

/** Node digests on another thread, of which fake time knows nothing. */
const digest = async (_algorithm: string, data: Uint8Array) => sha256(data).buffer;

/** Keys are own properties of a real Storage; `Object.keys` must see them. */
function storageOver(stored: Map<string, string>): Storage {
  const methods: Record<string, unknown> = {
    getItem: (key: string) => stored.get(key) ?? null,
    setItem: (key: string, value: string) => void stored.set(key, value),
    removeItem: (key: string) => void stored.delete(key),
  };
  return new Proxy({} as Storage, {
    get: (_target, key) => methods[String(key)],
    ownKeys: () => [...stored.keys()],
    getOwnPropertyDescriptor: (_target, key) => ({
      value: stored.get(String(key)),
      enumerable: true,
      configurable: true,
    }),
  });
}
