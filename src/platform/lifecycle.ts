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
  /** The browser says that there is no network. */
  offline(): void;
  /** An exception of our own code, or thrown through it, that nobody caught. */
  bug(error: unknown): void;
  /** One that has nothing to do with us, or that nobody can tell whose it is: an extension works in the same window. */
  foreign(error: unknown): void;
}

/**
 * Whether a script of ours threw it, or was interrupted by it: the file that the event names, or any in the stack. Ours are
 * files beside the page; what is in the page itself somebody has put there, and has no file of its own.
 */
function isOurs(error: unknown, filename: string, { baseURI }: Document): boolean {
  const folder = new URL('.', baseURI).href;
  const self = new URL(baseURI).pathname;
  const stack = error instanceof Error ? (error.stack ?? '') : '';
  const files = [filename, ...(stack.match(/[a-z-]+:(?:https?:)?\/\/[^\s()]+/g) ?? [])];
  return files.some((file) => {
    const path = file.startsWith(folder) ? new URL(file).pathname.replace(/(:\d+)+$/, '') : self;
    return path !== self;
  });
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
  page.addEventListener('offline', () => on.offline(), options);
  page.addEventListener('online', () => on.awake('online'), options);
  page.addEventListener('pagehide', () => on.leaving(), options);
  const told = (error: unknown, filename: string) =>
    isOurs(error, filename, page.document) ? on.bug(error) : on.foreign(error);
  page.addEventListener('error', (event) => told(event.error ?? event.message, event.filename), options);
  page.addEventListener('unhandledrejection', (event) => told(event.reason, ''), options);
  return () => stop.abort();
}
