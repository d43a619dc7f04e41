import type { Signal } from '@preact/signals';
import { SCENARIOS } from '../../scenarios/scenarios.ts';
import type { AllCallsApp, Desktop } from '../desktop.ts';
import type { Theme } from '../launch.ts';
import { relaunch } from '../launch.ts';
import { Icon } from './Icon.tsx';
import { Menu } from './Menu.tsx';
import { Avatar } from './Person.tsx';
import css from './TopBar.module.css';

interface TopBarProps {
  desktop: Desktop;
  theme: Signal<Theme>;
  isSimulatorOpen: Signal<boolean>;
}

export function TopBar({ desktop, theme, isSimulatorOpen }: TopBarProps) {
  const isBusy = desktop.interactions.value.some(({ state }) => state === 'connected' || state === 'held');
  return (
    <header class={css.bar}>
      <span class={css.logo}>
        <Icon name="headset" size={22} />
        <span class={css.title}>Agent desktop</span>
      </span>
      <span class={css.tag}>Sandbox</span>
      <span class={css.space} />
      <AppsMenu page={desktop.allCalls.page} />
      <ScenarioMenu current={desktop.launch.scenario} />
      <button
        type="button"
        class={css.simulator}
        aria-expanded={isSimulatorOpen.value}
        aria-controls="simulator"
        onClick={() => {
          isSimulatorOpen.value = !isSimulatorOpen.value;
        }}
      >
        <Icon name="sliders" size={18} />
        <span>Simulator</span>
      </button>
      <button
        type="button"
        class={css.button}
        aria-label={theme.value === 'dark' ? 'Light theme' : 'Dark theme'}
        title="Of the desktop. The panel goes by the setting of your system."
        onClick={() => {
          theme.value = theme.value === 'dark' ? 'light' : 'dark';
        }}
      >
        <Icon name={theme.value === 'dark' ? 'sun' : 'moon'} size={18} />
      </button>
      <span class={css.agent}>
        <span class={css.who}>
          <strong>{desktop.agent.name}</strong>
          <span class={css.status}>On queue · {isBusy ? 'Interacting' : 'Idle'}</span>
        </span>
        <span class={css.avatar} data-busy={isBusy}>
          <Avatar name={desktop.agent.name} size={32} />
        </span>
      </span>
    </header>
  );
}

function AppsMenu({ page }: { page: AllCallsApp | undefined }) {
  if (page === undefined) return null;
  return (
    <Menu align="end" title="Apps of this organisation" buttonClass={css.button} label="Apps">
      {(close) => (
        <button
          type="button"
          class={css.app}
          onClick={() => {
            close();
            page.show(true);
          }}
        >
          {page.name}
        </button>
      )}
    </Menu>
  );
}

function ScenarioMenu({ current }: { current: string }) {
  const title = SCENARIOS.find(({ name }) => name === current)?.title;
  return (
    <Menu
      align="end"
      title="Start the desktop anew with"
      buttonClass={css.button}
      label={
        <>
          <span class={css['scenario-label']}>Scenario</span>
          {title !== undefined && <span class={css.current}>{title}</span>}
          <Icon name="chevron" size={16} />
        </>
      }
    >
      {() =>
        SCENARIOS.map(({ name, title, about }) => (
          <a
            key={name}
            class={css.scenario}
            href={relaunch(location.search, { scenario: name })}
            aria-current={name === current ? 'true' : undefined}
          >
            <strong>{title}</strong>
            <span>{about}</span>
          </a>
        ))
      }
    </Menu>
  );
}
