import { useLayoutEffect, useRef } from 'preact/hooks';
import type { Desktop } from '../desktop.ts';
import { isRevealed } from '../host/frame-host.ts';
import { isShownFor } from '../host/manifest.ts';
import { Icon } from './Icon.tsx';
import { MEDIUM_TEXT } from './InteractionList.tsx';
import css from './WidgetColumn.module.css';

/** The column where the platform shows apps beside an interaction. */
export function WidgetColumn({ desktop }: { desktop: Desktop }) {
  const place = useRef<HTMLDivElement>(null);
  const { host, manifest } = desktop;
  useLayoutEffect(() => {
    host.element.className = css.frames ?? '';
    place.current?.append(host.element);
  }, [host]);
  return (
    <aside class={css.column} aria-label="Apps">
      <header class={css.header}>
        <Icon name="app" size={18} />
        <h2>{manifest.name}</h2>
      </header>
      <div class={css.body}>
        <div class={css.place} ref={place} />
        <Cover desktop={desktop} />
      </div>
    </aside>
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
        {desktop.manifest.name} is not offered here. Its manifest names: {desktop.manifest.media.join(', ')}.
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
