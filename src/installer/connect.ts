import type { Clock } from '../app/ports.ts';
import { createRest, type Rest } from '../genesys/http/rest.ts';
import { createFetchTransport } from '../headless/http/fetch-transport.ts';
import { createTokenSource, givenToken } from '../headless/http/token.ts';
import type { Settings } from '../headless/settings.ts';
import { createClock } from '../platform/clock.ts';

/** With a token in hand no client is needed. */
export function adminRest(
  settings: Settings,
  { fetch, clock = createClock() }: { readonly fetch: typeof globalThis.fetch; readonly clock?: Clock },
): Rest {
  const { accessToken, clientId = '', clientSecret = '', loginUrl, apiUrl } = settings;
  const token =
    accessToken === undefined
      ? createTokenSource({ loginUrl, clientId, clientSecret, fetch, clock })
      : givenToken(accessToken);
  return createRest(createFetchTransport({ apiUrl, token, fetch, clock }), clock);
}

/** The gateway, if the platform is behind one: then its API has a path of its own. */
export const gatewayUrlOf = ({ apiUrl }: Settings): string | undefined =>
  apiUrl.endsWith('/api') ? apiUrl.slice(0, -'/api'.length) : undefined;
