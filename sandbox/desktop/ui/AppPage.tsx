import type { AllCallsApp } from '../desktop.ts';
import css from './AppPage.module.css';
import { Icon } from './Icon.tsx';
import { Frames } from './WidgetColumn.tsx';

/** A page of the Apps menu, in the place of the interactions. Once loaded it stays, out of sight. */
export function AppPage({ page }: { page: AllCallsApp }) {
  return (
    <section class={css.page} aria-label={page.name} hidden={!page.isShown.value}>
      <header class={css.header}>
        <Icon name="app" size={18} />
        <h2>{page.name}</h2>
        <button type="button" onClick={() => page.show(false)}>
          Back to the interactions
        </button>
      </header>
      <div class={css.body}>
        <Frames host={page.host} />
      </div>
    </section>
  );
}
