import type { ComponentType } from 'preact';
import type { Log } from './app/ports.ts';
import type { endedMark } from './outbox/ended-mark.ts';
import { endedPaused } from './outbox/ended-paused.ts';
import type { PanelPartProps } from './ui/agent/Part.tsx';
import { endedNotice } from './ui/ended/ended-notice.tsx';

interface Around {
  readonly wall: number;
  readonly log: Log;
  readonly mark: ReturnType<typeof endedMark>;
  /** The call of this panel, which says itself how it ended. */
  readonly conversationId: string | undefined;
}

/** What there is to say of the last call of this user. It comes as a chunk of its own where a call has ended while paused. */
export async function noticeFor(
  userId: string,
  { wall, log, mark, conversationId }: Around,
): Promise<ComponentType<PanelPartProps> | undefined> {
  const ended = await endedPaused({ userId, wall }, log);
  if (!ended || ended.conversationId === conversationId) return undefined;
  // Once, whether or not anybody reads it: at the next start it would be old news.
  mark.clear(ended.conversationId);
  return endedNotice(Date.parse(ended.at));
}
