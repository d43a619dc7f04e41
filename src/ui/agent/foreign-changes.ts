import { options } from 'preact';
import { backoff } from '../../domain/backoff.ts';
import type { UiClock } from './ui.ts';

/** One change by somebody else is made good after this long; each further one waits twice as long, but never a second. */
const mendMs = backoff(100, 800);
/** After so many in a row whoever it is will not stop. */
const MENDS = 4;
/** So many attributes are put back in place. Whoever changes more of them in a row answers each time: that would never end. */
const RESTORES = 50;
/** As long as this without another change, and the next one is a first one again. */
const QUIET_MS = 10_000;
/** After that it is tried again after this long, then after twice that, and so on up to the longest. */
const retryMs = backoff(10_000, 300_000);

/** Attributes that say or show something. Others are no business of ours: extensions mark what they have looked at. */
const TELLING =
  /^(class|id|role|title|href|hidden|inert|disabled|tabindex|dir|lang|aria-.*|d|viewBox|data-(conversation-id|recording-state|safe|pending|outcome|failure|pause-kind|recorders|channel|since|since-kind|state|tone|beside|capture|capture-state|busy|brief|target|problem|shape|count|folded|unsafe|calm|limit))$/;

/** A call that stands elsewhere on the page. Nobody updates it. */
const copyOf = (root: HTMLElement): Element | undefined =>
  [...root.ownerDocument.querySelectorAll('.call')].find((call) => !root.contains(call));

/** Makes `root` what the page shows: alone, where somebody has rewritten the page, and without copies. */
export function reclaimPage(root: HTMLElement): void {
  const page = root.ownerDocument;
  if (!root.isConnected) {
    const html = page.documentElement ?? page.appendChild(page.createElement('html'));
    (page.body ?? html.appendChild(page.createElement('body'))).replaceChildren(root);
  }
  for (let copy = copyOf(root); copy; copy = copyOf(root)) {
    while (copy.parentElement && !copy.parentElement.contains(root)) copy = copy.parentElement;
    copy.remove();
  }
}

export interface Drawing {
  /** Runs what draws: all that changes meanwhile is our own. */
  own(run: () => void): void;
  /** Whether somebody else has changed what was drawn, and it has not been mended yet. */
  readonly isTouched: boolean;
  /** The agent asks to try once more. */
  tryAgain(): void;
  stop(): void;
}

/**
 * Notices when somebody else changes what was drawn in `root`: a page translator, an extension. What they have put in the
 * place of our nodes is never updated again, so that it would go on claiming what is over. An attribute is put back at once, so
 * that a button that is pressed stays the same one; for anything else `mend` draws everything anew, well within a second. When they do not stop `giveUp` takes back every claim instead, and nothing is drawn anew for a while.
 */
export function watchDrawing(
  root: HTMLElement,
  clock: UiClock,
  on: { mend(): void; giveUp(): void },
): Drawing {
  const page = root.ownerDocument;
  let mends = 0;
  let restores = 0;
  let timesGivenUp = 0;
  let isOurs = false;
  let isGivenUp = false;
  let cancelMend: (() => void) | undefined;
  let cancelWait = () => {};

  const observer = new MutationObserver(heed);
  observer.observe(root, {
    subtree: true,
    childList: true,
    characterData: true,
    attributes: true,
    attributeOldValue: true,
  });
  // Around it others may do as they like, unless the panel goes, or a copy comes that says for ever what was true once.
  observer.observe(page, { subtree: true, childList: true });

  function isTelling({ type, target, attributeName }: MutationRecord): boolean {
    if (!root.contains(target)) return !root.isConnected || copyOf(root) !== undefined;
    return type !== 'attributes' || TELLING.test(attributeName ?? '');
  }

  function heed(records: readonly MutationRecord[]): void {
    if (isGivenUp || cancelMend) return;
    const telling = records.filter(isTelling);
    // The oldest of them last: it has what we have drawn.
    if (telling.length === 0 || telling.toReversed().map(isRestored).every(Boolean)) return;
    cancelWait();
    cancelMend = clock.after(mendMs(mends), mend);
  }

  function isRestored({ type, target, attributeName, oldValue }: MutationRecord): boolean {
    if (type !== 'attributes' || !(target instanceof Element) || attributeName === null) return false;
    if (target.getAttribute(attributeName) === oldValue) return true;
    if (restores >= RESTORES) return false;
    restores += 1;
    if (oldValue === null) target.removeAttribute(attributeName);
    else target.setAttribute(attributeName, oldValue);
    observer.takeRecords();
    waitForQuiet();
    return true;
  }

  function waitForQuiet(): void {
    cancelWait();
    cancelWait = clock.after(QUIET_MS, () => {
      mends = 0;
      restores = 0;
      timesGivenUp = 0;
    });
  }

  function mend(): void {
    cancelMend?.();
    cancelMend = undefined;
    mends += 1;
    if (mends <= MENDS) {
      waitForQuiet();
      return on.mend();
    }
    isGivenUp = true;
    cancelWait = clock.after(retryMs(timesGivenUp), tryAgain);
    timesGivenUp += 1;
    on.giveUp();
  }

  function tryAgain(): void {
    cancelWait();
    isGivenUp = false;
    mends = 0;
    mend();
  }

  function own(run: () => void): void {
    if (isOurs) return run();
    heed(observer.takeRecords());
    isOurs = true;
    try {
      run();
    } finally {
      isOurs = false;
      observer.takeRecords();
    }
  }

  // Components that redraw themselves, such as the clock, do so through here.
  const before = options.debounceRendering;
  options.debounceRendering = (process) => (before ?? queueMicrotask)(() => own(process));

  return {
    own,
    get isTouched() {
      heed(observer.takeRecords());
      return cancelMend !== undefined;
    },
    tryAgain,
    stop() {
      observer.disconnect();
      cancelMend?.();
      cancelWait();
      if (before) options.debounceRendering = before;
      else delete options.debounceRendering;
    },
  };
}
