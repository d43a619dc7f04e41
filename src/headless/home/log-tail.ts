import { closeSync, fstatSync, readSync } from 'node:fs';
import type { AuditEntry } from '../../domain/audit.ts';
import { decodeEntry } from './decode-entry.ts';
import { openFile, type LogFiles } from './log-lines.ts';

const PIECE_BYTES = 64_000;
/** A log that says more than this within the time that is asked for is read no further back: nobody waits for it. */
const MOST_BYTES = 4_000_000;
const NEWLINE = 0x0a;

/**
 * The newest entries of a log that other processes write too: those that are not old at first, and each time what has come since.
 * Some may come twice. Costs what is new, however long the log is.
 */
export function createLogTail(
  files: LogFiles,
  isOld: (entry: AuditEntry) => boolean,
): () => readonly AuditEntry[] {
  let known: { readonly ino: number; readonly end: number } | undefined;

  return () => {
    const descriptor = files.current === undefined ? undefined : openFile(files.current);
    if (descriptor === undefined) return [];
    try {
      const { ino, size } = fstatSync(descriptor);
      const isSame = known?.ino === ino && known.end <= size;
      const { entries, from, end } = isSame
        ? newestIn(descriptor, size, known?.end ?? 0, () => false)
        : newestIn(descriptor, size, 0, isOld);
      known = { ino, end };
      // What stands before it was written to the file that was closed last.
      return isSame || from > 0 ? entries : [...newestOfClosed(files, isOld), ...entries];
    } finally {
      closeSync(descriptor);
    }
  };
}

function newestOfClosed(files: LogFiles, isOld: (entry: AuditEntry) => boolean): readonly AuditEntry[] {
  const last = files.closed().at(-1);
  const descriptor = last === undefined ? undefined : openFile(last);
  if (descriptor === undefined) return [];
  try {
    return newestIn(descriptor, fstatSync(descriptor).size, 0, isOld).entries;
  } finally {
    closeSync(descriptor);
  }
}

/** Read from the end on, down to `from` or to a piece that tells of old things only. `end`: of the last line that is whole. */
function newestIn(
  descriptor: number,
  size: number,
  from: number,
  isOld: (entry: AuditEntry) => boolean,
): { readonly entries: readonly AuditEntry[]; readonly from: number; readonly end: number } {
  const entries: AuditEntry[] = [];
  let rest: Buffer = Buffer.alloc(0);
  let end = from;
  let to = size;
  while (to > from && size - to < MOST_BYTES) {
    const piece = Buffer.alloc(Math.min(to - from, PIECE_BYTES));
    to -= piece.length;
    readSync(descriptor, piece, 0, piece.length, to);
    const text = Buffer.concat([piece, rest]);
    // The first line may begin in the piece before.
    const whole = to > from ? text.indexOf(NEWLINE) + 1 : 0;
    const last = text.lastIndexOf(NEWLINE) + 1;
    if (end === from && last > 0) end = to + last;
    const found = text
      .toString('utf8', whole, Math.max(whole, last))
      .split('\n')
      .map(decodeEntry)
      .filter((entry) => entry !== undefined);
    rest = whole === 0 ? text : text.subarray(0, whole);
    entries.unshift(...found);
    if (found.length > 0 && found.every(isOld)) break;
  }
  return { entries, from: to, end };
}
