/** A value that can be watched: the shape of a Preact signal, as far as this app uses it. */
export interface ReadonlyStore<T> {
  readonly value: T;
  /** Calls back at once, and then within each write of another value, until cancelled. */
  subscribe(run: (value: T) => void): () => void;
}

export interface Store<T> extends ReadonlyStore<T> {
  value: T;
}

/** One value and who watches it. A write from within a callback is told after the one under way. */
export function store<T>(initial: T): Store<T> {
  const watchers = new Set<(value: T) => void>();
  let current = initial;
  let isTelling = false;
  let changed = false;
  return {
    get value() {
      return current;
    },
    set value(next) {
      if (Object.is(next, current)) return;
      current = next;
      changed = true;
      if (isTelling) return;
      isTelling = true;
      try {
        while (changed) {
          changed = false;
          for (const run of watchers) run(current);
        }
      } finally {
        isTelling = false;
      }
    },
    subscribe(run) {
      const watcher = (value: T) => run(value);
      watchers.add(watcher);
      watcher(current);
      return () => void watchers.delete(watcher);
    },
  };
}
