import type { ConversationView } from '../../app/view.ts';
import { SIGNS } from './key-signs.ts';

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

/**
 * Two keys, never one that toggles: who cannot see the state knows what a key does. What a key says and where it is may
 * disagree: on Dvorak and Colemak P is where QWERTY has R. What is ambiguous pauses or does nothing; only what can be meant no
 * other way resumes.
 */
export function shortcutFor(key: Key, shortcuts: Shortcuts): ShortcutAction | undefined {
  // A key that is held down, or that composes a character, is no wish.
  if (key.repeat || key.isComposing) return undefined;
  const pause = letterOf(key, shortcuts.pause);
  const resume = letterOf(key, shortcuts.resume);
  if (pause !== undefined && (says(key) ?? placeOf(key)) === pause) return 'pause';
  if (resume !== undefined && meansForSure(key, resume)) return placeOf(key) === pause ? 'pause' : 'resume';
  // Option and P on Dvorak: the sign is that of P, the place is another's.
  return pause !== undefined && SIGNS[pause]?.includes(key.key) ? 'pause' : undefined;
}

/** The key of a shortcut whose modifiers are held, and no others. */
function letterOf(key: Key, shortcut: string | undefined): string | undefined {
  const parts = shortcut?.split('+') ?? [];
  const letter = parts.pop();
  const modifiersFit = Object.entries(MODIFIERS).every(([name, flag]) => parts.includes(name) === key[flag]);
  return modifiersFit ? letter : undefined;
}

const placeOf = ({ code }: Key): string => code.replace(/^(Key|Digit)/, '');

/** The letter, digit or function key that it says, whatever the layout; `undefined` for any other sign. */
const says = ({ key }: Key): string | undefined =>
  /^([A-Z0-9]|F\d+)$/i.test(key) ? key.toUpperCase() : undefined;

/** It says so; or it says one of the signs that a modifier makes of that key, and is where that key is. */
function meansForSure(key: Key, letter: string): boolean {
  const letterNamed = says(key);
  if (letterNamed !== undefined) return letterNamed === letter;
  return placeOf(key) === letter && (SIGNS[letter]?.includes(key.key) ?? false);
}

/** Whoever writes has the keys: nothing happens while a field has the focus. */
export function isWriting(element: Element | null): boolean {
  return (
    element?.closest('input, textarea, select, [contenteditable]:not([contenteditable="false"])') != null
  );
}

const STATE_FOR = { pause: 'recording', resume: 'paused' } as const satisfies Record<ShortcutAction, string>;

/** Until the agent has read that a call ended while it was paused, a key to resume may still be meant for it. */
const mayBeMeant = (action: ShortcutAction, { state, alarms }: ConversationView): boolean =>
  state !== 'ended' || (action === 'resume' && alarms.some(({ kind }) => kind === 'ended-while-paused'));

/** What it is now nobody knows, so that it may be just the one that the key is about. */
const MAY_BE_ANY: ReadonlySet<ConversationView['state']> = new Set(['unknown', 'checking']);

/**
 * Which call a key is about: the one that has the focus. To pause one that is over cannot be meant, so that it is the only
 * live one; a key to resume goes on to no other. Without the focus it is the only one that may be meant, else the only one in
 * the state that the key ends. With two that would fit, or may, the key does nothing: a pause of the wrong call would look like
 * a pause.
 */
export function callFor(
  action: ShortcutAction,
  views: readonly ConversationView[],
  focused: string | undefined,
): ConversationView | undefined {
  const meant = views.filter((view) => !view.notMine && mayBeMeant(action, view));
  const only = (some: readonly ConversationView[]) => (some.length === 1 ? some[0] : undefined);
  if (focused !== undefined) {
    const inFocus = views.find((view) => view.conversationId === focused);
    return action === 'pause' && inFocus?.state === 'ended' && meant.length > 0 ? only(meant) : inFocus;
  }
  const fits = meant.filter(({ state }) => state === STATE_FOR[action] || MAY_BE_ANY.has(state));
  return meant.some(({ state }) => state === 'ended') ? undefined : (only(meant) ?? only(fits));
}

/** As `aria-keyshortcuts` spells it. */
export const ariaKeys = (shortcut: string | undefined): string | undefined =>
  shortcut?.replace('Ctrl', 'Control');
