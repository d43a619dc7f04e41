import type { Clock } from '../app/ports.ts';
import { ok } from '../domain/result.ts';
import { createRest, type Rest } from '../genesys/http/rest.ts';
import { createFetchTransport } from '../headless/http/fetch-transport.ts';
import { createTokenSource, type TokenSource } from '../headless/http/token.ts';
import { readSettings, type Environment, type Settings } from '../headless/settings.ts';
import { createClock } from '../platform/clock.ts';

/** The environment of an admin: with a token in hand no client is needed. Throws a `UsageError`. */
export const adminSettings = (env: Environment): Settings =>
  readSettings(
    env['GENESYSCLOUD_ACCESS_TOKEN']?.trim()
      ? { ...env, GENESYSCLOUD_OAUTHCLIENT_ID: 'none', GENESYSCLOUD_OAUTHCLIENT_SECRET: 'none' }
      : env,
  );

export function adminRest(
  env: Environment,
  settings: Settings,
  { fetch, clock = createClock() }: { readonly fetch: typeof globalThis.fetch; readonly clock?: Clock },
): Rest {
  const given = env['GENESYSCLOUD_ACCESS_TOKEN']?.trim();
  const token: TokenSource = given
    ? { get: async () => ok(given), refused: () => undefined }
    : createTokenSource({ ...settings, fetch, clock });
  return createRest(createFetchTransport({ apiUrl: settings.apiUrl, token, fetch, clock }), clock);
}

/** The gateway, if the platform is behind one: then its API has a path of its own. */
export const gatewayUrlOf = ({ apiUrl }: Settings): string | undefined =>
  apiUrl.endsWith('/api') ? apiUrl.slice(0, -'/api'.length) : undefined;
