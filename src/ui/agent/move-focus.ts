/** Pages whose agent worked by keyboard last. */
const byKeyboard = new WeakSet<Document>();

const INPUTS = ['keydown', 'pointerdown', 'pointermove', 'wheel'] as const;

export function watchInput(page: Document): () => void {
  const input = ({ type }: Event) => void byKeyboard[type === 'keydown' ? 'add' : 'delete'](page);
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
