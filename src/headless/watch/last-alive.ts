import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { replaceFile } from '../home/files.ts';

/** Until when a watch of this home is known to have listened. */
export interface LastAlive {
  /** Epoch ms; absent before the first watch. */
  last(): number | undefined;
  note(wall: number): void;
}

export function openLastAlive(home: string): LastAlive {
  const file = join(home, 'watched-until');
  return {
    last() {
      try {
        const wall = Number(readFileSync(file, 'utf8'));
        return wall > 0 ? wall : undefined;
      } catch {
        return undefined;
      }
    },
    note: (wall) => replaceFile(file, String(wall)),
  };
}
