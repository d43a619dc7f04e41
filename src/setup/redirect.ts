import type { Fetched } from '../genesys/http/fetch-whole.ts';

/**
 * A sign-in comes back to `oauth.redirectUri`, which need not be the address of this page: hosts answer `/index.html` with `/`, or
 * the other way round. What is served there has to be this app. Of what cannot be fetched nothing is said.
 */
export const isOtherPage = (here: Fetched, there: Fetched): boolean =>
  here.kind === 'answered' &&
  there.kind === 'answered' &&
  (there.status < 200 || there.status > 299 || there.text !== here.text);
