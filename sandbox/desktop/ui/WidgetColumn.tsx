import { useLayoutEffect, useRef } from 'preact/hooks';
import type { AllCallsApp, Desktop } from '../desktop.ts';
import type { FrameHost } from '../host/frame-host.ts';
import { isRevealed } from '../host/frame-host.ts';
import { isShownFor } from '../host/manifest.ts';
import { Icon } from './Icon.tsx';
import { MEDIUM_TEXT } from './InteractionList.tsx';
import css from './WidgetColumn.module.css';

/** The column where the platform shows apps beside an interaction. */
export function WidgetColumn({ desktop }: { desktop: Desktop }) {
  const { host, manifest, allCalls } = desktop;
  const { sidebar } = allCalls;
  const isAll = sidebar?.isShown.value ?? false;
  return (
    <aside class={css.column} aria-label="Apps">
      <header class={css.header}>
        <Icon name="app" size={18} />
        <h2>{manifest.name}</h2>
        {sidebar && <Tabs sidebar={sidebar} attention={desktop.attention.value.get('sidebar') ?? 0} />}
      </header>
      <div class={css.body}>
        <div class={css.layer} hidden={isAll}>
          <Frames host={host} />
          <Cover desktop={desktop} />
        </div>
        {sidebar && (
          <div class={css.layer} hidden={!isAll}>
            <Frames host={sidebar.host} />
          </div>
        )}
      </div>
    </aside>
  );
}

/** Iframes are never moved: a moved iframe loads again. */
export function Frames({ host }: { host: FrameHost }) {
  const place = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    host.element.className = css.frames ?? '';
    place.current?.append(host.element);
  }, [host]);
  return <div class={css.place} ref={place} />;
}

/** The app beside the call that is shown, or in the sidebar, where it lists all calls. */
function Tabs({ sidebar, attention }: { sidebar: AllCallsApp; attention: number }) {
  const isAll = sidebar.isShown.value;
  const tab = (text: string, isOfAll: boolean, badge: number) => (
    <button type="button" role="tab" aria-selected={isAll === isOfAll} onClick={() => sidebar.show(isOfAll)}>
      {text}
      {badge > 0 && <span class={css.badge}>{badge}</span>}
    </button>
  );
  return (
    <div class={css.tabs} role="tablist" aria-label="Where the app is shown">
      {tab('This call', false, 0)}
      {tab('All calls', true, attention)}
    </div>
  );
}

/** What stands in for the app while there is none to see. */
function Cover({ desktop }: { desktop: Desktop }) {
  const interaction = desktop.selected.value;
  const phase = interaction && desktop.host.frames.value.frames.get(interaction.id)?.phase;
  if (isRevealed(phase)) return null;
  if (interaction === undefined) return <p class={css.note}>Apps show up with an interaction.</p>;
  if (!isShownFor(desktop.manifest, interaction.medium, interaction.queueId)) {
    return (
      <p class={css.note}>
        <Icon name={MEDIUM_TEXT[interaction.medium].icon} size={28} />
        {desktop.manifest.isForOtherGroups
          ? `${desktop.manifest.name} is installed. This agent is in none of the groups that it is offered to.`
          : `${desktop.manifest.name} is not offered here. Its manifest names: ${desktop.manifest.media.join(', ')}.`}
      </p>
    );
  }
  return (
    <div class={css.loading} role="status" data-phase={phase ?? 'none'}>
      <span class={css.spinner} aria-hidden="true" />
      {phase === 'stopping' ? 'Stopping…' : `Loading ${desktop.manifest.name}…`}
    </div>
  );
}
