import type { Ids } from '../app/ports.ts';

const KEY = 'rc1.tab';

/**
 * The same id for all panels of a browser tab, and for no other: what sessionStorage is shared by. It is no secret.
 * `undefined` where the browser denies storage.
 */
export function tabOf(storage: () => Storage, ids: Ids): string | undefined {
  try {
    const store = storage();
    const known = store.getItem(KEY);
    if (known !== null) return known;
    store.setItem(KEY, ids.next());
    return store.getItem(KEY) ?? undefined;
  } catch {
    return undefined;
  }
}
