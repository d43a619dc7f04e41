import { isLive } from './channel.ts';
import type { Evidence } from './evidence-state.ts';
import { ownLeg, type Leg } from './snapshot.ts';

/** Somebody of the organisation, who may press Pause: an agent, also one that is only rung or listens in. */
const mayPause = ({ live, userId, purpose }: Leg): boolean =>
  live && (userId !== undefined || purpose === 'agent' || purpose === 'user');

/**
 * Whether this pause may end without a press. It has to be the agent's own: proven by a Pause of this panel, with nothing
 * contrary, no other channel and no gap in its frames since. Pauses have no identity, so that nobody else may be on the call who
 * could have pressed Pause as well. `held`: not before the call is taken off hold, as its hold audio might be recorded.
 */
export function mayEndByItself({ belief, channel, contrary, told, userId }: Evidence): 'yes' | 'held' | 'no' {
  const leg = told.snapshot && ownLeg(told.snapshot, userId);
  const isOwn = belief.ownPause !== undefined && belief.state === 'paused' && belief.pauseKind === 'secure';
  const isHeard = isLive(channel) && !channel.deaf && contrary.standingResumes === 0;
  const isAlone = told.snapshot?.legs.filter(mayPause).length === 1;
  if (!isOwn || !isHeard || !isAlone || !leg?.connected || leg.held === undefined) return 'no';
  return leg.held ? 'held' : 'yes';
}
