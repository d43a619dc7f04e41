import type { RecorderName, RecorderState, Switches } from '../../control.ts';

/** Where a body goes: an answer to a read, or an event. */
export type Outlet = 'rest' | 'event';

/** `Conversation.recordingState` over REST is upper case, whatever the switch says. */
export const restOverall = (state: RecorderState): string => state.toUpperCase();

/** Recording states that are documented in lower case: flat bodies, legs and events. */
export function overall(state: RecorderState, outlet: Outlet, casing: Switches['casing']): string {
  return outlet === 'event' && casing === 'upper' ? state.toUpperCase() : state;
}

/** States of single recorders: upper case over REST, without a documented casing in events. */
export function recordersState(
  states: Record<RecorderName, RecorderState>,
  outlet: Outlet,
  casing: Switches['casing'],
) {
  const upper = (state: RecorderState): string => (casing === 'lower' ? state : state.toUpperCase());
  // Mixed events differ even within one body, so that a reader who trusts either casing is found out.
  const other = (state: RecorderState): string =>
    outlet === 'event' && casing === 'mixed' ? state : upper(state);
  return {
    customerExperienceState: upper(states.customer),
    agentExperienceState: other(states.agent),
    adhocState: other(states.adhoc),
    snippetState: upper(states.snippet),
  };
}
