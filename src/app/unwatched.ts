import type { CallInput } from '../domain/call-input.ts';
import type { Alarm, Control, ConversationView } from './view.ts';

const CANNOT: Control = { can: false, why: 'unknown' };

/** What is left to show of a call that nobody watches any more: no claim, and what went wrong before. */
export function unwatched({ conversationId, alarms, notMine, other }: ConversationView): ConversationView {
  return {
    conversationId,
    state: 'unknown',
    safe: false,
    recorders: [],
    channel: 'lost',
    pause: CANNOT,
    resume: CANNOT,
    captures: [],
    listeners: [],
    alarms,
    screenStillRecorded: false,
    notLogged: false,
    isWatched: false,
    notMine,
    ...(other && { other }),
  };
}

/** What is to be said of it, or of what is true by then, when the call is watched again. Another recorder says so itself. */
export function unreadOf({ alarms }: ConversationView): Extract<CallInput, { kind: 'unread' }> {
  const has = (...kinds: readonly Alarm['kind'][]) => alarms.some(({ kind }) => kinds.includes(kind));
  return {
    kind: 'unread',
    isLost: has('resumed-by-someone-else', 'resumed-in-another-window', 'cannot-confirm', 'over-limit'),
    wasRecorded: has('resumed-by-someone-else', 'recorded-meanwhile'),
    endedByItself: has('resumed-automatically'),
    endedWhilePaused: has('ended-while-paused'),
  };
}
