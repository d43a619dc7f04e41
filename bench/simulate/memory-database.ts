/**
 * Stands in for `idb` in the bundle of the simulator, as far as the journal uses it: a database in memory, on the agenda's time,
 * with the faults that real storage has. Requests of a transaction answer at once, its commit takes a
 * while; transactions take turns, across pages too.
 */
export interface Disk {
  readonly entries: Map<string, Record<string, unknown>>;
  head: unknown;
  /** What the storage does to whoever uses it now. */
  mood: 'well' | 'slow' | 'full' | 'denied';
  /** The entries in the order of their keys; absent when one has come since. */
  sorted?: readonly Record<string, unknown>[] | undefined;
  /** Transactions that take turns; the first one runs. */
  readonly line: (() => void)[];
}

/** The page whose code runs now. */
export interface Page {
  readonly disk: Disk;
  isAlive(): boolean;
  /** Runs whether the page is still there or not. */
  later(ms: number, run: () => void): void;
  commitMs(): number;
  /** The commit of a page that went away is done or not, by chance. */
  survivesCommit(): boolean;
}

let current: Page | undefined;

/** Every entry of the agenda runs code of one page only, until all promises have settled. */
export function enterPage(page: Page | undefined): void {
  current = page;
}

export const newDisk = (): Disk => ({ entries: new Map(), head: undefined, mood: 'well', line: [] });

class StorageError extends Error {
  constructor(name: string) {
    super(name);
    this.name = name;
  }
}

export function openDB(): Promise<unknown> {
  const page = current;
  if (page === undefined) throw new Error('Storage is opened by nobody.');
  if (page.disk.mood === 'denied') return Promise.reject(new StorageError('SecurityError'));
  return Promise.resolve(database(page));
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

function database(page: Page) {
  return {
    close: () => undefined,
    transaction: (_stores: unknown, mode = 'readonly') =>
      mode === 'readonly' ? reading(page) : transaction(page),
  };
}

/** Sees what began before it: it takes its turn in line. */
function reading(page: Page) {
  const { disk } = page;
  let asked: Promise<readonly Record<string, unknown>[]> | undefined;
  const atTurn = (resolve: (values: readonly Record<string, unknown>[]) => void): void =>
    takeTurn(disk, () => {
      const values = valuesOf(disk);
      page.later(0, () => resolve(values));
      leaveLine(disk);
    });
  const all = (): Promise<readonly Record<string, unknown>[]> => {
    if (disk.mood === 'denied') return Promise.reject(new StorageError('InvalidStateError'));
    return (asked ??= new Promise(atTurn));
  };
  const store = {
    getAll: all,
    index: (name: string) => ({
      getAll: async (wanted: unknown) => (await all()).filter((entry) => entry[name] === wanted),
    }),
    openCursor: async () => cursor((await all()).toReversed()),
  };
  const head = { get: async (key: string) => (await all(), key === 'head' ? disk.head : undefined) };
  return {
    done: Promise.resolve(),
    store,
    objectStore: (name: string) => (name === 'head' ? head : store),
  };
}

function takeTurn({ line }: Disk, run: () => void): void {
  line.push(run);
  if (line.length === 1) run();
}

function leaveLine({ line }: Disk): void {
  line.shift();
  line[0]?.();
}

interface Cursor {
  readonly value: unknown;
  continue(): Promise<Cursor | null>;
}

/** A cursor over what is committed. */
function cursor(values: readonly unknown[], at = 0): Cursor | null {
  const step = async () => cursor(values, at + 1);
  return at < values.length ? { value: values[at], continue: step } : null;
}

function transaction(page: Page) {
  const { disk } = page;
  const added = new Map<string, Record<string, unknown>>();
  let head: { value: unknown } | undefined;
  let settled = false;
  let isCommitPlanned = false;
  let settle: (outcome: 'done' | StorageError) => void = () => undefined;
  const done = new Promise<void>((resolve, reject) => {
    settle = (outcome) => (outcome === 'done' ? resolve() : reject(outcome));
  });
  const turn = new Promise<void>((resolve) => takeTurn(disk, () => page.later(0, resolve)));

  function finish(outcome: 'done' | StorageError): void {
    if (settled) return;
    settled = true;
    leaveLine(disk);
    // Nobody is there any more to hear of it.
    if (page.isAlive()) settle(outcome);
  }

  function commit(): void {
    if (disk.mood === 'denied' || !page.survivesCommit()) return finish(new StorageError('AbortError'));
    for (const [key, value] of added) disk.entries.set(key, value);
    if (added.size > 0) disk.sorted = undefined;
    if (head) disk.head = head.value;
    finish('done');
  }

  /** With no request left a transaction commits. Whoever awaits one asks for the next before the agenda goes on. */
  function commitWhenIdle(): void {
    if (isCommitPlanned) return;
    isCommitPlanned = true;
    page.later(0, () => {
      if (!settled) page.later(page.commitMs(), commit);
    });
  }

  async function request<T>(run: () => T): Promise<T> {
    await turn;
    commitWhenIdle();
    try {
      if (disk.mood === 'denied') throw new StorageError('InvalidStateError');
      return run();
    } catch (error) {
      finish(error instanceof StorageError ? error : new StorageError('AbortError'));
      throw error;
    }
  }

  const write = (run: () => void) =>
    request(() => {
      if (disk.mood === 'full') throw new StorageError('QuotaExceededError');
      run();
    });

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
          added.set(key, structuredClone(entry));
        }),
    },
    head: {
      get: () => request(() => head?.value ?? disk.head),
      put: (value: unknown) => write(() => void (head = { value: structuredClone(value) })),
    },
  };
  return { done, objectStore: (name: string) => stores[name] };
}
