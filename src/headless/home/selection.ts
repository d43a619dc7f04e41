import type { AuditEntry } from '../../domain/audit.ts';
import { entriesIn, filesIn, type LogFile, type LogFiles } from './log-lines.ts';

export interface Selection<T> {
  (): readonly T[];
  /** Reads what is closed, file by file, so that nothing else of this process waits for long when somebody asks. */
  prepare(): Promise<void>;
}

/**
 * Reads what is wanted of a journal again and again, e.g. whenever somebody asks for metrics: a closed file does not change
 * and is read once, so that the cost does not grow with the years.
 */
export function selectionOf<T>(files: LogFiles, pick: (entry: AuditEntry) => T | undefined): Selection<T> {
  const closed = new Map<string, readonly T[]>();
  function read({ file, isClosed, pieces }: LogFile): readonly T[] {
    const known = closed.get(file);
    if (known) return known;
    const found: T[] = [];
    for (const entry of entriesIn(pieces())) {
      const picked = pick(entry);
      if (picked !== undefined) found.push(picked);
    }
    if (isClosed) closed.set(file, found);
    return found;
  }
  function readAll(): readonly T[] {
    const found: T[] = [];
    for (const file of filesIn(files)) for (const picked of read(file)) found.push(picked);
    return found;
  }
  return Object.assign(readAll, {
    async prepare() {
      for (const file of filesIn({ closed: files.closed })) {
        read(file);
        await new Promise((resolve) => setImmediate(resolve));
      }
    },
  });
}
