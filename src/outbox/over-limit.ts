import type { AuditFacts } from '../domain/audit.ts';

type Of = Pick<AuditFacts, 'conversationId' | 'userId'>;

/**
 * How long ago, ms, the pause began that this user's panels have written down to be over its limit, when nothing after that says that it
 * has ended or has its time anew. Oldest entry first; `wall` is epoch ms, and a clock that was set back since makes no pause younger.
 * Of a pause within its limit nothing is told: who has ended it the log may not say.
 */
export function overLimitIn(entries: readonly AuditFacts[], of: Of, wall: number): number | undefined {
  let began: number | undefined;
  let isOver = false;
  let last = wall;
  for (const entry of entries) {
    const { action, phase, trigger } = entry;
    if (entry.conversationId !== of.conversationId || entry.userId !== of.userId) continue;
    const at = Date.parse(entry.at);
    last = Math.max(last, at);
    const isShown = action === 'safe-shown';
    const isDone = phase === 'confirmed' && (action === 'pause' || action === 'resume');
    if (isDone) began = action === 'pause' ? at : undefined;
    if (isShown) began ??= at;
    if (isDone || isShown || action === 'extend') isOver = false;
    else if (action === 'safe-withdrawn') isOver = trigger === 'limit';
  }
  return isOver && began !== undefined ? last - began : undefined;
}
