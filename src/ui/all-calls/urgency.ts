import type { ClaimState, ConversationView } from '../../app/view.ts';
import { isNotSafe } from '../agent/status-words.ts';

const isLoud = ({ alarms }: ConversationView): boolean => alarms.some((alarm) => !('target' in alarm));

/** Something is said of it that its agent must read, or somebody may take details and must not. */
export const isAtStake = (view: ConversationView): boolean =>
  isLoud(view) || (!view.notMine && (view.beside !== undefined || isNotSafe(view)));

/** Lower is more urgent. Where we do not know, recording may be going on; a pause is to be ended; recording is as usual. */
const RANK = {
  unknown: 2,
  checking: 2,
  paused: 3,
  recording: 4,
  held: 5,
  'not-recording': 5,
  ended: 6,
} as const satisfies Record<ClaimState, number>;

/** Something is known of its recording. */
export const isKnown = ({ state }: ConversationView): boolean => state !== 'unknown' && state !== 'checking';

function rank(view: ConversationView, known: ReadonlySet<string>): number {
  // Of a call that is over nothing can be mended: the living come first.
  if (view.state !== 'ended' && isLoud(view)) return 0;
  if (view.notMine) return RANK.ended;
  if (isAtStake(view) && view.state !== 'ended') return 1;
  // Nothing is recorded there yet.
  if (view.ringing) return RANK['not-recording'];
  // A call that is new is being looked up: it does not rise to sink again.
  return isKnown(view) || known.has(view.conversationId) ? RANK[view.state] : RANK.recording;
}

const isSilent = ({ about }: ConversationView): number => (about?.isTalking ? 0 : 1);

/** Ids with the most urgent call first; of equals the one that is talked on, then as they were given. `known`: before now. */
export const byUrgency = (
  views: readonly ConversationView[],
  known: ReadonlySet<string>,
): readonly string[] =>
  views
    .toSorted((a, b) => rank(a, known) - rank(b, known) || isSilent(a) - isSilent(b))
    .map((view) => view.conversationId);

/** The order that was shown, those that have gone included: they leave a gap. Calls that are new go to the end. */
export function keepOrder(shown: readonly string[], now: readonly string[]): readonly string[] {
  return [...shown, ...now.filter((id) => !shown.includes(id))];
}
