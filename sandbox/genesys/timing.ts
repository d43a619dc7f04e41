/** Everything that a world without a clock or luck of its own is given. */
export interface Timing {
  /** Milliseconds since the sandbox began; never goes back. */
  now(): number;
  /** Runs `run` once, `ms` later; answers a function that calls it off. */
  after(ms: number, run: () => void): () => void;
  /** In [0, 1). */
  random(): number;
  /** The date (epoch milliseconds) at which `now()` was 0. */
  wallEpoch: number;
  /** Lets this time pass at once. */
  advance(ms: number): void;
  /** Calls off everything that is due, now and ever after. */
  stop(): void;
}

export interface TimeSource {
  /** Whole milliseconds that really passed. Constant for purely virtual time. */
  elapsed(): number;
  /** Asks to be woken after `ms`. Does nothing for purely virtual time. */
  wake(ms: number, run: () => void): () => void;
  wallEpoch: number;
}

/** A source on which nothing happens until `advance`. */
export const virtualSource = (wallEpoch: number): TimeSource => ({
  elapsed: () => 0,
  wake: () => () => undefined,
  wallEpoch,
});

interface Due {
  at: number;
  order: number;
  run: () => void;
}

/** Time that follows its source and can be pushed ahead of it; what is due happens in order, also inside a push. */
export function createTiming(source: TimeSource, seed: number): Timing {
  const start = source.elapsed();
  const random = seededRandom(seed);
  let ahead = 0;
  let frozenAt: number | undefined;
  let order = 0;
  let queue: Due[] = [];
  let cancelWake = (): void => undefined;
  let stopped = false;

  const now = (): number => frozenAt ?? source.elapsed() - start + ahead;

  function rearm(): void {
    cancelWake();
    const next = queue[0];
    cancelWake =
      next === undefined || frozenAt !== undefined
        ? () => undefined
        : source.wake(Math.max(0, next.at - now()), runDue);
  }

  function runDue(): void {
    for (let next = queue[0]; next !== undefined && next.at <= now(); next = queue[0]) {
      queue.shift();
      next.run();
    }
    rearm();
  }

  return {
    now,
    random,
    wallEpoch: source.wallEpoch,
    after(ms, run) {
      if (stopped) return () => undefined;
      const due: Due = { at: now() + Math.max(0, ms), order: order++, run };
      const index = queue.findIndex((other) => other.at > due.at);
      queue.splice(index === -1 ? queue.length : index, 0, due);
      if (frozenAt === undefined) rearm();
      return () => {
        queue = queue.filter((other) => other !== due);
      };
    },
    advance(ms) {
      const from = now();
      const end = from + ms;
      try {
        for (let next = queue[0]; next !== undefined && next.at <= end; next = queue[0]) {
          queue.shift();
          frozenAt = Math.max(next.at, from);
          next.run();
        }
      } finally {
        frozenAt = undefined;
      }
      ahead += Math.max(0, end - now());
      rearm();
    },
    stop() {
      stopped = true;
      queue = [];
      cancelWake();
    },
  };
}

/** Mulberry32: small, fast and the same everywhere. */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}
