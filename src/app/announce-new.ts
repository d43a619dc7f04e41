import type { Alarm, ConversationView } from './view.ts';

/**
 * Loud ones only: what a click of this agent led to is answered where the click was, be it in another panel of theirs. The
 * panel itself says it all the same.
 */
const IS_LOUD: Readonly<Record<Alarm['kind'], boolean>> = {
  'resumed-by-someone-else': true,
  'resumed-in-another-window': false,
  'cannot-confirm': true,
  'recorded-meanwhile': true,
  'other-recorder': true,
  failed: false,
  unconfirmed: false,
  'ended-while-paused': true,
  'over-limit': true,
  'resumed-automatically': true,
  'not-sent': false,
};

/** Calls with loud alarms, as they were last shown. */
export type Heard = ReadonlyMap<string, { readonly view: ConversationView; readonly loud: readonly Alarm[] }>;

export const NOTHING_HEARD: Heard = new Map();

/**
 * Announces each loud alarm that was not there before, and what is left when one has ended: another one of the same call, or
 * none. Answers what is there now.
 */
export function announceNew(
  conversations: readonly ConversationView[],
  heard: Heard,
  announce: (alarm: Alarm | undefined, conversation: ConversationView) => void,
): Heard {
  const now = new Map<string, { readonly view: ConversationView; readonly loud: readonly Alarm[] }>();
  for (const view of conversations) {
    const loud = view.alarms.filter((alarm) => IS_LOUD[alarm.kind]);
    if (loud.length > 0) now.set(view.conversationId, { view, loud });
    const before = heard.get(view.conversationId)?.loud ?? [];
    const isNew = (alarm: Alarm) => !before.some(({ kind }) => kind === alarm.kind);
    if (loud.some(isNew)) announce(loud.findLast(isNew), view);
    else if (loud.length < before.length) announce(loud.at(-1), view);
  }
  const gone = [...heard].filter(([id]) => !conversations.some((one) => one.conversationId === id));
  for (const [, { view }] of gone) announce(undefined, view);
  return now;
}
