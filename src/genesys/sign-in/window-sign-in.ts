import type { Cancel, SignInOutcome } from '../../app/ports.ts';
import type { Answered } from './answers.ts';
import { createPopupSignIn, type PopupDeps, type PopupWindow } from './popup.ts';
import type { SignInSiblings } from './siblings.ts';

export interface WindowSignIn {
  /** In the task of a click. */
  again(): Promise<SignInOutcome>;
  /** A token has come by another way: the window is closed. */
  over(): void;
  /** The next window asks who signs in. */
  askWho(): void;
}

interface Deps extends Omit<PopupDeps, 'onLate'> {
  readonly siblings: SignInSiblings;
  settleAnswer(present: Answered): Promise<SignInOutcome>;
  fromSibling(): Promise<SignInOutcome | undefined>;
  /** The token that this panel holds, as long as it wants no other one. */
  held(): SignInOutcome | undefined;
  problem(kind: 'sign-in-failed' | 'popup-blocked' | 'popup-silent'): SignInOutcome;
  /** An answer has come after its time: whoever waits may look again. */
  near(): void;
}

/** Sign-in in a window of its own: one for all panels of a tab, kept by the panel that opened it. */
export function createWindowSignIn(deps: Deps): WindowSignIn {
  const { siblings, settleAnswer, problem } = deps;
  /** Tells the tab that nothing is expected any more of the window that this panel has opened. */
  let closeForTab: Cancel = () => {};

  const popup = createPopupSignIn({
    ...deps,
    openPopup(url: string): PopupWindow | undefined {
      const opened = deps.openPopup(url);
      if (opened) closeForTab = siblings.window.opened(() => opened.focus());
      return opened;
    },
    onLate: (present) => void settleAnswer(present).then(({ kind }) => kind === 'signed-in' && deps.near()),
  });

  async function open(): Promise<SignInOutcome> {
    const present = await popup.open();
    // A sibling's token came first, and has closed the window.
    if (present === 'silent') return deps.held() ?? problem('popup-silent');
    if (present === 'no-crypto') return problem('sign-in-failed');
    return present === 'blocked' ? problem('popup-blocked') : settleAnswer(present);
  }

  return {
    /** Unless another panel of the tab has a window open: that one is shown. */
    async again() {
      if (!siblings.window.isElsewhere || !(await siblings.window.show()))
        return open().finally(() => closeForTab());
      await siblings.window.gone();
      return deps.held() ?? (await deps.fromSibling()) ?? problem('popup-silent');
    },
    over: () => popup.over(),
    askWho: () => popup.askWho(),
  };
}
