/** Two presses within this time and distance are one gesture. */
const GESTURE_MS = 800;
const GESTURE_PX = 12;

interface Press {
  readonly at: number;
  readonly x: number;
  readonly y: number;
  readonly what: string;
}

/** What a press would do, as far as the agent can tell: where it is and what it says. */
function meaningOf(pressed: Element): string {
  const call = pressed.closest<HTMLElement>('[data-conversation-id]')?.dataset['conversationId'] ?? '';
  return `${call} ${pressed.id} ${pressed.textContent} ${pressed.ariaLabel ?? ''}`;
}

const idOf = (button: Element): string => button.id || meaningOf(button);

/**
 * What others do to the page may have it drawn anew between a press and its release, and no browser clicks on what is not there
 * any more. The press counts on what has come in its place and is the same.
 */
export function keepPresses(page: Document): () => void {
  let down: { readonly button: Element; readonly id: string } | undefined;

  const press = (event: MouseEvent | KeyboardEvent) => {
    const { type, target } = event;
    const isPress = event instanceof KeyboardEvent ? event.key === ' ' && !event.repeat : event.button === 0;
    if (!isPress || !(target instanceof Element)) return;
    const before = down;
    const button = target.closest('button');
    down = button && type.endsWith('down') ? { button, id: idOf(button) } : undefined;
    if (!down && button && before?.id === idOf(button) && !before.button.isConnected) button.click();
  };

  const types = ['mousedown', 'mouseup', 'keydown', 'keyup'] as const;
  for (const type of types) page.addEventListener(type, press, true);
  return () => {
    for (const type of types) page.removeEventListener(type, press, true);
  };
}

/**
 * A hand often presses twice. When something else has come below the pointer since the first press, the second one was not
 * meant for it and is dropped, wherever the page has moved to: unless it is on Pause, which is never refused (rule 4).
 */
export function dropStrayPresses(root: HTMLElement): () => void {
  let last: Press | undefined;

  const press = (event: MouseEvent) => {
    // Keys and scripts press what they name, not what lies below a pointer.
    if (event.detail === 0 || !(event.target instanceof Element)) return;
    const pressed = event.target.closest('button, a, summary');
    const before = last;
    last = {
      at: event.timeStamp,
      x: event.clientX,
      y: event.clientY,
      what: pressed ? meaningOf(pressed) : '',
    };
    if (!before || !pressed || pressed.id.endsWith('-pause')) return;
    const isOneGesture =
      last.at - before.at < GESTURE_MS && Math.hypot(last.x - before.x, last.y - before.y) <= GESTURE_PX;
    if (!isOneGesture || before.what === last.what || before.what === '') return;
    last = before;
    event.preventDefault();
    event.stopPropagation();
  };

  // Enter that is held down presses again and again, and on whatever has the focus by then: one press is meant (Space
  // presses when it is let go).
  const hold = (event: KeyboardEvent) => {
    const isOnButton = event.target instanceof Element && event.target.closest('button, a') !== null;
    if (event.repeat && event.key === 'Enter' && isOnButton) event.preventDefault();
  };

  root.addEventListener('click', press, true);
  root.addEventListener('keydown', hold, true);
  return () => {
    root.removeEventListener('click', press, true);
    root.removeEventListener('keydown', hold, true);
  };
}
