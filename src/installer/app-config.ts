import type { JsonObject } from './manifest.ts';
import { json, type OutputFile } from './hosting.ts';
import type { InstallOptions } from './options.ts';

export interface AppConfigFacts {
  readonly options: Pick<InstallOptions, 'startStop' | 'allowedOrigins'>;
  readonly clientId: string;
  readonly region?: string | undefined;
  readonly gatewayUrl?: string | undefined;
  /** The client with which an admin signs in to the installer's page. */
  readonly setupClientId?: string | undefined;
}

/** The config.json of this installation: what was decided, and nothing that is a default. */
export function appConfigFile(facts: AppConfigFacts): OutputFile {
  const { options, gatewayUrl } = facts;
  const gateway = gatewayUrl === undefined ? undefined : new URL(gatewayUrl);
  const config: JsonObject = {
    version: 1,
    oauth: { clientId: facts.clientId, grant: 'pkce' },
    ...(facts.region !== undefined && { region: facts.region }),
    ...(gateway && {
      gateway: {
        protocol: gateway.protocol.replace(':', ''),
        host: gateway.hostname,
        ...(gateway.port !== '' && { port: Number(gateway.port) }),
        loginPath: '/login',
        apiPath: '/api',
      },
    }),
    ...(options.allowedOrigins.length > 0 && { host: { allowedOrigins: [...options.allowedOrigins] } }),
    startStop: options.startStop,
    ...(facts.setupClientId !== undefined && { setup: { clientId: facts.setupClientId } }),
  };
  return { path: 'config.json', text: json(config) };
}

/** What an admin wrote into a config.json that is there stays; only who signs in is ours to say. */
export function keepingOwn(existing: string | undefined, made: string): string {
  if (existing === undefined) return made;
  const ours = JSON.parse(made) as JsonObject;
  try {
    const own = JSON.parse(existing) as JsonObject;
    return json({
      ...ours,
      ...own,
      oauth: { ...(own['oauth'] as JsonObject | undefined), ...(ours['oauth'] as JsonObject) },
    });
  } catch {
    return made; // no JSON, so nothing that the app could have read
  }
}
