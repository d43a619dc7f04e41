import type { Clock, Ids } from '../app/ports.ts';
import type { KeyStore } from './key-store.ts';
import { isText, recordOf } from './message.ts';
import type { Tab } from './tab-identity.ts';

/** A sign-in as it is kept for the tab. */
export interface KeptSignIn {
  readonly token: string;
  /** Epoch ms. */
  readonly expiresAt: number;
  readonly userId: string;
}

/**
 * A sign-in that outlives the panels of a tab: over a reload of the desktop and between two calls. Whatever stands in the
 * way (storage, cryptography or locks denied) means that nothing is kept; nothing here ever rejects (rule 9).
 */
export interface KeptToken {
  /** What was kept for this tab and has not ended. Settles within 2 s. */
  read(): Promise<KeptSignIn | undefined>;
  keep(signIn: KeptSignIn): Promise<void>;
  /** Only this token, when one is named: another panel of the tab may have kept a younger one. */
  forget(token?: string): Promise<void>;
  /** Whether it is possible at all here. */
  readonly possible: Promise<boolean>;
}

export interface KeptTokenDeps {
  /** sessionStorage; throws where it is denied. */
  readonly storage: () => Storage;
  readonly keys: KeyStore;
  readonly crypto: Pick<Crypto, 'subtle' | 'getRandomValues'>;
  /** What is known of the tab by now. */
  readonly tab: () => Promise<Tab | undefined>;
  /** Of one region and client: a token of another is none here. */
  readonly name: string;
  readonly clock: Pick<Clock, 'wall' | 'after'>;
  readonly ids: Ids;
}

/** The ciphertext in sessionStorage, and the id of its key in the key store. */
interface Sealed {
  readonly keyId: string;
  readonly iv: string;
  readonly data: string;
}

const KEY = 'rc1.kept';
/** A database may hang, e.g. behind a frozen page, while a panel waits for this before it offers its sign-in button. */
const PATIENCE_MS = 2_000;
/** A younger key may belong to a token that is just being kept. */
const REPLACED_AFTER_MS = 60_000;

export const keptNowhere: KeptToken = {
  read: () => Promise.resolve(undefined),
  keep: () => Promise.resolve(),
  forget: () => Promise.resolve(),
  possible: Promise.resolve(false),
};

/**
 * AES-GCM. The ciphertext lies in sessionStorage, which ends with the tab; the key lies in IndexedDB and cannot be read
 * out of it, so that neither store alone, nor a copy of both as text, holds a token. The id of the tab is part of what is
 * authenticated: in a copied tab, which has another id, the same ciphertext cannot be opened.
 */
export function createKeptToken(deps: KeptTokenDeps): KeptToken {
  const { keys, crypto, name, clock, ids } = deps;
  /** One thing at a time: what is forgotten must not come back by a write that was under way. */
  let last: Promise<unknown> = sweep();

  function inOrder<T>(run: () => Promise<T>): Promise<T | undefined> {
    const next = last.then(run).catch(() => undefined);
    last = next;
    return next;
  }

  const soon = <T>(answer: Promise<T | undefined>): Promise<T | undefined> =>
    new Promise((resolve) => {
      const cancel = clock.after(PATIENCE_MS, () => resolve(undefined));
      void answer.then((found) => {
        cancel();
        resolve(found);
      });
    });

  const boundTo = (tab: Tab) => new TextEncoder().encode(`${name}|${tab.id}`);
  const algorithm = (iv: BufferSource, tab: Tab) => ({ name: 'AES-GCM', iv, additionalData: boundTo(tab) });

  /** Keys without a token: those that have ended, and those of this tab that another has replaced. */
  async function sweep(): Promise<void> {
    const tab = await deps.tab();
    const present = readSealed(deps.storage());
    for (const { id, keptAt, expiresAt, tabId } of await keys.all()) {
      const isReplaced =
        tabId === tab?.id && id !== present?.keyId && keptAt < clock.wall() - REPLACED_AFTER_MS;
      if (expiresAt <= clock.wall() || isReplaced) await keys.remove(id);
    }
  }

  async function seal(signIn: KeptSignIn, tab: Tab): Promise<void> {
    const before = readSealed(deps.storage());
    const key = await crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, [
      'encrypt',
      'decrypt',
    ]);
    const iv = crypto.getRandomValues(new Uint8Array(12));
    const text = new TextEncoder().encode(JSON.stringify(signIn));
    const data = await crypto.subtle.encrypt(algorithm(iv, tab), key, text);
    const keyId = ids.next();
    const { expiresAt } = signIn;
    await keys.put({ id: keyId, key, keptAt: clock.wall(), expiresAt, tabId: tab.id });
    const sealed: Sealed = { keyId, iv: toText(iv), data: toText(new Uint8Array(data)) };
    deps.storage().setItem(KEY, JSON.stringify(sealed));
    if (before) await keys.remove(before.keyId);
  }

  /** Rejects when the database does not answer: then it may another time. */
  async function open({ keyId, iv, data }: Sealed, tab: Tab): Promise<KeptSignIn | undefined> {
    const key = await keys.get(keyId);
    if (key === undefined) return undefined;
    const text = await crypto.subtle
      .decrypt(algorithm(toBytes(iv), tab), key, toBytes(data))
      .catch(() => undefined);
    const signIn = text && signInIn(new TextDecoder().decode(text));
    return signIn !== undefined && signIn.expiresAt > clock.wall() ? signIn : undefined;
  }

  async function drop(): Promise<void> {
    const store = deps.storage();
    const sealed = readSealed(store);
    store.removeItem(KEY);
    // Where it cannot be opened it is a copy: the key belongs to another tab.
    const tab = await deps.tab();
    const entry = (await keys.all()).find(({ id }) => id === sealed?.keyId);
    if (entry && entry.tabId === tab?.id) await keys.remove(entry.id);
  }

  return {
    read: () =>
      soon(
        inOrder(async () => {
          const tab = await deps.tab();
          const sealed = tab && readSealed(deps.storage());
          if (sealed === undefined || tab === undefined) return undefined;
          const found = await open(sealed, tab);
          // Ended, or from another tab: of no use to anybody here.
          if (found === undefined) await drop();
          return found;
        }),
      ),
    async keep(signIn) {
      await inOrder(async () => {
        const tab = await deps.tab();
        if (tab) await seal(signIn, tab);
      });
    },
    async forget(token) {
      await inOrder(async () => {
        const tab = await deps.tab();
        const sealed = readSealed(deps.storage());
        const found = token !== undefined && sealed && tab ? await open(sealed, tab) : undefined;
        if (found === undefined || found.token === token) await drop();
      });
    },
    possible: deps.tab().then((tab) => tab !== undefined && typeof crypto?.subtle === 'object'),
  };
}

function readSealed(store: Storage): Sealed | undefined {
  const fields = recordOf(parsed(store.getItem(KEY)));
  const { keyId, iv, data } = fields ?? {};
  return isText(keyId) && isText(iv) && isText(data) ? { keyId, iv, data } : undefined;
}

function signInIn(text: string): KeptSignIn | undefined {
  const { token, expiresAt, userId } = recordOf(parsed(text)) ?? {};
  return isText(token) && isText(userId) && Number.isFinite(expiresAt)
    ? { token, userId, expiresAt: Number(expiresAt) }
    : undefined;
}

function parsed(text: string | null): unknown {
  try {
    return text === null ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}

const toText = (bytes: Uint8Array): string => btoa(String.fromCharCode(...bytes));
const toBytes = (text: string): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
