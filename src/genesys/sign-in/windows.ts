import type { SignInWindow } from './sign-in-window.ts';

/** A frame that nobody sees, sound only for a sign-in page that knows the user and asks for nothing. */
export function openChildFrame(document: Document): SignInWindow {
  const frame = document.createElement('iframe');
  frame.hidden = true;
  frame.ariaHidden = 'true';
  frame.tabIndex = -1;
  return {
    via: 'child',
    go(url) {
      frame.src = url;
      document.body.append(frame);
    },
    sent: (source) => source !== null && source === frame.contentWindow,
    closed: false,
    close: () => frame.remove(),
  };
}

/**
 * To be called in the task of a click, or the browser blocks it: then `undefined`. The window opens empty, because the
 * address is known only after a digest.
 */
export function openPopup(window: Pick<Window, 'open'>): SignInWindow | undefined {
  const popup = window.open('about:blank', '_blank', 'popup=true,width=800,height=700');
  if (popup === null) return undefined;
  return {
    via: 'popup',
    go: (url) => popup.location.replace(url),
    sent: (source) => source === popup,
    get closed() {
      return popup.closed;
    },
    close: () => popup.close(),
  };
}
