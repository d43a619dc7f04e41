import { render } from 'preact';
import type { ReadonlyStore } from '../../app/store.ts';
import type { Actions, AppView } from '../../app/view.ts';
import type { Catalogue } from '../catalogue.ts';
import { fallbackCatalogue, hasOwnCatalogue, pickCatalogue } from '../messages.ts';
import '../tokens.css';
import './agent.css';
import { AgentApp } from './AgentApp.tsx';
import { callFor, isWriting, shortcutFor, type Shortcuts } from './shortcuts.ts';
import type { Ui, UiClock } from './ui.ts';

export interface AgentEnv {
  readonly clock: UiClock;
  /** As the desktop says it (`gcLangTag`), in any spelling; English when absent or unknown. */
  readonly language: string | undefined;
  /** Told once about each exception while rendering; the panel shows by itself that it has failed. */
  /** As config.json says once it is read. */
  readonly shortcuts?: () => Shortcuts;
  readonly onBug: (error: unknown) => void;
}

/** A language that has not come by then comes late; an agent on a call does not wait for it. */
const LANGUAGE_WAIT_MS = 400;

/**
 * Shows the agent panel in `root` until the returned function is called. Every change of `view` is in the DOM when the
 * write to the signal returns: Preact's own queue would show a click's pending state one microtask later, and a test or a
 * screen that looks within the click would not see it.
 */
export function mountAgent(
  root: HTMLElement,
  view: ReadonlyStore<AppView>,
  actions: Actions,
  env: AgentEnv,
): () => void {
  let words: Catalogue | undefined;
  let over = false;

  const show = () => {
    if (over || !words) return;
    const shortcuts = env.shortcuts?.() ?? {};
    const ui: Ui = { words, actions, clock: env.clock, shortcuts, onBug: env.onBug };
    render(<AgentApp ui={ui} view={view.value} />, root);
  };

  const speak = (catalogue: Catalogue) => {
    if (over || words === catalogue) return;
    words = catalogue;
    page.documentElement.lang = catalogue.language;
    show();
  };

  const page = root.ownerDocument;
  const press = (event: KeyboardEvent) => {
    const action = shortcutFor(event, env.shortcuts?.() ?? {});
    const shown = view.value;
    if (!action || shown.phase !== 'ready' || isWriting(page.activeElement)) return;
    const focused = page.activeElement?.closest<HTMLElement>('[data-conversation-id]');
    const call = callFor(action, shown.conversations, focused?.dataset['conversationId']);
    if (!call) return;
    event.preventDefault();
    if (call[action].can) actions[action](call.conversationId, 'shortcut');
  };
  page.addEventListener('keydown', press);

  const unsubscribe = view.subscribe(show);
  let stopWaiting = () => {};
  if (hasOwnCatalogue(env.language)) {
    stopWaiting = env.clock.after(LANGUAGE_WAIT_MS, () => speak(words ?? fallbackCatalogue));
    void pickCatalogue(env.language).then(speak);
  } else {
    speak(fallbackCatalogue);
  }

  return () => {
    over = true;
    stopWaiting();
    unsubscribe();
    page.removeEventListener('keydown', press);
    render(null, root);
  };
}
