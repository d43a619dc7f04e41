import { growFile } from '../home/files.ts';
import { linesOf, type Line } from '../home/log-lines.ts';
import { formOf } from './audit.ts';
import { goThrough, type Pace } from './go-through.ts';

export interface Exported {
  readonly entries: number;
  /** Lines that are no entries. */
  readonly left: number;
}

/**
 * Writes the entries of a log into a file, or for `-` out. A file is readable by this user only, is whole or not there, and is
 * never written through a link or over somebody else's. What cannot be read of the log is thrown.
 */
export async function exportLog(
  files: readonly string[],
  file: string,
  { out, pace }: { out(text: string): void; readonly pace: Pace },
): Promise<Exported | 'interrupted' | 'refused'> {
  const { first, row } = formOf(file);
  const growing = file === '-' ? undefined : orRefused(() => growFile(file));
  if (growing === 'refused') return growing;
  const write = growing ? growing.add : out;
  let entries = 0;
  let left = 0;
  let isRefused = false;
  const add = ({ entry, isTorn }: Line): boolean => {
    if (entry === undefined) {
      if (!isTorn) left += 1;
      return true;
    }
    entries += 1;
    isRefused = orRefused(() => write(row(entry))) === 'refused';
    return !isRefused;
  };
  try {
    if (first !== '') isRefused = orRefused(() => write(first)) === 'refused';
    const isThrough = isRefused || (await goThrough(linesOf(files), add, pace));
    if (!isThrough) return 'interrupted';
    if (isRefused || orRefused(() => growing?.done()) === 'refused') return 'refused';
    return { entries, left };
  } finally {
    growing?.giveUp();
  }
}

/** A disk may be full, or the file may not be ours: an expected failure, whatever the system calls it. */
function orRefused<T>(run: () => T): T | 'refused' {
  try {
    return run();
  } catch {
    return 'refused';
  }
}
