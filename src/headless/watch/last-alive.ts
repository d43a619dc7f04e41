import { join } from 'node:path';
import { readOwnFile, replaceFile } from '../home/files.ts';

/** Until when a watch of this home is known to have listened. */
export interface LastAlive {
  /** Epoch ms; absent before the first watch. */
  last(): number | undefined;
  note(wall: number): void;
}

/** A clock that goes wrong by less is none that was set. */
const CLOCKS_DIFFER_MS = 60_000;
/** Calls that ended in this time are looked for when nothing tells since when; those that were handed on are known for longer. */
const UNTOLD_MS = 47 * 3_600_000;

export function openLastAlive(home: string, wall: () => number): LastAlive {
  const file = join(home, 'watched-until');
  return {
    last() {
      let text: string | undefined;
      try {
        text = readOwnFile(file);
      } catch {
        return wall() - UNTOLD_MS;
      }
      if (text === undefined) return undefined;
      const noted = /^\d+$/.test(text) ? Number(text) : Infinity;
      // A time to come: the clock was set back since, or this is no time of ours.
      return noted <= wall() + CLOCKS_DIFFER_MS ? noted : wall() - UNTOLD_MS;
    },
    note: (moment) => replaceFile(file, String(Math.round(moment))),
  };
}
