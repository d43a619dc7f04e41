/** One queue for everything that happens in a run: world, network and pages. Nothing happens between two entries. */
export interface Agenda {
  /** Virtual ms since the run began. */
  now(): number;
  /** Runs once, `ms` later; entries of the same moment run in the order of their making. */
  after(ms: number, run: () => void): () => void;
  /** Takes the next entry, moves time to it and runs it; false when nothing is left before `until`. */
  next(until: number): boolean;
}

interface Entry {
  readonly at: number;
  readonly order: number;
  run: (() => void) | undefined;
}

const isBefore = (a: Entry, b: Entry) => a.at < b.at || (a.at === b.at && a.order < b.order);

export function createAgenda(): Agenda {
  const heap: Entry[] = [];
  let now = 0;
  let made = 0;

  function push(entry: Entry): void {
    let at = heap.push(entry) - 1;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      const above = heap[parent];
      if (above === undefined || isBefore(above, entry)) break;
      heap[at] = above;
      at = parent;
    }
    heap[at] = entry;
  }

  function pop(): Entry | undefined {
    const top = heap[0];
    const last = heap.pop();
    if (top === undefined || last === undefined || heap.length === 0) return top;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      const left = heap[child];
      if (left === undefined) break;
      const right = heap[child + 1];
      if (right !== undefined && isBefore(right, left)) child += 1;
      const smaller = heap[child];
      if (smaller === undefined || isBefore(last, smaller)) break;
      heap[at] = smaller;
      at = child;
    }
    heap[at] = last;
    return top;
  }

  return {
    now: () => now,
    after(ms, run) {
      // Browsers and platform count whole ms; NaN would never run.
      const entry: Entry = { at: now + Math.max(0, Math.ceil(ms) || 0), order: (made += 1), run };
      push(entry);
      return () => {
        entry.run = undefined;
      };
    },
    next(until) {
      for (;;) {
        const top = heap[0];
        if (top === undefined || top.at > until) {
          now = Math.max(now, until);
          return false;
        }
        pop();
        if (top.run === undefined) continue;
        now = top.at;
        top.run();
        return true;
      }
    },
  };
}
