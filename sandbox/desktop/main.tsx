import { effect, signal } from '@preact/signals';
import { render } from 'preact';
import { createControlClient } from './control-client.ts';
import type { Desktop } from './desktop.ts';
import { createDesktop } from './desktop.ts';
import { decodeManifest } from './host/manifest.ts';
import type { LoggedMessage } from './host/message-log.ts';
import type { Launch, Theme } from './launch.ts';
import { parseLaunch } from './launch.ts';
import { PEOPLE } from './people.ts';
import type { Step } from '../scenarios/scenario.ts';
import type { ScenarioStage } from './run-scenario.ts';
import { playScenario, prepareWorld } from './run-scenario.ts';
import { App } from './ui/App.tsx';
import './ui/tokens.css';

declare global {
  interface Window {
    /** For tests: every message between the host and the apps, and whether the scenario is through. */
    __desktop?: { messages: readonly LoggedMessage[]; scenario: 'running' | 'done' | 'failed' };
  }
}

async function main(): Promise<void> {
  const launch = parseLaunch(location.search);
  const origins = (await (await fetch('desktop.json')).json()) as { platformUrl: string; appUrl: string };
  const control = createControlClient(origins.platformUrl);
  const steps = await prepareWorld(launch, control);
  const { id } = PEOPLE[launch.user];
  const manifest = decodeManifest(await control.manifest(id, 'widget'));
  const [sidebar, page] = await Promise.all([
    control.manifest(id, 'sidebar').catch(() => null),
    control.manifest(id, 'page').catch(() => null),
  ]);
  const desktop = createDesktop({
    launch,
    control,
    manifest,
    allCallsManifests: {
      ...(sidebar ? { sidebar: decodeManifest(sidebar) } : {}),
      ...(page ? { page: decodeManifest(page) } : {}),
    },
    appUrl: launch.appUrl ?? origins.appUrl,
  });
  const theme = followTheme(launch);
  render(<App desktop={desktop} theme={theme} isSimulatorOpen={signal(false)} />, rootElement());
  await play(desktop, launch, steps);
}

async function play(desktop: Desktop, launch: Launch, steps: readonly Step[]): Promise<void> {
  const state: NonNullable<Window['__desktop']> = { messages: desktop.log.messages, scenario: 'running' };
  window.__desktop = state;
  await desktop.attempt(async () => {
    try {
      desktop.control.follow(desktop.watch, (isLive) => {
        desktop.isFollowing.value = isLive;
      });
      await playScenario(steps, launch, stageOf(desktop));
      state.scenario = 'done';
    } catch (error) {
      state.scenario = 'failed';
      throw error;
    }
  });
}

function stageOf(desktop: Desktop): ScenarioStage {
  return {
    control: desktop.control,
    open: (id) => openWhenListed(desktop, id),
    wait: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
  };
}

function openWhenListed(desktop: Desktop, id: string): Promise<void> {
  return new Promise((resolve) => {
    const stop = effect(() => {
      if (!desktop.interactions.value.some((interaction) => interaction.id === id)) return;
      queueMicrotask(() => {
        stop();
        desktop.select(id);
        resolve();
      });
    });
  });
}

/** The system's choice until the agent makes one. */
function followTheme(launch: Launch) {
  const prefersDark = matchMedia('(prefers-color-scheme: dark)');
  const theme = signal<Theme>(launch.theme ?? (prefersDark.matches ? 'dark' : 'light'));
  effect(() => {
    document.documentElement.dataset['theme'] = theme.value;
  });
  return theme;
}

function rootElement(): HTMLElement {
  const element = document.getElementById('desktop');
  if (element === null) throw new Error('The page has no element #desktop.');
  return element;
}

main().catch((error: unknown) => {
  rootElement().textContent = `The desktop could not start: ${error instanceof Error ? error.message : String(error)}`;
});
