import type { ActRequest } from '../control.ts';
import { SEED } from '../control.ts';
import { findScenario, NO_SCENARIO, SCENARIOS } from '../scenarios/scenarios.ts';
import type { Step } from '../scenarios/scenario.ts';
import type { ControlClient } from './control-client.ts';
import type { Launch } from './launch.ts';

export interface ScenarioStage {
  control: ControlClient;
  /** Waits until the desktop shows the interaction, then selects it. */
  open(conversationId: string): Promise<void>;
  wait(ms: number): Promise<void>;
}

/**
 * Makes the world that the desktop's address asks for, before anybody looks at what is installed in it. Answers what is played
 * there. Throws where there is no such scenario.
 */
export async function prepareWorld(launch: Launch, control: ControlClient): Promise<readonly Step[]> {
  if (launch.scenario === NO_SCENARIO) {
    if (launch.grant !== undefined) await control.grant(launch.grant);
    if (launch.isUserGiven) await control.signIn(SEED.users[launch.user]);
    return [];
  }
  const scenario = findScenario(launch.scenario);
  if (scenario === undefined) {
    const known = [...SCENARIOS.map(({ name }) => name), NO_SCENARIO].join(', ');
    throw new Error(`There is no scenario "${launch.scenario}". There are: ${known}.`);
  }
  await control.reset(launch.seed === undefined ? {} : { seed: launch.seed });
  // A reset goes back to the implicit grant, so the grant is chosen after it.
  if (launch.grant !== undefined) await control.grant(launch.grant);
  await control.signIn(SEED.users[launch.user]);
  return scenario.steps;
}

export async function playScenario(
  steps: readonly Step[],
  launch: Launch,
  stage: ScenarioStage,
): Promise<void> {
  const ids = new Map<string, string>();
  const idOf = (name: string): string => {
    const id = ids.get(name);
    if (id === undefined) throw new Error(`The scenario has no call of "${name}" yet.`);
    return id;
  };
  for (const step of steps) {
    switch (step.step) {
      case 'call': {
        const answer = await stage.control.call({ agentId: SEED.users[launch.user], ...step.call });
        ids.set(step.call.customerName, answer.conversationId);
        break;
      }
      case 'act': {
        const request: ActRequest = { conversationId: idOf(step.on), ...step.act };
        await stage.control.act(request);
        break;
      }
      case 'fault':
        await stage.control.fault(step.fault);
        break;
      case 'switch':
        await stage.control.switches(step.set);
        break;
      case 'sign-out':
        await stage.control.signOut();
        break;
      case 'wait':
        await stage.wait(step.ms);
        break;
      case 'open':
        await stage.open(idOf(step.on));
        break;
    }
  }
}
