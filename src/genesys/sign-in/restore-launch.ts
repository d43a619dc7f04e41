import type { Log } from '../../app/ports.ts';
import { readAnswer, withoutAnswer, type SignInAnswer } from './answer.ts';
import { createAttempts } from './attempts.ts';

/** What is used of `window` here. */
export interface PageWindow {
  readonly location: Pick<Location, 'pathname' | 'search' | 'hash'>;
  readonly history: Pick<History, 'replaceState'>;
  /** Where storage is denied, reading this throws. */
  readonly sessionStorage: Storage;
}

export interface RestoredLaunch {
  /** The launch parameters as `location.search` had them before this page left for the sign-in page. */
  readonly query: string;
  /** The answer of the sign-in page to an attempt of ours. */
  readonly answer?: SignInAnswer & { readonly verifier?: string };
}

/**
 * To be called before anything else reads the URL. Takes an answer of the sign-in page out of it, and out of the history,
 * and puts the launch parameters back. An answer to no attempt of ours is dropped: the platform SDK would use any
 * `#access_token`, and whoever made the agent open such a link would have them work under another account.
 */
export function restoreLaunch(page: PageWindow, log: Log): RestoredLaunch {
  const { location, history } = page;
  const returned = readAnswer(location);
  if (returned === undefined) return { query: location.search };

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
