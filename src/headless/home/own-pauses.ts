import type { AuditEntry } from '../../domain/audit.ts';
import { entriesIn, filesIn, type LogFiles } from './log-lines.ts';

/** Entries that are read in one task. */
const AT_ONCE = 500;

/**
 * The calls whose newest pause was asked for by this home, confirmed without any doubt whose it is (a failure beside the
 * confirmation), and of which nothing was written down since that ended it. A Resume that came to nothing ends none; one that a watch saw somebody else make does.
 */
export const ownPauses = (files: LogFiles): Promise<Set<string>> => ownPausesOf(files)();

/** The same again and again: a closed file does not change and is read once. One reading at a time. */
export function ownPausesOf(files: LogFiles): () => Promise<Set<string>> {
  const folded = new Set<string>();
  let closed = new Set<string>();

  async function read(pieces: Iterable<string>, own: Set<string>): Promise<void> {
    let lines = 0;
    for (const entry of entriesIn(pieces)) {
      take(entry, own);
      lines += 1;
      if (lines % AT_ONCE === 0) await new Promise((resolve) => setImmediate(resolve));
    }
  }

  return async () => {
    let current: Set<string> | undefined;
    for (const { file, isClosed, pieces } of filesIn(files)) {
      if (folded.has(file)) continue;
      const own = new Set(closed);
      await read(pieces(), own);
      if (isClosed) {
        closed = own;
        folded.add(file);
      } else current = own;
    }
    return current ?? new Set(closed);
  };
}

function take({ conversationId, action, target, phase, failure }: AuditEntry, own: Set<string>): void {
  if (target !== 'policy' || (phase !== 'confirmed' && phase !== 'observed')) return;
  const isPaused = action === 'pause' && phase === 'confirmed';
  if (isPaused && failure === undefined) own.add(conversationId);
  else if (isPaused || action === 'resume' || action === 'ended-while-paused') own.delete(conversationId);
}
