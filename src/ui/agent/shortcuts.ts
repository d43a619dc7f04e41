import type { ConversationView } from '../../app/view.ts';

/** Keys of config.json, e.g. `Alt+Shift+P`. They work only while the panel has the focus: a frame hears no other keys. */
export interface Shortcuts {
  readonly pause?: string | undefined;
  readonly resume?: string | undefined;
}
export type ShortcutAction = keyof Shortcuts;

/** What is read from a keyboard event. */
export type Key = Pick<
  KeyboardEvent,
  'key' | 'code' | 'altKey' | 'ctrlKey' | 'metaKey' | 'shiftKey' | 'repeat' | 'isComposing'
>;

const MODIFIERS = { Alt: 'altKey', Ctrl: 'ctrlKey', Meta: 'metaKey', Shift: 'shiftKey' } as const;

/** Two keys, never one that toggles: who cannot see the state knows what a key does. */
export function shortcutFor(key: Key, shortcuts: Shortcuts): ShortcutAction | undefined {
  // A key that is held down, or that composes a character, is no wish.
  if (key.repeat || key.isComposing) return undefined;
  const actions: readonly ShortcutAction[] = ['pause', 'resume'];
  return actions.find((action) => isPressed(key, shortcuts[action]));
}

/** With modifiers a letter can become another sign (Option on a Mac, Shift on a digit): then its place on the keyboard decides. */
function isPressed(key: Key, shortcut: string | undefined): boolean {
  if (!shortcut) return false;
  const parts = shortcut.split('+');
  const wanted = parts.pop() ?? '';
  const modifiersFit = Object.entries(MODIFIERS).every(([name, flag]) => parts.includes(name) === key[flag]);
  const isPlain = /^([A-Z0-9]|F\d+)$/i.test(key.key);
  const pressed = isPlain ? key.key.toUpperCase() : key.code.replace(/^(Key|Digit)/, '');
  return modifiersFit && pressed === wanted;
}

/** Whoever writes has the keys: nothing happens while a field has the focus. */
export function isWriting(element: Element | null): boolean {
  return (
    element?.closest('input, textarea, select, [contenteditable]:not([contenteditable="false"])') != null
  );
}

const STATE_FOR = { pause: 'recording', resume: 'paused' } as const satisfies Record<ShortcutAction, string>;

/**
 * Which call a key is about: the one that has the focus, else the only live one, else the only one in the state that the
 * key ends. With two that would fit the key does nothing: a pause of the wrong call would look like a pause.
 */
export function callFor(
  action: ShortcutAction,
  views: readonly ConversationView[],
  focused: string | undefined,
): ConversationView | undefined {
  const live = views.filter((view) => view.state !== 'ended' && !view.notMine);
  const only = (some: readonly ConversationView[]) => (some.length === 1 ? some[0] : undefined);
  return (
    live.find((view) => view.conversationId === focused) ??
    only(live) ??
    only(live.filter((view) => view.state === STATE_FOR[action]))
  );
}

/** As `aria-keyshortcuts` spells it. */
export const ariaKeys = (shortcut: string | undefined): string | undefined =>
  shortcut?.replace('Ctrl', 'Control');
