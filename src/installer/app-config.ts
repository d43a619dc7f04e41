import type { JsonObject } from './manifest.ts';
import { json, type OutputFile } from './hosting.ts';
import { originOf, readOrigin } from '../launch/origins.ts';
import type { Choices, InstallOptions } from './options.ts';
import { asObject, textOf } from './org.ts';

export interface AppConfigFacts {
  readonly options: Pick<InstallOptions, 'startStop' | 'allowedOrigins'>;
  readonly clientId: string;
  readonly region?: string | undefined;
  readonly gatewayUrl?: string | undefined;
  /** Where the build is served: what is registered as the redirect URI, to the letter. */
  readonly baseUrl: string;
  /** The client with which an admin signs in to the installer's page. */
  readonly setupClientId?: string | undefined;
}

/** The config.json of this installation (contract 2): what was decided, and nothing that is a default. */
export function appConfigFile(facts: AppConfigFacts): OutputFile {
  const { options, gatewayUrl } = facts;
  const gateway = gatewayUrl === undefined ? undefined : new URL(gatewayUrl);
  const config: JsonObject = {
    version: 1,
    // Some hosts answer /index.html with /: without this the page's own address would not be what is registered.
    oauth: { clientId: facts.clientId, grant: 'pkce', redirectUri: `${facts.baseUrl}/index.html` },
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

/** What a config.json that is there says about the installation. Of what is no JSON, nothing. */
export interface OwnConfig {
  readonly choices: Partial<Choices>;
  /** By which agents have signed in so far. */
  readonly clientId?: string;
  readonly webhookUrl?: string;
  readonly paymentPageUrl?: string;
  /** Keys that hold an origin or an address which the app refuses: nothing is installed for it. */
  readonly refused: readonly string[];
}

export function readOwnConfig(text: string | undefined): OwnConfig {
  const own = parsed(text);
  const { startStop } = own;
  const clientId = textOf(asObject(own['oauth'])['clientId']);
  const origins = asObject(own['host'])['allowedOrigins'];
  const webhookUrl = textOf(asObject(asObject(own['audit'])['webhook'])['url']);
  const paymentPageUrl = textOf(asObject(asObject(own['triggers'])['paymentPage'])['url']);
  return {
    choices: {
      ...((startStop === 'snippet' || startStop === 'adhoc' || startStop === 'off') && { startStop }),
      ...(Array.isArray(origins) && {
        allowedOrigins: origins.flatMap((origin) => readOrigin(textOf(origin)) ?? []),
      }),
    },
    ...(clientId !== '' && { clientId }),
    ...(webhookUrl !== '' && { webhookUrl }),
    ...(paymentPageUrl !== '' && { paymentPageUrl }),
    refused: [
      ...(isReadable(text) ? [] : ['its JSON']),
      ...(Array.isArray(origins) ? origins : []).flatMap((origin, index) =>
        readOrigin(textOf(origin)) === undefined ? [`host.allowedOrigins[${index}]`] : [],
      ),
      ...(webhookUrl !== '' && originOf(webhookUrl) === undefined ? ['audit.webhook.url'] : []),
      ...(paymentPageUrl !== '' && originOf(paymentPageUrl) === undefined
        ? ['triggers.paymentPage.url']
        : []),
    ],
  };
}

/**
 * What an admin wrote into a config.json that is there stays. Ours to say are who signs in and where, and what was chosen
 * for this run: without it the panel and the role of its agents would not fit each other.
 */
export function keepingOwn(existing: string | undefined, made: string): string {
  const own = parsed(existing);
  const ours = parsed(made);
  const merge = (key: string): JsonObject => ({ ...asObject(own[key]), ...asObject(ours[key]) });
  return json({
    ...own,
    ...ours,
    oauth: merge('oauth'),
    ...(('host' in own || 'host' in ours) && { host: merge('host') }),
    ...(('setup' in own || 'setup' in ours) && { setup: merge('setup') }),
  });
}

/** Editors put a byte order mark before a file; the app reads past it. */
const withoutMark = (text: string): string => text.replace(/^\uFEFF/, '');

function isReadable(text: string | undefined): boolean {
  if (text === undefined || text.trim() === '') return true;
  try {
    JSON.parse(withoutMark(text));
    return true;
  } catch {
    return false;
  }
}

function parsed(text: string | undefined): JsonObject {
  try {
    return asObject(JSON.parse(withoutMark(text ?? '')));
  } catch {
    return {}; // no JSON: whoever could lose something by that asks `isReadable` first
  }
}
