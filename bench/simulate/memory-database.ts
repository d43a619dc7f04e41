import type { KeyRange } from './memory-keys.ts';
import { newSentDisk, sentDatabase } from './memory-sent.ts';
import { changing, leaveLine, StorageError, takeTurn, type Disk, type Page } from './memory-transaction.ts';

/**
 * Stands in for `idb` in the bundle of the simulator, as far as the outbox uses it: databases in memory, on the agenda's time,
 * with the faults that real storage has.
 */
let current: Page | undefined;

/** Every entry of the agenda runs code of one page only, until all promises have settled. */
export function enterPage(page: Page | undefined): void {
  current = page;
}

export const newDisk = (): Disk => ({
  entries: new Map(),
  head: undefined,
  mood: 'well',
  line: [],
  sent: newSentDisk(),
});

export function openDB(name: string): Promise<unknown> {
  const page = current;
  if (page === undefined) throw new Error('Storage is opened by nobody.');
  if (page.disk.mood === 'denied') return Promise.reject(new StorageError('SecurityError'));
  return Promise.resolve(name === 'rc1.sent' ? sentDatabase(page) : database(page));
}

const keyOf = (entry: Record<string, unknown>) =>
  `${String(entry['chain'])}:${String(entry['seq']).padStart(9, '0')}`;

const valuesOf = (disk: Disk): readonly Record<string, unknown>[] =>
  (disk.sorted ??= [...disk.entries].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, value]) => value));

function keyWhere(
  entries: ReadonlyMap<string, Record<string, unknown>>,
  name: string,
  wanted: unknown,
): string | undefined {
  for (const [key, entry] of entries) if (entry[name] === wanted) return key;
  return undefined;
}

type Values = readonly Record<string, unknown>[];

const pairOf = (entry: Record<string, unknown>) => [String(entry['chain']), Number(entry['seq'])] as const;

function database(page: Page) {
  const entries = () => reading(page).store;
  return {
    close: () => undefined,
    transaction: (_stores: unknown, mode = 'readonly') =>
      mode === 'readonly' ? reading(page) : transaction(page),
    get: async (store: string, key: string & readonly [string, number]) =>
      store === 'head'
        ? reading(page).objectStore('head').get(key)
        : (await entries().getAll()).find((one) => pairOf(one).join() === key.join()),
    getAll: async (_store: string, _range: null, most: number) => (await entries().getAll()).slice(0, most),
    count: async (_store: string, range: KeyRange) => (await entries().getAll(range)).length,
  };
}

/** Sees what began before it: it takes its turn in line. */
function reading(page: Page) {
  const { disk } = page;
  // Both stores as they are in one moment, whenever the page gets to hear of it.
  let asked: Promise<{ readonly values: Values; readonly last: unknown }> | undefined;
  const both = () => {
    if (disk.mood === 'denied') return Promise.reject(new StorageError('InvalidStateError'));
    asked ??= new Promise((resolve) => {
      takeTurn(disk, () => {
        const seen = { values: valuesOf(disk), last: disk.head };
        page.later(0, () => resolve(seen));
        leaveLine(disk);
      });
    });
    return asked;
  };
  const all = async (): Promise<Values> => (await both()).values;
  const within = async (range?: KeyRange | null) =>
    (await all()).filter((entry) => range?.includes(pairOf(entry)) ?? true);
  const openCursor = async (range?: KeyRange | null, direction = 'next') => {
    const values = await within(range);
    return cursor(direction === 'prev' ? values.toReversed() : values);
  };
  const store = {
    getAll: within,
    index: (name: string) => ({
      getAll: async (wanted: unknown) => (await all()).filter((entry) => entry[name] === wanted),
    }),
    openCursor,
    openKeyCursor: openCursor,
  };
  const head = { get: async (key: string) => (key === 'head' ? (await both()).last : undefined) };
  return {
    done: Promise.resolve(),
    store,
    objectStore: ((name: string) => (name === 'head' ? head : store)) as {
      (name: 'head'): typeof head;
      (name: 'entries'): typeof store;
    },
  };
}

interface Cursor {
  readonly key: unknown;
  readonly value: unknown;
  continue(): Promise<Cursor | null>;
}

/** A cursor over what is committed. */
function cursor(values: Values, at = 0): Cursor | null {
  const step = async () => cursor(values, at + 1);
  const value = values[at];
  return value ? { key: pairOf(value), value, continue: step } : null;
}

function transaction(page: Page) {
  const { disk } = page;
  const added = new Map<string, Record<string, unknown>>();
  let head: { value: unknown } | undefined;
  const { done, request, write } = changing(page, disk);

  const stores: Record<string, unknown> = {
    entries: {
      index: (name: string) => ({
        getKey: (wanted: unknown) =>
          request(() => keyWhere(disk.entries, name, wanted) ?? keyWhere(added, name, wanted)),
      }),
      add: (entry: Record<string, unknown>) =>
        write(() => {
          const key = keyOf(entry);
          if (disk.entries.has(key) || added.has(key)) throw new StorageError('ConstraintError');
          const value = structuredClone(entry);
          added.set(key, value);
          return () => {
            disk.entries.set(key, value);
            disk.sorted = undefined;
          };
        }),
      openCursor: (range: KeyRange) =>
        request(() => cursor(valuesOf(disk).filter((entry) => range.includes(pairOf(entry))))),
    },
    head: {
      get: () => request(() => head?.value ?? disk.head),
      put: (value: unknown) =>
        write(() => {
          const next = { value: structuredClone(value) };
          head = next;
          return () => void (disk.head = next.value);
        }),
    },
  };
  return { done, objectStore: (name: string) => stores[name] };
}
