import type { Alarm, ConversationView } from './view.ts';

/** Loud ones only: what a click of this agent led to is answered where the click was. */
const LOUD: ReadonlySet<Alarm['kind']> = new Set([
  'resumed-by-someone-else',
  'resumed-in-another-window',
  'cannot-confirm',
  'other-recorder',
  'ended-while-paused',
]);

/** Alarms by conversation. */
export type Heard = ReadonlyMap<string, ReadonlySet<Alarm['kind']>>;

/** Announces the loud alarms that were not there before. Answers what is there now. */
export function announceNew(
  conversations: readonly ConversationView[],
  heard: Heard,
  announce: (alarm: Alarm, conversationId: string) => void,
): Heard {
  const now = new Map<string, ReadonlySet<Alarm['kind']>>();
  for (const { conversationId, alarms } of conversations) {
    const before = heard.get(conversationId);
    for (const alarm of alarms) {
      if (LOUD.has(alarm.kind) && !before?.has(alarm.kind)) announce(alarm, conversationId);
    }
    now.set(conversationId, new Set(alarms.map((alarm) => alarm.kind)));
  }
  return now;
}
