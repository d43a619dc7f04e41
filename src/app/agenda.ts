import type { Cancel, Clock } from './ports.ts';

/** The next moment of each of many calls, and one timer for the earliest. */
export interface Agenda {
  /** Elapsed ms at which this call wants to be looked at; Infinity for never. */
  set(id: string, at: number): void;
  delete(id: string): void;
  /** Whose moment has come. */
  due(at: number): readonly string[];
  /**
   * Has the timer wait for the earliest moment. To be called anew whenever something happens: where the clock leaps, a
   * timer that was set before would come late.
   */
  arm(): void;
  stop(): void;
}

/** `wake` is called when the earliest moment has come; a timer may also be early or late. */
export function createAgenda(clock: Pick<Clock, 'now' | 'after'>, wake: () => void): Agenda {
  const moments = new Map<string, number>();
  let cancel: Cancel = () => {};

  return {
    set: (id, at) => void moments.set(id, at),
    delete: (id) => void moments.delete(id),
    due: (now) => [...moments].filter(([, at]) => at <= now).map(([id]) => id),
    arm() {
      let earliest = Infinity;
      for (const at of moments.values()) earliest = Math.min(earliest, at);
      cancel();
      if (earliest < Infinity) cancel = clock.after(Math.max(0, earliest - clock.now()), wake);
    },
    stop: () => cancel(),
  };
}
