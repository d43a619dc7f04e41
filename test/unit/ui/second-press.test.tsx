// @vitest-environment happy-dom
import { afterEach, expect, it } from 'vitest';
import { cleanUp, show } from './show.ts';
import { makeCall, makeCapture, ready } from './views.ts';

afterEach(cleanUp);

/** What a browser does with Enter on a button: a click for each keydown that nobody has prevented. */
function keyDown(key: string, repeat: boolean): boolean {
  const event = new KeyboardEvent('keydown', { key, repeat, bubbles: true, cancelable: true });
  return document.activeElement!.dispatchEvent(event);
}

it.each(['Pause recording', 'Resume recording', 'Start snippet'])(
  'takes a key that is held down on %s for one press',
  (name) => {
    const { ui } = show(ready(makeCall({ captures: [makeCapture()] })));
    ui.getByRole('button', { name }).focus();
    expect(keyDown('Enter', false)).toBe(true);
    expect(keyDown('Enter', true)).toBe(false);
    expect(keyDown('Tab', true)).toBe(true);
    expect(keyDown('Enter', false)).toBe(true);
  },
);
