import type { Control, ConversationView } from './view.ts';

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
