/**
 * Databases in memory: requests of a transaction answer at once, its commit takes a while; transactions take turns, across
 * pages too.
 */
export interface Disk {
  readonly entries: Map<string, Record<string, unknown>>;
  head: unknown;
  /** What the storage does to whoever uses it now. */
  mood: 'well' | 'slow' | 'full' | 'denied';
  /** How far the destinations are: a database of its own. */
  readonly sent: SentDisk;
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

/** What the destinations of the log have been sent, as `sent.ts` keeps it. */
export interface SentDisk {
  readonly places: Map<string, unknown>;
  readonly refused: { readonly key: readonly (string | number)[]; readonly status: number }[];
  readonly line: (() => void)[];
  /** How often it was thrown away. */
  losses: number;
}

export class StorageError extends Error {
  constructor(name: string) {
    super(name);
    this.name = name;
  }
}

export function takeTurn({ line }: Pick<Disk, 'line'>, run: () => void): void {
  line.push(run);
  if (line.length === 1) run();
}

export function leaveLine({ line }: Pick<Disk, 'line'>): void {
  line.shift();
  line[0]?.();
}

/** One transaction that writes: all of it or nothing, one after the other of those that stand in this line. */
export function changing(page: Page, place: Pick<Disk, 'line'>) {
  const { disk } = page;
  const staged: (() => void)[] = [];
  let settled = false;
  let isCommitPlanned = false;
  let settle: (outcome: 'done' | StorageError) => void = () => undefined;
  const done = new Promise<void>((resolve, reject) => {
    settle = (outcome) => (outcome === 'done' ? resolve() : reject(outcome));
  });
  const turn = new Promise<void>((resolve) => takeTurn(place, () => page.later(0, resolve)));

  function finish(outcome: 'done' | StorageError): void {
    if (settled) return;
    settled = true;
    leaveLine(place);
    // Nobody is there any more to hear of it.
    if (page.isAlive()) settle(outcome);
  }

  function commit(): void {
    if (disk.mood === 'denied' || !page.survivesCommit()) return finish(new StorageError('AbortError'));
    for (const change of staged) change();
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

  /** `run` answers what the commit does. */
  const write = (run: () => () => void) =>
    request(() => {
      if (disk.mood === 'full') throw new StorageError('QuotaExceededError');
      staged.push(run());
    });
  return { done, request, write };
}
