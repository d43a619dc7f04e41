import { useSignal } from '@preact/signals';
import type { ComponentType } from 'preact';
import type { Desktop } from '../desktop.ts';
import { CallsTab } from './CallsTab.tsx';
import { FaultsTab } from './FaultsTab.tsx';
import { MessagesTab } from './MessagesTab.tsx';
import { PlatformTab } from './PlatformTab.tsx';
import { RequestsTab } from './RequestsTab.tsx';
import css from './SimulatorDrawer.module.css';
import { TruthView } from './TruthView.tsx';

const TABS: readonly { name: string; Panel: ComponentType<{ desktop: Desktop }> }[] = [
  { name: 'Calls', Panel: CallsTab },
  { name: 'Faults', Panel: FaultsTab },
  { name: 'Platform', Panel: PlatformTab },
  { name: 'Messages', Panel: MessagesTab },
  { name: 'Requests', Panel: RequestsTab },
];

/** The other side of the world: what really is, and every string one can pull. No agent ever sees it. */
export function SimulatorDrawer({ desktop }: { desktop: Desktop }) {
  const current = useSignal('Calls');
  const Panel = TABS.find(({ name }) => name === current.value)?.Panel ?? CallsTab;
  const move = (by: number) => {
    const index = TABS.findIndex(({ name }) => name === current.value);
    const next = TABS[(index + by + TABS.length) % TABS.length];
    if (next === undefined) return;
    current.value = next.name;
    document.getElementById(`tab-${next.name}`)?.focus();
  };
  return (
    <section class={css.drawer} id="simulator" aria-label="Simulator">
      <TruthView desktop={desktop} />
      <div class={css.strings}>
        <div class={css.head}>
          <div
            class={css.tabs}
            role="tablist"
            aria-label="Simulator"
            onKeyDown={(event) => {
              if (event.key === 'ArrowRight') move(1);
              if (event.key === 'ArrowLeft') move(-1);
            }}
          >
            {TABS.map(({ name }) => (
              <button
                key={name}
                id={`tab-${name}`}
                type="button"
                role="tab"
                aria-selected={name === current.value}
                aria-controls="simulator-panel"
                tabIndex={name === current.value ? 0 : -1}
                onClick={() => {
                  current.value = name;
                }}
              >
                {name}
              </button>
            ))}
          </div>
          <span class={css.link} data-live={desktop.isFollowing.value} role="status">
            {desktop.isFollowing.value ? 'Connected to the simulator' : 'No connection to the simulator'}
          </span>
        </div>
        <div class={css.panel} id="simulator-panel" role="tabpanel" aria-labelledby={`tab-${current.value}`}>
          <Panel desktop={desktop} />
        </div>
      </div>
    </section>
  );
}
