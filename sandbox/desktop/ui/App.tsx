import type { Signal } from '@preact/signals';
import type { Desktop } from '../desktop.ts';
import type { Theme } from '../launch.ts';
import { SimulatorDrawer } from '../simulator/SimulatorDrawer.tsx';
import css from './App.module.css';
import { AppPage } from './AppPage.tsx';
import { CallArea } from './CallArea.tsx';
import { InteractionList } from './InteractionList.tsx';
import { Toasts } from './Toasts.tsx';
import { TopBar } from './TopBar.tsx';
import { WidgetColumn } from './WidgetColumn.tsx';

interface AppProps {
  desktop: Desktop;
  theme: Signal<Theme>;
  isSimulatorOpen: Signal<boolean>;
}

export function App({ desktop, theme, isSimulatorOpen }: AppProps) {
  return (
    <div class={css.desktop}>
      <TopBar desktop={desktop} theme={theme} isSimulatorOpen={isSimulatorOpen} />
      <InteractionList desktop={desktop} />
      <CallArea desktop={desktop} />
      <WidgetColumn desktop={desktop} />
      {desktop.allCalls.page && <AppPage page={desktop.allCalls.page} />}
      {isSimulatorOpen.value && <SimulatorDrawer desktop={desktop} />}
      {desktop.problem.value !== undefined && (
        <p class={css.problem} role="alert">
          {desktop.problem.value}
          <button
            type="button"
            onClick={() => {
              desktop.problem.value = undefined;
            }}
          >
            Dismiss
          </button>
        </p>
      )}
      <Toasts desktop={desktop} />
    </div>
  );
}
