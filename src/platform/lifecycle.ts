import type { Cancel } from '../app/ports.ts';

export type Awakening = 'visible' | 'pageshow' | 'focus' | 'online';

export interface PageEvents {
  /** The page may have slept: what has a validity is to be checked now. Several reasons may come at once. */
  awake(why: Awakening): void;
  /** The page goes away, perhaps into the back/forward cache. Not the end of a call. */
  leaving(): void;
  /** Nothing of this page runs any more, for nobody knows how long. */
  frozen(): void;
  /** It runs again; not every browser says `frozen` before. */
  thawed(): void;
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
  page.addEventListener(
    'pageshow',
    (event) => {
      // Out of the back/forward cache: a browser without the freeze event (Firefox, Safari) says only this.
      if (event.persisted) on.thawed();
      on.awake('pageshow');
    },
    options,
  );
  page.document.addEventListener('freeze', () => on.frozen(), options);
  page.document.addEventListener('resume', () => on.thawed(), options);
  page.addEventListener('focus', () => on.awake('focus'), options);
  page.addEventListener('online', () => on.awake('online'), options);
  page.addEventListener('pagehide', () => on.leaving(), options);
  page.addEventListener('error', (event) => on.bug(event.error ?? event.message), options);
  page.addEventListener('unhandledrejection', (event) => on.bug(event.reason), options);
  return () => stop.abort();
}
