import { entriesOf, type LogFiles } from './log-lines.ts';

/** Entries that are read in one task. */
const AT_ONCE = 500;

/**
 * The calls whose newest pause was asked for by this home, confirmed without any doubt whose it is (a failure beside the
 * confirmation), and of which nothing was written down since that ended it. A Resume that came to nothing ends none; one that a watch saw somebody else make does.
 */
export async function ownPauses(files: LogFiles): Promise<Set<string>> {
  const own = new Set<string>();
  let lines = 0;
  for (const { conversationId, action, target, phase, failure } of entriesOf(files)) {
    if (target === 'policy' && (phase === 'confirmed' || phase === 'observed')) {
      const isPaused = action === 'pause' && phase === 'confirmed';
      if (isPaused && failure === undefined) own.add(conversationId);
      else if (isPaused || action === 'resume' || action === 'ended-while-paused') own.delete(conversationId);
    }
    lines += 1;
    if (lines % AT_ONCE === 0) await new Promise((resolve) => setImmediate(resolve));
  }
  return own;
}
