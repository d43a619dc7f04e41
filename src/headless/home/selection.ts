import type { AuditEntry } from '../../domain/audit.ts';
import { isClosed } from './chain-file.ts';
import { entriesOf } from './log-lines.ts';

export interface Selection<T> {
  (): readonly T[];
  /** Reads what is closed, file by file, so that nothing else of this process waits for long when somebody asks. */
  prepare(): Promise<void>;
}

/**
 * Reads what is wanted of a journal again and again, e.g. whenever somebody asks for metrics: a closed file does not change
 * and is read once, so that the cost does not grow with the years.
 */
export function selectionOf<T>(
  files: () => readonly string[],
  pick: (entry: AuditEntry) => T | undefined,
): Selection<T> {
  const closed = new Map<string, readonly T[]>();
  function read(file: string): readonly T[] {
    const known = closed.get(file);
    if (known) return known;
    const found: T[] = [];
    for (const entry of entriesOf([file])) {
      const picked = pick(entry);
      if (picked !== undefined) found.push(picked);
    }
    if (isClosed(file)) closed.set(file, found);
    return found;
  }
  return Object.assign(() => files().flatMap(read), {
    async prepare() {
      for (const file of files().filter(isClosed)) {
        read(file);
        await new Promise((resolve) => setImmediate(resolve));
      }
    },
  });
}
