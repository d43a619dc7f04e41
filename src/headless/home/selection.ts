import type { AuditEntry } from '../../domain/audit.ts';
import { isClosed } from './chain-file.ts';
import { entriesOf } from './log-lines.ts';

/**
 * Reads what is wanted of a journal again and again, e.g. whenever somebody asks for metrics: a closed file does not change
 * and is read once, so that the cost does not grow with the years.
 */
export function selectionOf(
  files: () => readonly string[],
  isWanted: (entry: AuditEntry) => boolean,
): () => readonly AuditEntry[] {
  const closed = new Map<string, readonly AuditEntry[]>();
  return () =>
    files().flatMap((file) => {
      const found = closed.get(file) ?? [...entriesOf([file])].filter(isWanted);
      if (isClosed(file)) closed.set(file, found);
      return found;
    });
}
