import type { Problem } from '../app/view.ts';

export type RedirectUri =
  { readonly ok: true; readonly value: string } | { readonly ok: false; readonly problem: Problem };

/**
 * Where the sign-in page sends its answer: a page of this app's own origin, without a query. A page elsewhere would get
 * the token (or code) of every agent; nor could it serve a popup, whose answer is taken from our own origin only. What
 * follows a `?` is dropped when the answer is taken out of the address, so that it would be another page than registered.
 */
export function redirectUriOf(
  configured: string | undefined,
  { origin, pathname }: Pick<Location, 'origin' | 'pathname'>,
): RedirectUri {
  if (configured === undefined) return { ok: true, value: origin + pathname };
  const url = URL.canParse(configured) ? new URL(configured) : undefined;
  if (url?.origin === origin && url.search === '' && url.hash === '' && url.username === '')
    return { ok: true, value: configured };
  return { ok: false, problem: { kind: 'config-invalid', key: 'oauth.redirectUri' } };
}
