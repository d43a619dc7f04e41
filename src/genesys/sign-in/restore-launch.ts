import type { Log } from '../../app/ports.ts';
import { readAnswer, viaOf, withoutAnswer, type SignInAnswer, type SignInMessage } from './answer.ts';
import { createAttempts } from './attempts.ts';

/** What is used of `window` here. */
export interface PageWindow {
  readonly location: Pick<Location, 'origin' | 'pathname' | 'search' | 'hash'>;
  readonly history: Pick<History, 'replaceState'>;
  readonly parent: Pick<Window, 'postMessage'>;
  /** Typed so by the DOM; null, or another window. */
  readonly opener: unknown;
  close(): void;
  /** Where storage is denied, reading this throws. */
  readonly sessionStorage: Storage;
}

export interface RestoredLaunch {
  /** The launch parameters as `location.search` had them before this page left for the sign-in page. */
  readonly query: string;
  /** The answer of the sign-in page to an attempt of ours. */
  readonly answer?: SignInAnswer & { readonly verifier?: string };
  /**
   * This page is no panel but the window of an attempt: nothing more is to be done. `stranded` when the panel that opened
   * it cannot be reached any more (an identity provider that cut the tie to it), which the user must be told.
   */
  readonly callback?: 'delivered' | 'stranded';
}

/**
 * To be called before anything else reads the URL. Takes an answer of the sign-in page out of it, and out of the history,
 * and puts the launch parameters back. An answer to no attempt of ours is dropped: the platform SDK would use any
 * `#access_token`, and whoever made the agent open such a link would have them work under another account. It reads
 * hashes that no parser of URLs takes for an answer (`##access_token=…`), so that no hash stays at all.
 */
export function restoreLaunch(page: PageWindow, log: Log): RestoredLaunch {
  const { location, history } = page;
  const returned = readAnswer(location);
  if (returned === undefined) {
    dropAnswer(page);
    return { query: location.search };
  }

  const callback = deliver(page, returned.state);
  if (callback !== undefined) return { query: '', callback };

  const attempt = createAttempts(() => page.sessionStorage).take(returned.state);
  const query = attempt?.query ?? withoutAnswer(location.search);
  history.replaceState(null, '', location.pathname + query);
  if (attempt === undefined) {
    log.note('sign-in-forged', { kind: returned.answer.kind });
    return { query };
  }
  const { verifier } = attempt;
  return { query, answer: { ...returned.answer, ...(verifier !== undefined && { verifier }) } };
}

/** Leaves the platform SDK nothing in the URL that it could take for an answer. This app itself has no use for a hash. */
export function dropAnswer({ location, history }: Pick<PageWindow, 'location' | 'history'>): void {
  const query = withoutAnswer(location.search);
  if (location.hash === '' && query === location.search) return;
  history.replaceState(null, '', location.pathname + query);
}

/** What comes into the hash after loading is nobody's answer: the sign-in page loads this page anew. */
export function keepHashEmpty(page: PageWindow & Pick<Window, 'addEventListener'>): void {
  page.addEventListener('hashchange', () => dropAnswer(page));
}

/** Hands an answer to the panel whose attempt this window is. Only a page of our own origin can receive it. */
function deliver(page: PageWindow, state: string): RestoredLaunch['callback'] {
  const via = viaOf(state);
  const panel = via === 'child' ? page.parent : via === 'popup' ? page.opener : undefined;
  if (via === undefined || panel === page) return undefined;
  const { origin, pathname, search, hash } = page.location;
  page.history.replaceState(null, '', pathname);
  if (!canReceive(panel)) return 'stranded';
  panel.postMessage({ type: 'rc1.sign-in', search, hash } satisfies SignInMessage, origin);
  if (via === 'popup') page.close();
  return 'delivered';
}

const canReceive = (panel: unknown): panel is Pick<Window, 'postMessage'> =>
  typeof panel === 'object' && panel !== null && 'postMessage' in panel;
