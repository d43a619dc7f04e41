import { lstatSync } from 'node:fs';
import { isLogName } from '../home/chain-file.ts';
import { growFile } from '../home/files.ts';
import { lastEntryOf, linesOf, type Line, type LogFiles } from '../home/log-lines.ts';
import { formOf } from './audit.ts';
import { goThrough, type Pace } from './go-through.ts';

export interface Exported {
  readonly entries: number;
  /** Lines that are no entries. */
  readonly left: number;
}

/**
 * Writes the entries of a log into a file, or for `-` out. A file is readable by this user only, is whole or not there, and is
 * never written through a link or over somebody else's. One that is there is `taken` unless `force` says so, and a log is
 * never replaced, nor a file of entries whose last one is not exported too. What cannot be read of the log is thrown.
 */
export async function exportLog(
  files: LogFiles,
  file: string,
  { force, out, pace }: { readonly force: boolean; out(text: string): void; readonly pace: Pace },
): Promise<Exported | 'interrupted' | 'refused' | 'taken' | 'a-log'> {
  const isThere = () => file !== '-' && lstatSync(file, { throwIfNoEntry: false })?.isFile() === true;
  if (isThere() && !force) return 'taken';
  if (isThere() && isLogName(file)) return 'a-log';
  const replaced = isThere() ? orRefused(() => lastEntryOf(file)?.hash) : undefined;
  if (replaced === 'refused') return replaced;
  let isKept = replaced === undefined;
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
    isKept ||= entry.hash === replaced;
    isRefused = orRefused(() => write(row(entry))) === 'refused';
    return !isRefused;
  };
  try {
    if (first !== '') isRefused = orRefused(() => write(first)) === 'refused';
    const isThrough = isRefused || (await goThrough(linesOf(files), add, pace));
    if (!isThrough) return 'interrupted';
    if (!isKept) return 'a-log';
    // It may have come while this was written.
    if (!force && isThere()) return 'taken';
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
