import { isLoopback } from '../loopback.ts';
import { decodeConfig } from '../config/decode-config.ts';
import { aboutSetting, MISTAKES } from '../config/words.ts';
import { json, type OutputFile } from './hosting.ts';
import type { JsonObject } from './manifest.ts';
import type { Choices, InstallOptions } from './options.ts';
import { asObject, textOf } from './org.ts';
import { withoutMark } from './without-mark.ts';

export interface AppConfigFacts {
  readonly options: Pick<InstallOptions, 'startStop' | 'allowedOrigins' | 'licence'>;
  readonly clientId: string;
  readonly region?: string | undefined;
  readonly gatewayUrl?: string | undefined;
  /** Where the build is served: what is registered as the redirect URI, to the letter. */
  readonly baseUrl: string;
  /** The client with which an admin signs in to the installer's page. */
  readonly setupClientId?: string | undefined;
}

/**
 * The config.json of this installation (contract 2): what was decided, and nothing that is a default. What an admin wrote into
 * one that is there stays. Ours to say are who signs in and where, and what was chosen for this run: without it the panel and the
 * role of its agents would not fit each other.
 */
export function appConfigFile(existing: string | undefined, facts: AppConfigFacts): OutputFile {
  const { options, gatewayUrl } = facts;
  const own = parsed(existing);
  const gateway = gatewayUrl === undefined ? undefined : new URL(gatewayUrl);
  const host = {
    ...asObject(own['host']),
    ...(options.allowedOrigins.length > 0 && { allowedOrigins: options.allowedOrigins }),
  };
  const setup = {
    ...asObject(own['setup']),
    ...(facts.setupClientId !== undefined && { clientId: facts.setupClientId }),
  };
  const oauth = asObject(own['oauth']);
  const byRegion = asObject(oauth['byRegion']);
  const client = {
    clientId: facts.clientId,
    grant: 'pkce',
    // Some hosts answer /index.html with /: without this the page's own address would not be what is registered.
    redirectUri: `${facts.baseUrl}/index.html`,
  };
  // Where the build serves this region beside another one, the place of its client is there.
  const isBeside = facts.region !== undefined && Object.hasOwn(byRegion, facts.region);
  const config: JsonObject = {
    ...own,
    version: 1,
    oauth: isBeside
      ? { ...oauth, byRegion: { ...byRegion, [facts.region ?? '']: client } }
      : { ...oauth, ...client },
    ...(facts.region !== undefined && !isBeside && { region: facts.region }),
    ...(gateway && {
      gateway: {
        protocol: gateway.protocol.replace(':', ''),
        host: gateway.hostname,
        ...(gateway.port !== '' && { port: Number(gateway.port) }),
        loginPath: '/login',
        apiPath: '/api',
      },
    }),
    ...(Object.keys(host).length > 0 && { host }),
    startStop: options.startStop,
    ...(options.licence !== undefined && { premium: { permission: options.licence } }),
    ...(Object.keys(setup).length > 0 && { setup }),
  };
  return { path: 'config.json', text: json(config) };
}

/** What the app makes of a config.json, in words: why it would not start, or what it would not go by. */
export interface Judged {
  readonly refused: string | undefined;
  readonly mistakes: readonly string[];
}

export function judgeConfig(text: string): Judged {
  const decoded = decodeConfig(parsed(text));
  if (decoded.ok) {
    const mistakes = decoded.config.mistakes.map(
      ({ path, kind }) => `config.json: ${path}: ${MISTAKES[kind]}`,
    );
    return { refused: undefined, mistakes };
  }
  const key = decoded.problem.kind === 'config-invalid' ? decoded.problem.key : '';
  return {
    refused: `a mistake in ${key}: the app would refuse it. ${aboutSetting(key)}`.trimEnd(),
    mistakes: [],
  };
}

/** What a config.json that is there has chosen. Of what is no JSON, or no choice, nothing. */
export function ownChoices(existing: string | undefined): Partial<Choices> {
  const { startStop, host, premium } = parsed(existing);
  const decoded = decodeConfig({
    oauth: { clientId: 'any', grant: 'pkce' },
    region: 'any.region',
    ...(startStop !== undefined && { startStop }),
    ...(host !== undefined && { host }),
    ...(premium !== undefined && { premium }),
  });
  if (!decoded.ok) return {};
  const { config } = decoded;
  return {
    ...(config.premium.permission !== undefined && { licence: config.premium.permission }),
    ...(startStop !== undefined && config.mistakes.length === 0 && { startStop: config.startStop }),
    ...(asObject(host)['allowedOrigins'] !== undefined && { allowedOrigins: config.host.allowedOrigins }),
  };
}

/** Where panels send the audit log. Of what is no JSON, or no address that the app would send to, nothing. */
export function ownWebhookUrl(existing: string | undefined): string | undefined {
  const decoded = decodeConfig({
    oauth: { clientId: 'any', grant: 'pkce' },
    region: 'any.region',
    audit: parsed(existing)['audit'],
  });
  return decoded.ok ? decoded.config.audit.webhook?.url : undefined;
}

/** A proxy in front of the platform that an admin has written into it. Of what is no JSON, or no such address, nothing. */
export function ownGatewayUrl(existing: string | undefined): string | undefined {
  const { gateway } = parsed(existing);
  if (gateway === undefined) return undefined;
  const decoded = decodeConfig({ oauth: { clientId: 'any', grant: 'pkce' }, gateway });
  if (!decoded.ok || decoded.config.gateway === undefined) return undefined;
  const { protocol, host, port } = decoded.config.gateway;
  return `${protocol}://${host}${port === undefined ? '' : `:${port}`}`;
}

/** It leads to a sandbox on some computer: to nobody's organisation. */
export function isOfSandbox(existing: string | undefined): boolean {
  const host = textOf(asObject(parsed(existing)['gateway'])['host']);
  return host !== '' && isLoopback(host);
}

/** The client by which agents have signed in so far. */
export function ownClientId(existing: string | undefined): string | undefined {
  return textOf(asObject(parsed(existing)['oauth'])['clientId']) || undefined;
}

/** Of organisations that the same build serves: their desktops show the app as well. */
export const otherRegions = (existing: string | undefined): readonly string[] =>
  Object.keys(asObject(asObject(parsed(existing)['oauth'])['byRegion']));

/** Empty is as good as missing. */
export function isReadable(text: string | undefined): boolean {
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
