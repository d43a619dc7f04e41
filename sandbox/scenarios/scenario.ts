import type { ActRequest, CallRequest, FaultRequest, SwitchRequest } from '../control.ts';

export type Without<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never;

/**
 * One step of a scenario. Calls are known by their customer's name, which is unique within a scenario.
 * `open` is what the agent does with the desktop itself.
 */
export type Step =
  | { step: 'call'; call: CallRequest & { customerName: string } }
  | { step: 'act'; on: string; act: Without<ActRequest, 'conversationId'> }
  | { step: 'fault'; fault: FaultRequest }
  | { step: 'switch'; set: SwitchRequest }
  | { step: 'sign-out' }
  | { step: 'wait'; ms: number }
  /** Shows this interaction, as a click on its card does. */
  | { step: 'open'; on: string };

export interface Scenario {
  name: string;
  /** Title in the scenario menu. */
  title: string;
  /** What one sees and may try, in one sentence. */
  about: string;
  steps: readonly Step[];
}
