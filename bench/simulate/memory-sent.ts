import { compareKeys, type KeyRange } from './memory-keys.ts';
import { changing, type Page, type SentDisk } from './memory-transaction.ts';

export const newSentDisk = (): SentDisk => ({ places: new Map(), refused: [], line: [], losses: 0 });

/** A browser that needs room throws away a database whole. */
export function loseSent(sent: SentDisk): void {
  sent.losses += 1;
  sent.places.clear();
  sent.refused.length = 0;
}

export function sentDatabase(page: Page) {
  const { sent } = page.disk;
  /** It stands behind what is being written, as in a browser. */
  function read<T>(run: () => T): Promise<T> {
    const { done, request } = changing(page, sent);
    done.catch(() => undefined);
    return request(run);
  }
  const isSame = (one: readonly (string | number)[]) => (row: SentDisk['refused'][number]) =>
    compareKeys(row.key, one) === 0;
  const without = (key: readonly (string | number)[]) => {
    const at = sent.refused.findIndex(isSame(key));
    if (at >= 0) sent.refused.splice(at, 1);
  };
  const within = (range: KeyRange) =>
    sent.refused
      .filter(({ key }) => range.includes(key))
      .toSorted((one, other) => compareKeys(one.key, other.key));
  const refused = {
    getAllKeys: (range: KeyRange) => read(() => within(range).map(({ key }) => key)),
    getAll: (range: KeyRange) => read(() => within(range).map(({ status }) => status)),
  };

  function writing() {
    const { done, request, write } = changing(page, sent);
    const stores: Record<string, unknown> = {
      places: {
        get: (key: string) => request(() => sent.places.get(key)),
        put: (value: unknown, key: string) =>
          write(() => {
            const kept = structuredClone(value);
            return () => void sent.places.set(key, kept);
          }),
      },
      refused: {
        put: (status: number, key: readonly (string | number)[]) =>
          write(() => () => {
            without(key);
            sent.refused.push({ key, status });
          }),
      },
    };
    return { done, objectStore: (name: string) => stores[name] };
  }

  return {
    close: () => undefined,
    get: (_store: 'places', key: string) => read(() => sent.places.get(key)),
    transaction: (_stores: unknown, mode = 'readonly') =>
      mode === 'readonly' ? { done: Promise.resolve(), store: refused } : writing(),
    async delete(_store: 'refused', key: readonly (string | number)[]) {
      const { done, write } = changing(page, sent);
      done.catch(() => undefined);
      await write(() => () => without(key));
      await done;
    },
  };
}
