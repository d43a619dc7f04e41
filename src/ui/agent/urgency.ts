import type { ClaimState, ConversationView } from '../../app/view.ts';

/** Lower is more urgent. Where we do not know, recording may be going on. */
const RANK = {
  recording: 1,
  unknown: 2,
  checking: 2,
  paused: 3,
  held: 4,
  'not-recording': 5,
  ended: 6,
} as const satisfies Record<ClaimState, number>;

const rank = (view: ConversationView): number => {
  // Of a call that is over nothing can be mended: the living come first.
  if (view.state !== 'ended' && view.alarms.some((alarm) => !('target' in alarm))) return 0;
  if (view.notMine) return RANK.ended;
  if (view.beside) return RANK.unknown;
  // Nothing is recorded there yet.
  return view.ringing ? RANK['not-recording'] : RANK[view.state];
};

/** Ids with the most urgent call first; equals stay as they were given. */
export const byUrgency = (views: readonly ConversationView[]): readonly string[] =>
  views.toSorted((a, b) => rank(a) - rank(b)).map((view) => view.conversationId);

/** The order that was shown, those that have gone included: they leave a gap. Calls that are new go to the end. */
export function keepOrder(shown: readonly string[], now: readonly string[]): readonly string[] {
  return [...shown, ...now.filter((id) => !shown.includes(id))];
}
