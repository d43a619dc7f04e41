import { SEED } from './control.ts';

export type Grant = 'implicit' | 'pkce';

export interface AppConfigSource {
  platformPort: number;
  desktopUrl: string;
  extra: Record<string, unknown>;
}

/** The config.json that points the app at this sandbox. */
export const appConfig = (grant: Grant, source: AppConfigSource): Record<string, unknown> => ({
  version: 1,
  oauth: { clientId: SEED.clients[grant], grant },
  region: 'mypurecloud.com',
  gateway: {
    protocol: 'http',
    host: 'localhost',
    port: source.platformPort,
    loginPath: '/login',
    apiPath: '/api',
  },
  host: { allowedOrigins: [source.desktopUrl] },
  ...source.extra,
});

export interface ConfigAnswer {
  status: number;
  body: string;
}

/** What the app origin answers for config.json until the next reset: made for a grant, or any text at all. */
export function createServedConfig(source: AppConfigSource) {
  let grant: Grant = 'implicit';
  let replaced: ConfigAnswer | undefined;
  return {
    answer: (): ConfigAnswer =>
      replaced ?? { status: 200, body: JSON.stringify(appConfig(grant, source), undefined, 2) },
    choose(wanted: Grant): void {
      grant = wanted;
    },
    replace(answer: ConfigAnswer): void {
      replaced = answer;
    },
    reset(): void {
      grant = 'implicit';
      replaced = undefined;
    },
  };
}
export type ServedConfig = ReturnType<typeof createServedConfig>;
