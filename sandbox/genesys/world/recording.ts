import type { RecorderName, RecorderState, Switches } from '../../control.ts';
import type { Conversation, Participant } from './model.ts';
import { isAgent, isLive, liveAgentLeg } from './model.ts';

const POLICY_RECORDERS = ['customer', 'agent'] as const;
const ALL_RECORDERS: readonly RecorderName[] = ['customer', 'agent', 'snippet', 'adhoc'];

/** "Suppress recordings during hold" of the trunk, by the agent's hold or the customer's (in a consult). */
const isSuppressed = (
  conversation: Conversation,
  leg: Participant,
  switches: Pick<Switches, 'suppressOnHold'>,
): boolean =>
  switches.suppressOnHold &&
  (leg.held ||
    leg.state === 'parked' ||
    conversation.participants.some(({ purpose, held }) => purpose === 'customer' && held));

const isPolicy = (name: RecorderName): boolean => name === 'customer' || name === 'agent';

/** States of a leg's recorders, given whether a secure pause covers them. Snippet and ad hoc are never paused. */
function recorderStates(
  leg: Participant,
  suppressed: boolean,
  secure: boolean,
): Record<RecorderName, RecorderState> {
  const stateOf = (name: RecorderName): RecorderState => {
    if (!leg.running[name]) return 'none';
    return isPolicy(name) && (secure || suppressed) ? 'paused' : 'active';
  };
  return {
    customer: stateOf('customer'),
    agent: stateOf('agent'),
    snippet: stateOf('snippet'),
    adhoc: stateOf('adhoc'),
  };
}

/** What the recorders of a leg really do. */
export const trueRecorders = (conversation: Conversation, leg: Participant, switches: Switches) =>
  recorderStates(leg, isSuppressed(conversation, leg, switches), leg.securePaused);

/** What the leg's own payload says of them. */
export const toldRecorders = (conversation: Conversation, leg: Participant, switches: Switches) =>
  recorderStates(leg, isSuppressed(conversation, leg, switches), leg.tellsSecurePause);

/** The overall state is about policy recorders; snippet and ad hoc have states of their own. */
export function overallState(recorders: readonly Record<RecorderName, RecorderState>[]): RecorderState {
  const has = (state: 'active' | 'paused') =>
    recorders.some((each) => POLICY_RECORDERS.some((name) => each[name] === state));
  if (has('active')) return 'active';
  return has('paused') ? 'paused' : 'none';
}

export interface ConversationRecording {
  state: RecorderState;
  securePause: boolean;
}

/**
 * What payloads say of a leg that is not answered yet where a policy will record it: paused, and no secure pause
 * (a public capture of 2024). Nothing runs there.
 */
export const tellsPauseWhileRinging = (conversation: Conversation, leg: Participant): boolean =>
  isAgent(leg) && leg.state === 'alerting' && conversation.policy.length > 0;

/** What payloads say of the conversation. */
export function toldRecording(conversation: Conversation, switches: Switches): ConversationRecording {
  const recording = conversationRecording(conversation, switches);
  const rings = conversation.participants.some((leg) => tellsPauseWhileRinging(conversation, leg));
  return recording.state === 'none' && rings ? { state: 'paused', securePause: false } : recording;
}

/** The conversation level is always true: active while any policy recorder of it is. */
export function conversationRecording(conversation: Conversation, switches: Switches): ConversationRecording {
  const live = conversation.participants.filter(isLive);
  const state = overallState(live.map((leg) => trueRecorders(conversation, leg, switches)));
  return { state, securePause: state === 'paused' && live.some((leg) => leg.securePaused) };
}

export const isCapturing = (conversation: Conversation, switches: Switches): boolean =>
  conversation.participants.some(
    (leg) =>
      leg.screen === 'active' || Object.values(trueRecorders(conversation, leg, switches)).includes('active'),
  );

/** An agent has connected: the policy starts its recorders, paused only where a pause outlives a change of legs. */
export function startPolicy(conversation: Conversation, leg: Participant, switches: Switches): void {
  for (const name of conversation.policy) leg.running[name] = true;
  const inherits = switches.pauseSurvivesTransfer && conversation.pauseStands;
  leg.securePaused = inherits && conversation.policy.length > 0;
  leg.tellsSecurePause = leg.securePaused;
}

/** Recorders begin anew when a call is taken up again or put together; a pause outlives that only by the switch. */
export function restartPolicy(conversation: Conversation, switches: Switches): void {
  if (switches.pauseSurvivesTransfer) return;
  conversation.pauseStands = false;
  for (const leg of conversation.participants) {
    leg.securePaused = false;
    leg.tellsSecurePause = false;
  }
}

export function stopRecorders(leg: Participant): void {
  for (const name of ALL_RECORDERS) leg.running[name] = false;
  leg.securePaused = false;
  leg.tellsSecurePause = false;
  if (leg.screen !== 'none') leg.screen = 'stopped';
}

/**
 * A secure pause or resume addresses the conversation: every policy recorder follows. Which payloads tell so is another
 * matter: those of the actor's own leg, of all legs when the actor has none, or of all by a switch.
 */
export function setSecurePause(
  conversation: Conversation,
  paused: boolean,
  by: string,
  switches: Switches,
): void {
  const own = liveAgentLeg(conversation, by);
  for (const leg of conversation.participants) {
    if (!isLive(leg) || !isAgent(leg) || !POLICY_RECORDERS.some((name) => leg.running[name])) continue;
    conversation.pauseStands = paused;
    leg.securePaused = paused;
    if (own === undefined || leg === own || switches.otherLegsUpdate) leg.tellsSecurePause = paused;
    if (switches.screenPausesWithAudio && paused && leg.screen === 'active') leg.screen = 'paused';
    if (!paused && leg.screen === 'paused') leg.screen = 'active';
  }
}
