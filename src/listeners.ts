/** Who wants to hear of one thing, as often as it happens. */
export interface Listeners<What extends readonly unknown[]> {
  tell(...what: What): void;
  /** One who listens twice hears twice, until each is cancelled. */
  listen(run: (...what: What) => void): () => void;
}

export function listeners<What extends readonly unknown[] = []>(): Listeners<What> {
  const all = new Set<(...what: What) => void>();
  return {
    tell(...what) {
      for (const run of all) run(...what);
    },
    listen(run) {
      const listener = (...what: What) => run(...what);
      all.add(listener);
      return () => void all.delete(listener);
    },
  };
}
