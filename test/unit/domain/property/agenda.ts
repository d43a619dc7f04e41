/** Virtual time: what is to happen, in order of its time and then of its making. */
export interface Agenda {
  readonly now: number;
  after(ms: number, run: () => void): void;
  /** Runs what is due until then; `wake` says when the code under test wants a tick, and gives it. */
  until(at: number, wake: { dueAt(): number; tick(): void }): void;
}

export function newAgenda(): Agenda {
  const waiting: { at: number; run: () => void }[] = [];
  let now = 0;
  return {
    get now() {
      return now;
    },
    after(ms, run) {
      const at = now + ms;
      let index = waiting.length;
      while (index > 0 && waiting[index - 1]!.at > at) index -= 1;
      waiting.splice(index, 0, { at, run });
    },
    until(at, wake) {
      for (;;) {
        const next = waiting[0]?.at ?? Infinity;
        const due = wake.dueAt();
        if (Math.min(next, due) > at) break;
        now = Math.max(now, Math.min(next, due));
        // The world goes first at the same moment: a timer of a browser is never early.
        if (next <= due) waiting.shift()!.run();
        else wake.tick();
      }
      now = at;
    },
  };
}
