/** Pages whose agent worked by keyboard last. */
const byKeyboard = new WeakSet<Document>();

const INPUTS = ['keydown', 'pointerdown', 'pointermove', 'wheel'] as const;
/** Keys that move through a page or press what is in it; a modifier or a shortcut does neither. */
const MOVES = /^(Tab|Enter| |Arrow.+|Home|End|Page.+)$/;

export function watchInput(page: Document): () => void {
  const input = (event: Event) => {
    if (!(event instanceof KeyboardEvent)) byKeyboard.delete(page);
    else if (MOVES.test(event.key)) byKeyboard.add(page);
  };
  for (const type of INPUTS) page.addEventListener(type, input, { capture: true, passive: true });
  return () => {
    for (const type of INPUTS) page.removeEventListener(type, input, true);
  };
}

/**
 * Moves the focus without a press on what gets it. A pointer may lie on a button of another call, so the page scrolls to it
 * only for whoever works by keyboard and has to see it.
 */
export function moveFocus(to: Element | null | undefined): void {
  if (to instanceof HTMLElement) to.focus({ preventScroll: !byKeyboard.has(to.ownerDocument) });
}
