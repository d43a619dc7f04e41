import type { Alarm, ConversationView } from '../../app/view.ts';
import type { Catalogue } from '../catalogue.ts';
import { formatTime } from '../words.ts';
import { alarmText } from './alarm-words.ts';
import { shortId } from '../words.ts';

/**
 * What the desktop shows of an alarm when the panel itself may be out of sight, and of which call; no alarm: it is over. One
 * toast per call, so that what is newer takes the place of what is no longer so.
 */
export function toastWords(
  alarm: Alarm | undefined,
  { conversationId, about }: Pick<ConversationView, 'conversationId' | 'about'>,
  words: Catalogue,
) {
  const { queue = words.call, startedAt } = about ?? {};
  const told = startedAt === undefined ? shortId(conversationId) : formatTime(startedAt, words.language);
  return {
    id: `rc-${conversationId}`,
    title: `${words.region}: ${queue}, ${told}`,
    ...(alarm
      ? { kind: 'error' as const, message: alarmText(alarm, { state: 'unknown', captures: [] }, words).truth }
      : { kind: 'info' as const, message: words.alarmOver }),
  };
}
