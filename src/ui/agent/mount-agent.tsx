import { render } from 'preact';
import type { ReadonlyStore } from '../../app/store.ts';
import { unwatched } from '../../app/unwatched.ts';
import type { Actions, AppView } from '../../app/view.ts';
import type { Catalogue } from '../catalogue.ts';
import { fallbackCatalogue, hasOwnCatalogue, pickCatalogue } from '../messages.ts';
import '../tokens.css';
import './agent.css';
import { AgentApp } from './AgentApp.tsx';
import { reclaimPage, watchDrawing } from './foreign-changes.ts';
import { moveFocus, watchInput } from './move-focus.ts';
import { dropStrayPresses, keepPresses } from './second-press.ts';
import { callFor, isWriting, shortcutFor, type Shortcuts } from './shortcuts.ts';
import type { ListPart, Ui, UiClock } from './ui.ts';

export interface AgentEnv extends Pick<Ui, 'standing' | 'loadDetails' | 'loadLimit' | 'lookBack' | 'past'> {
  readonly clock: UiClock;
  /** As the desktop says it (`gcLangTag`), in any spelling; English when absent or unknown. */
  readonly language: string | undefined;
  /** As config.json says once it is read. */
  readonly shortcuts?: () => Shortcuts;
  /** What only a panel for all calls has, once it is there. */
  readonly list?: () => ListPart | undefined;
  /** Told once about each exception while rendering; the panel shows by itself that it has failed. */
  readonly onBug: (error: unknown) => void;
}

/** What is shown while somebody else goes on changing it: nothing that could turn into a lie. */
const meddledWith = (view: AppView): AppView => ({
  phase: 'problem',
  problem: { kind: 'meddled' },
  canTryAgain: true,
  conversations: (('conversations' in view && view.conversations) || []).map(unwatched),
});

const idOf = (call: Element) => call.getAttribute('data-conversation-id');

/** A language that has not come by then comes late; an agent on a call does not wait for it. */
const LANGUAGE_WAIT_MS = 400;

const NO_SHORTCUTS: Shortcuts = {};

/**
 * Shows the agent panel in `root` until the returned function is called. Every change of `view` is in the DOM when the
 * write to the signal returns: Preact's own queue would show a click's pending state one microtask later, and a test or a
 * screen that looks within the click would not see it.
 */
export function mountAgent(
  root: HTMLElement,
  view: ReadonlyStore<AppView>,
  /** What a press does now. */
  actions: () => Actions,
  env: AgentEnv,
): () => void {
  const page = root.ownerDocument;
  let words: Catalogue | undefined;
  /** The same until something in it is another: what is drawn with it need not be drawn again. */
  let ui: Ui | undefined;
  let drawnWith: Actions | undefined;
  let over = false;
  let kept: object | undefined;
  const keep = <T extends object>(make: () => T): T => (kept ??= make()) as T;
  /** What had the focus is gone, and nothing was there yet to take its place. */
  let isAstray = false;
  let stage = page.createElement('div');
  root.replaceChildren(stage);
  let isMeddledWith = false;
  /** Why a key has done nothing. */
  let unheard = '';

  const drawing = watchDrawing(root, env.clock, {
    mend() {
      isMeddledWith = false;
      orSayLess(drawAnew);
    },
    giveUp() {
      isMeddledWith = true;
      orSayLess(drawAnew);
    },
  });

  /** On new ground: what others have put in the place of our nodes goes, and so does what they have done to the frame of it. */
  const drawAnew = () =>
    drawing.own(() => {
      ui = undefined;
      const focusedId = root.contains(page.activeElement) ? page.activeElement?.id : undefined;
      const opened = new Set([...root.querySelectorAll('.call:has(details[open])')].map(idOf));
      // Out of the page first: whatever is taken down here comes again.
      stage.remove();
      try {
        render(null, stage);
      } catch {
        // Nodes that are not where they were put cannot be taken down. They go with their stage.
      }
      stage = page.createElement('div');
      root.replaceChildren(stage);
      for (const name of root.getAttributeNames()) if (name !== 'id') root.removeAttribute(name);
      reclaimPage(root);
      draw();
      for (const call of root.querySelectorAll('.call')) {
        const details = call.querySelector('details');
        if (details) details.open = opened.has(idOf(call));
      }
      if (focusedId) moveFocus(page.getElementById(focusedId));
    });

  const show = () => {
    if (over || !words) return;
    orSayLess(() => {
      if (drawing.isTouched) return drawAnew();
      // What stands there claims nothing, and whoever goes on changing it would only be given more to do.
      if (!isMeddledWith) drawing.own(draw);
    });
  };

  /** What cannot be drawn may not stand there as it was. The plain words in its place are mended like any change of others. */
  const orSayLess = (run: () => void) => {
    try {
      run();
    } catch (error) {
      const { what, next } = (words ?? fallbackCatalogue).problem.bug({ kind: 'bug' });
      root.textContent = `${what} ${next}`;
      env.onBug(error);
    }
  };

  const draw = () => {
    if (over || !words) return;
    const shortcuts = env.shortcuts?.() ?? NO_SHORTCUTS;
    const present = actions();
    const list = env.list?.();
    if (ui?.words !== words || ui.shortcuts !== shortcuts || ui.list !== list || drawnWith !== present)
      ui = {
        words,
        actions: isMeddledWith ? { ...present, tryAgain: () => drawing.tryAgain() } : present,
        clock: env.clock,
        shortcuts,
        standing: env.standing,
        loadDetails: env.loadDetails,
        past: env.past,
        keep,
        loadLimit: env.loadLimit,
        lookBack: env.lookBack,
        onBug: env.onBug,
        list,
      };
    drawnWith = present;
    const focused = page.activeElement;
    // Never on to another call: its pause would be taken for the one of this call.
    const home = focused?.closest('.call') ?? root;
    isAstray ||= root.contains(focused);
    render(
      <AgentApp ui={ui} view={isMeddledWith ? meddledWith(view.value) : view.value}>
        {unheard && (
          <p class="key-note" role="alert">
            {unheard}
          </p>
        )}
      </AgentApp>,
      stage,
    );
    isAstray &&= page.activeElement === page.body && page.hasFocus();
    if (!isAstray) return;
    // Never on to a command: the next press was meant for what is gone.
    const call = home === root ? home.querySelector('.call') : home;
    const next = page.getElementById(focused?.id ?? '') ?? home.querySelector('.answer') ?? call;
    moveFocus(next);
    isAstray = home === root;
  };

  const speak = (catalogue: Catalogue) => {
    if (over || words === catalogue) return;
    words = catalogue;
    page.documentElement.lang = catalogue.language;
    show();
  };

  const press = (event: KeyboardEvent) => {
    const action = shortcutFor(event, env.shortcuts?.() ?? {});
    const shown = view.value;
    if (!action || shown.phase !== 'ready' || isWriting(page.activeElement)) return;
    const focused = page.activeElement?.closest<HTMLElement>('[data-conversation-id]');
    const call = callFor(action, shown.conversations, focused?.dataset['conversationId']);
    const control = call?.[action];
    event.preventDefault();
    if (call && control?.can) actions()[action](call.conversationId, 'shortcut');
    else if (words) sayUnheard(control && !control.can ? words.blocked[control.why] : words.whichCall);
  };
  /** Whoever pressed a key may not see that nothing has come of it. Each press takes back what was said, so that it is read out anew. */
  const sayUnheard = (why: string) => {
    if (unheard === why) return;
    unheard = why;
    show();
  };
  const forgetUnheard = () => sayUnheard('');
  page.addEventListener('keydown', forgetUnheard, true);
  page.addEventListener('pointerdown', forgetUnheard, true);
  page.addEventListener('keydown', press);
  const letPressesBe = dropStrayPresses(root);
  const letPressesGo = keepPresses(page);
  const letInputBe = watchInput(page);

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
    page.removeEventListener('keydown', forgetUnheard, true);
    page.removeEventListener('pointerdown', forgetUnheard, true);
    page.removeEventListener('keydown', press);
    letPressesGo();
    letInputBe();
    letPressesBe();
    drawing.stop();
    render(null, stage);
  };
}
