import type { Clock } from '../../app/ports.ts';
import { onAnswer, type Answered, type ListeningPage } from './answers.ts';
import { authorizeRequest, type AuthorizeRequest, type RequestDeps } from './authorize-request.ts';

/** A window of ours that shows the sign-in page beside the desktop. */
export interface PopupWindow {
  /** Whether a message comes from here. */
  sent(source: MessageEventSource | null): boolean;
  /** Also true of a window that was cut off from us and is still open. */
  readonly closed: boolean;
  focus(): void;
  close(): void;
}

export interface PopupDeps extends RequestDeps {
  readonly clock: Pick<Clock, 'after'>;
  readonly page: ListeningPage;
  /** Opens a window at this address within the calling task; `undefined` when the browser blocks it. */
  readonly openPopup: (url: string) => PopupWindow | undefined;
  /** An answer of a window that had been given up. */
  readonly onLate: (answer: Answered) => void;
}

export type PopupEnd = Answered | 'blocked' | 'silent' | 'no-crypto';

export interface PopupSignIn {
  /** To be called in the task of a click. While a window is open it is shown, and both calls have its answer. */
  open(): Promise<PopupEnd>;
  /** Windows ask who signs in until one has brought an answer, also a browser that is signed in to Genesys. */
  askWho(): void;
  /** There is a token: nothing is expected of a window any more. */
  over(): void;
}

/** People take their time: a second factor, a password that has to be looked up. */
const AT_MOST_MS = 300_000;
/** After it is given up an answer still counts: `closed` is also said of windows that are only cut off for a while. */
const LATE_MS = 120_000;
const LOOK_MS = 500;
/** Its answer may still be on its way to a busy page, and a window that changes its page says `closed` for a moment. */
const CLOSED_MS = 1_500;

/**
 * Sign-in in a window of its own. The request is prepared beforehand, because a window must be opened at its address in the
 * click's own task: a browser blocks one that opens later, and one that opens empty has no address to be trusted.
 */
export function createPopupSignIn(deps: PopupDeps): PopupSignIn {
  const { clock, page } = deps;
  const waiting = new Set<() => void>();
  let asksWho = false;
  let prepared: AuthorizeRequest | undefined;
  let preparing = prepare();
  let shown: { readonly popup: PopupWindow; readonly end: Promise<PopupEnd> } | undefined;

  async function prepare(): Promise<void> {
    prepared = undefined;
    const wanted = asksWho;
    const request = await authorizeRequest('popup', deps, wanted);
    // Somebody has asked for another one meanwhile.
    if (wanted === asksWho) prepared = request;
  }

  function endOf(popup: PopupWindow, request: AuthorizeRequest): Promise<PopupEnd> {
    return new Promise((resolve) => {
      let isGivenUp = false;
      let cancelLate = () => {};
      let cancelLook = clock.after(LOOK_MS, look);
      const cancelEnd = clock.after(AT_MOST_MS, giveUp);
      const stop = onAnswer(page, (source) => popup.sent(source), request, answered);
      waiting.add(abandon);

      function settle() {
        stop();
        cancelLook();
        cancelEnd();
        cancelLate();
        waiting.delete(abandon);
        if (shown?.popup === popup) shown = undefined;
      }
      function abandon() {
        settle();
        popup.close();
        resolve('silent');
      }
      function answered(answer: Answered) {
        settle();
        popup.close();
        // A window that was closed or refused has told nobody who works here.
        if (answer.kind !== 'error' && asksWho) {
          asksWho = false;
          preparing = prepare();
        }
        if (isGivenUp) deps.onLate(answer);
        else resolve(answer);
      }
      function look() {
        const then = () => (popup.closed ? giveUp() : look());
        cancelLook = popup.closed ? clock.after(CLOSED_MS, then) : clock.after(LOOK_MS, look);
      }
      function giveUp() {
        isGivenUp = true;
        cancelLook();
        cancelEnd();
        if (shown?.popup === popup) shown = undefined;
        cancelLate = clock.after(LATE_MS, settle);
        resolve('silent');
      }
    });
  }

  function open(): Promise<PopupEnd> {
    if (shown !== undefined && !shown.popup.closed) {
      shown.popup.focus();
      return shown.end;
    }
    if (prepared === undefined) return Promise.resolve('no-crypto');
    const request = prepared;
    const popup = deps.openPopup(request.url);
    if (popup === undefined) return Promise.resolve('blocked');
    preparing = prepare();
    const end = endOf(popup, request);
    shown = { popup, end };
    return end;
  }

  return {
    // Clicks that come before the first digest is there are rare; a browser lets a window open a moment after a click.
    open: () => (prepared === undefined && shown === undefined ? preparing.then(open) : open()),
    askWho() {
      asksWho = true;
      preparing = prepare();
    },
    over() {
      for (const abandon of waiting) abandon();
    },
  };
}

/** To be called in the task of a click, or the browser blocks it: then `undefined`. */
export function openPopupWindow(window: Pick<Window, 'open'>, url: string): PopupWindow | undefined {
  const popup = window.open(url, '_blank', 'popup=true,width=800,height=700');
  if (popup === null) return undefined;
  return {
    sent: (source) => source === popup,
    get closed() {
      return popup.closed;
    },
    focus: () => popup.focus(),
    close: () => popup.close(),
  };
}
