import { moveFocus } from './move-focus.ts';

/**
 * Copies from within a frame. A desktop that does not grant `clipboard-write` to its frames refuses the clipboard API;
 * the old command still works there, on a selection made for it. False when both refuse.
 */
export async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copySelection(text);
  }
}

function copySelection(text: string): boolean {
  const focused = document.activeElement;
  const field = document.createElement('textarea');
  field.value = text;
  field.readOnly = true;
  field.className = 'unseen';
  document.body.append(field);
  // Selected alone it would scroll the page to where it stands.
  moveFocus(field);
  field.select();
  try {
    return document.execCommand('copy');
  } catch {
    return false;
  } finally {
    field.remove();
    moveFocus(focused);
  }
}
