import { afterHearing } from '../after-hearing.ts';
import type { Cancel, Clock, Ids } from '../app/ports.ts';
import type { Broadcast, BrowserSharing } from './browser.ts';
import { decodeTabMessage, encodeTabMessage } from './tab-message.ts';

/** A browser tab, as far as this product goes: what shares one sessionStorage and has not been copied from another. */
export interface Tab {
  /** No secret. */
  readonly id: string;
  /** No other panel of the tab was alive when this one started. */
  readonly alone: boolean;
}

export interface TabIdentity {
  /**
   * What is known by now; the first answer takes 1 s at most. `undefined` when nobody can tell: storage or locks are denied
   * (for good), or the browser or who holds the tab does not answer (it is looked again).
   */
  known(): Promise<Tab | undefined>;
  /** Known after all, where `known` has said `undefined`. */
  onLate(run: () => void): void;
  /** This panel goes: the next one of the tab holds it. */
  release(): void;
}

export interface TabDeps {
  readonly browser: BrowserSharing;
  /** sessionStorage; throws where it is denied. */
  readonly storage: () => Storage;
  readonly clock: Pick<Clock, 'after'>;
  readonly ids: Ids;
}

const KEY = 'rc1.tab';
const PROOF = 'rc1.tab-proof.';
/** A living panel answers in milliseconds; one whose page is frozen, never. */
const ANSWER_MS = 1_000;
const PROOF_KEPT_MS = 2_000;
/** A busy browser gives a lock late, and a page thaws. The last one repeats. */
const AGAIN_MS = [1_000, 4_000, 15_000, 60_000] as const;

/**
 * Which tab is this? A copied tab starts with a copy of sessionStorage, so that an id in there proves nothing. A living
 * panel holds a Web Lock for its tab. Who finds it held has the holder write a fresh nonce into its sessionStorage: only
 * who then reads it in its own is of that tab. Who does not is in a copy, which gets an id of its own.
 */
export function identifyTab(deps: TabDeps): TabIdentity {
  const { clock } = deps;
  const leaving = new AbortController();
  let resign: () => void = () => undefined;
  const claim = (id: string) => claimTab(id, deps, leaving.signal, (end) => (resign = end));

  async function identify(): Promise<Tab | undefined> {
    const store = deps.storage();
    const id = idIn(store, deps.ids);
    const claimed = await claim(id);
    if (claimed !== 'another') return claimed;
    // Another panel of this tab may have found out first.
    if (store.getItem(KEY) === id) store.setItem(KEY, deps.ids.next());
    const own = await claim(idIn(store, deps.ids));
    return own === 'another' ? undefined : own;
  }

  const listeners = new Set<() => void>();
  let cancelAgain: Cancel = () => {};
  let latest = look(0).catch(() => undefined);

  /** Rejects where it is denied. */
  async function look(round: number): Promise<Tab | undefined> {
    const found = await identify();
    if (found === undefined && !leaving.signal.aborted) {
      const inMs = AGAIN_MS[Math.min(round, AGAIN_MS.length - 1)] ?? 0;
      cancelAgain = clock.after(inMs, () => void look(round + 1).then(take, () => undefined));
    }
    return found;
  }

  function take(found: Tab | undefined): void {
    if (found === undefined || leaving.signal.aborted) return;
    latest = Promise.resolve(found);
    for (const run of listeners) run();
  }

  return {
    known: () => latest,
    onLate: (run) => void listeners.add(run),
    release() {
      leaving.abort();
      cancelAgain();
      resign();
    },
  };
}

function idIn(store: Storage, ids: Ids): string {
  const found = store.getItem(KEY);
  if (found !== null) return found;
  store.setItem(KEY, ids.next());
  return store.getItem(KEY) ?? '';
}

function claimTab(
  id: string,
  { browser, storage, clock, ids }: TabDeps,
  leaving: AbortSignal,
  onHeld: (resign: () => void) => void,
): Promise<Tab | 'another' | undefined> {
  const store = storage();
  const nonce = ids.next();
  const waiting = new AbortController();
  let isHeld = false;
  /** Who asked while the lock was on its way here: the browser may give it, and let us know, after their question. */
  const asked: string[] = [];

  return new Promise((resolve, reject) => {
    const line = browser.broadcast(`rc1.tab.${id}`);
    const cancel = afterHearing(clock, ANSWER_MS, () => end(undefined));
    const leave = () => end(undefined);
    function end(as: Tab | 'another' | undefined) {
      cancel();
      // Who is of the tab stays in the queue of its lock: the next to hold it.
      if (typeof as !== 'object') {
        leaving.removeEventListener('abort', leave);
        waiting.abort();
        line.close();
      }
      resolve(as);
    }
    leaving.addEventListener('abort', leave);
    line.addEventListener('message', ({ data }) => {
      const message = decodeTabMessage(data);
      if (message?.kind === 'prove') {
        if (isHeld) prove(message.nonce, store, line, clock);
        else asked.push(message.nonce);
        return;
      }
      if (message?.kind !== 'written' || message.nonce !== nonce) return;
      const isHere = store.getItem(PROOF + nonce) !== null;
      store.removeItem(PROOF + nonce);
      end(isHere ? { id, alone: false } : 'another');
    });
    const hold = () => {
      isHeld = true;
      end({ id, alone: true });
      for (const each of asked.splice(0)) prove(each, store, line, clock);
      return new Promise<void>((done) => onHeld(done));
    };
    browser.locks().request(`rc1.tab.${id}`, { signal: waiting.signal }, hold).catch(reject);
    line.postMessage(encodeTabMessage({ kind: 'prove', nonce }));
  });
}

function prove(nonce: string, store: Storage, line: Broadcast, clock: Pick<Clock, 'after'>): void {
  store.setItem(PROOF + nonce, '');
  line.postMessage(encodeTabMessage({ kind: 'written', nonce }));
  // Whoever asked from a copy cannot take it away here.
  clock.after(PROOF_KEPT_MS, () => store.removeItem(PROOF + nonce));
}
