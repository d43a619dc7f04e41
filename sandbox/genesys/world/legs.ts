import type { Switches } from '../../control.ts';
import type { Timing } from '../timing.ts';
import type { Conversation, Participant } from './model.ts';
import { isAgent, isLive, liveAgentLeg } from './model.ts';
import { startPolicy, stopRecorders } from './recording.ts';
import type { World } from './world.ts';

/** An act that the state of the conversation does not allow, in words. */
export class ActRefused extends Error {}

export interface Stage {
  world: World;
  timing: Timing;
  switches: Switches;
}

/** One act: where it happens, who does it, and the other user of a transfer, consult or conference. */
export interface Scene extends Stage {
  conversation: Conversation;
  by: string;
  to: string;
  /** The other conversation of a merge. */
  from: string;
}

export const liveCustomers = ({ conversation }: Pick<Scene, 'conversation'>): Participant[] =>
  conversation.participants.filter((leg) => leg.purpose === 'customer' && isLive(leg));

export function legOf(
  { conversation, by }: Pick<Scene, 'conversation' | 'by'>,
  state?: Participant['state'],
): Participant {
  const leg = liveAgentLeg(conversation, by);
  if (leg === undefined || (state !== undefined && leg.state !== state)) {
    throw new ActRefused(`This needs a${state ? ` leg that is ${state}` : ' live leg'} of user ${by}.`);
  }
  return leg;
}

/** Connects an alerting agent; the policy starts its recorders. */
export function connectLeg(
  { conversation, switches, timing }: Pick<Scene, 'conversation' | 'switches' | 'timing'>,
  leg: Participant,
): void {
  leg.state = 'connected';
  leg.connectedAt = timing.now();
  startPolicy(conversation, leg, switches);
}

export function setHeld({ timing }: Pick<Scene, 'timing'>, leg: Participant, held: boolean): void {
  leg.held = held;
  if (held) leg.heldAt = timing.now();
  else delete leg.heldAt;
}

/** Ends a leg. Whoever has to wrap up stays `disconnected` until that is done; all others are `terminated` at once. */
export function endLeg({ timing }: Pick<Scene, 'timing'>, leg: Participant, disconnectType: string): void {
  const owesWrapup = leg.wrapupRequired && leg.connectedAt !== undefined;
  leg.state = owesWrapup ? 'disconnected' : 'terminated';
  leg.endedAt = timing.now();
  leg.held = false;
  delete leg.heldAt;
  leg.disconnectType = disconnectType;
  if (owesWrapup) leg.acwStartedAt = timing.now();
  stopRecorders(leg);
}

/** Without any agent the call is over for everybody. */
export function endIfDeserted(scene: Pick<Scene, 'conversation' | 'timing'>): void {
  const { participants } = scene.conversation;
  if (participants.some((leg) => isAgent(leg) && isLive(leg))) return;
  for (const leg of participants.filter(isLive)) endLeg(scene, leg, 'peer');
}
