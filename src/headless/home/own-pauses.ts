import type { AuditEntry } from '../../domain/audit.ts';
import { isRefused } from '../../domain/refused.ts';
import { entriesIn, filesIn, type LogFiles } from './log-lines.ts';

/** Entries that are read in one task. */
const AT_ONCE = 500;

/**
 * The calls whose newest pause was asked for by this home, confirmed without any doubt whose it is (a failure beside the
 * confirmation), and of which nothing was written down since that ended it: a Resume that was sent and not refused, whatever
 * became of it, or one that this home has seen somebody else make.
 */
export const ownPauses = async (files: LogFiles): Promise<Set<string>> =>
  new Set((await ownPausesOf(files)()).keys());

/** The same again and again, with when each was confirmed (epoch ms): a closed file does not change and is read once. One reading at a time. */
export function ownPausesOf(files: LogFiles): () => Promise<Map<string, number>> {
  const folded = new Set<string>();
  let closed: Known = new Map();

  async function read(pieces: Iterable<string>, known: Known): Promise<void> {
    let lines = 0;
    for (const entry of entriesIn(pieces)) {
      take(entry, known);
      lines += 1;
      if (lines % AT_ONCE === 0) await new Promise((resolve) => setImmediate(resolve));
    }
  }

  return async () => {
    let current: Known | undefined;
    for (const { file, isClosed, pieces } of filesIn(files)) {
      if (folded.has(file)) continue;
      const known = new Map(closed);
      await read(pieces(), known);
      if (isClosed) {
        closed = known;
        folded.add(file);
      } else current = known;
    }
    const standing = [...(current ?? closed)].filter(([, { sent }]) => sent.length === 0);
    return new Map(standing.map(([conversationId, { at }]) => [conversationId, at]));
  };
}

interface Paused {
  readonly at: number;
  /** Resumes since: each may have taken effect, and the next pause is whose it may be. */
  readonly sent: readonly string[];
}

/** Its values are not changed: what was read of a closed file is gone on from more than once. */
type Known = Map<string, Paused>;

function take(entry: AuditEntry, known: Known): void {
  const { conversationId, action, target, phase, failure } = entry;
  if (target !== 'policy') return;
  if (action === 'pause' && phase === 'confirmed') {
    if (failure === undefined) known.set(conversationId, { at: Date.parse(entry.at), sent: [] });
    else known.delete(conversationId);
  }
  if (action === 'ended-while-paused') known.delete(conversationId);
  if (action !== 'resume') return;
  if (phase === 'confirmed' || phase === 'observed') return void known.delete(conversationId);
  const before = known.get(conversationId);
  if (before === undefined) return;
  const wishId = entry.wishId ?? entry.id;
  const others = before.sent.filter((one) => one !== wishId);
  known.set(conversationId, { ...before, sent: isRefused(entry) ? others : [...others, wishId] });
}
