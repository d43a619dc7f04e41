import type { Cancel } from '../app/ports.ts';

export type Awakening = 'visible' | 'pageshow' | 'focus' | 'online';

export interface PageEvents {
  /** The page may have slept: what has a validity is to be checked now. Several reasons may come at once. */
  awake(why: Awakening): void;
  /** The page goes away, perhaps into the back/forward cache. Not the end of a call. */
  leaving(): void;
  /** An exception that nobody caught. */
  bug(error: unknown): void;
}

/** Reports what the browser does to the page, until cancelled. */
export function watchPage(on: PageEvents, page: Window = window): Cancel {
  const stop = new AbortController();
  const options = { signal: stop.signal };
  page.document.addEventListener(
    'visibilitychange',
    () => {
      if (page.document.visibilityState === 'visible') on.awake('visible');
    },
    options,
  );
  page.addEventListener('pageshow', () => on.awake('pageshow'), options);
  page.addEventListener('focus', () => on.awake('focus'), options);
  page.addEventListener('online', () => on.awake('online'), options);
  page.addEventListener('pagehide', () => on.leaving(), options);
  page.addEventListener('error', (event) => on.bug(event.error ?? event.message), options);
  page.addEventListener('unhandledrejection', (event) => on.bug(event.reason), options);
  return () => stop.abort();
}
