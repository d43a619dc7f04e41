import { signal, type Signal } from '@preact/signals';
import { within } from '@testing-library/preact';
import type { AppView } from '../../../src/app/view.ts';
import { mountAgent, type AgentEnv } from '../../../src/ui/agent/mount-agent.tsx';
import type { Shortcuts } from '../../../src/ui/agent/shortcuts.ts';
import { AllCalls } from '../../../src/ui/all-calls/AllCalls.tsx';
import { seenPast } from '../../../src/app/timeline/seen.ts';
import { NoCall } from '../../../src/ui/all-calls/NoCall.tsx';
import { DetailsBody } from '../../../src/ui/details/DetailsBody.tsx';
import { LimitRow } from '../../../src/ui/limit/LimitRow.tsx';
import { pausedBy, pausedSince } from '../../../src/ui/details/marked-pause.tsx';
import { WhyPaused } from '../../../src/ui/details/WhyPaused.tsx';
import { makeFakeClock } from './fake-ui-clock.ts';
import { NOW, recordActions } from './views.ts';

const LIST = { AllCalls, NoCall };
const mounted: (() => void)[] = [];

/** The panel as an agent sees it, with `view` to change what the application says. */
export function show(
  first: AppView,
  language?: string,
  shortcuts: Shortcuts = {},
  different: Partial<AgentEnv> = {},
) {
  const root = document.createElement('div');
  document.body.append(root);
  const view: Signal<AppView> = signal(first);
  const actions = recordActions();
  const clock = makeFakeClock(NOW);
  const bugs: unknown[] = [];
  const unmount = mountAgent(root, view, () => actions, {
    clock,
    language,
    shortcuts: () => shortcuts,
    loadDetails: async () => ({
      Body: DetailsBody,
      Why: WhyPaused,
      PausedBy: pausedBy(async () => []),
      PausedSince: pausedSince(async () => []),
      seenPast,
      readLog: async () => [],
      followProof: () => () => {},
      saveLog: async () => {},
    }),
    past: () => undefined,
    loadLimit: async () => LimitRow,
    lookBack: async () => undefined,
    onBug: (error) => bugs.push(error),
    ...different,
  });
  mounted.push(() => {
    unmount();
    root.remove();
  });
  return { root, view, actions, clock, bugs, unmount, ui: within(root) };
}

/** The panel for all calls. */
export const showAll = (first: AppView, language?: string) => show(first, language, {}, { list: () => LIST });

export function cleanUp(): void {
  for (const unmount of mounted.splice(0)) unmount();
}
