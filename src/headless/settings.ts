import { homedir } from 'node:os';
import { isAbsolute, join, resolve } from 'node:path';
import { domainOfName, isRegionDomain } from '../launch/regions.ts';
import { isThisMachine } from '../loopback.ts';

/** Everything a controller is told. Its secrets are used and never shown. */
export interface Settings {
  /** Domain of the region, e.g. mypurecloud.com; absent behind a gateway that was given without one. */
  readonly region?: string;
  /** Where `/oauth/token` is appended. */
  readonly loginUrl: string;
  /** Where `/api/v2/…` is appended. */
  readonly apiUrl: string;
  /** Both, or an access token, or all of them. */
  readonly clientId?: string;
  readonly clientSecret?: string;
  /** Of a user: for starting and stopping, which Genesys takes from users only; for all else where no client is given. */
  readonly accessToken?: string;
  /** Folder of the journal and of the queue of webhooks. */
  readonly home: string;
  readonly webhook?: { readonly url: string; readonly secret?: string };
}

export type Environment = Readonly<Record<string, string | undefined>>;

/** What is wrong with the environment or the command line, in one sentence that names it. */
export class UsageError extends Error {}

const SLASHES = /\/+$/;

/** A blank variable is as good as none. */
export const variable = (environment: Environment, name: string): string | undefined =>
  environment[name]?.trim() || undefined;

/** Reads the environment of the process. Throws a {@link UsageError} that names the first variable that will not do. */
export function readSettings(environment: Environment): Settings {
  const get = (name: string) => variable(environment, name);
  const required = (name: string) => {
    const value = get(name);
    if (value === undefined) throw new UsageError(`The environment variable ${name} is missing.`);
    return value;
  };
  const gateway = get('RECORDING_CONTROL_GATEWAY');
  const region = gateway === undefined ? required('GENESYSCLOUD_REGION') : get('GENESYSCLOUD_REGION');
  const accessToken = tokenIn('GENESYSCLOUD_ACCESS_TOKEN', get('GENESYSCLOUD_ACCESS_TOKEN'));
  const client = accessToken === undefined ? required : get;
  const clientId = client('GENESYSCLOUD_OAUTHCLIENT_ID');
  // One without the other is a slip, also where a token would do.
  const clientSecret = (clientId === undefined ? get : required)('GENESYSCLOUD_OAUTHCLIENT_SECRET');
  const webhookUrl = get('RECORDING_CONTROL_WEBHOOK_URL');
  const webhookSecret = get('RECORDING_CONTROL_WEBHOOK_SECRET');
  return {
    ...(region !== undefined && { region: domainOf(region) }),
    ...placeOf(region === undefined ? undefined : domainOf(region), gateway),
    ...(clientId !== undefined && clientSecret !== undefined && { clientId, clientSecret }),
    ...(accessToken !== undefined && { accessToken }),
    home: homeOf(environment),
    ...(webhookUrl !== undefined && {
      webhook: {
        url: safeUrl('RECORDING_CONTROL_WEBHOOK_URL', webhookUrl),
        ...(webhookSecret !== undefined && { secret: webhookSecret }),
      },
    }),
  };
}

/** It travels in a header: what none can hold would look like a network that fails. Never repeats what it refuses. */
function tokenIn(name: string, text: string | undefined): string | undefined {
  if (text === undefined || /^[\x21-\x7e]+$/.test(text)) return text;
  throw new UsageError(
    `${name} is no access token: it has a blank, a line break or a character that no token has. Give the token alone, in one line.`,
  );
}

/** The folder alone: what reads the journal needs no account. Whether it can be written shows when it is: no command waits for a disk. */
export function homeOf(environment: Environment, homeOfUser: () => string = homedir): string {
  const given = environment['RECORDING_CONTROL_HOME']?.trim();
  if (given) return resolve(given);
  let folder = '';
  try {
    folder = homeOfUser();
  } catch {
    // In a container a user may be a mere number, of whom the system knows no folder.
  }
  if (isAbsolute(folder)) return join(folder, '.recording-control');
  throw new UsageError(
    'This user has no home folder: give a folder for the journal in RECORDING_CONTROL_HOME.',
  );
}

function domainOf(region: string): string {
  const domain = domainOfName(region) ?? region;
  if (isRegionDomain(domain)) return domain;
  throw new UsageError(
    `GENESYSCLOUD_REGION is "${region}", which is no region of Genesys Cloud: give a domain (mypurecloud.com) or a name (us-east-1).`,
  );
}

function placeOf(domain: string | undefined, gateway: string | undefined) {
  if (gateway === undefined) return { loginUrl: `https://login.${domain}`, apiUrl: `https://api.${domain}` };
  const base = safeUrl('RECORDING_CONTROL_GATEWAY', gateway).replace(SLASHES, '');
  // Paths are appended to it: behind a `?` or `#` they would not be part of the path.
  if (/[?#]/.test(base)) throw new UsageError('RECORDING_CONTROL_GATEWAY must have nothing after its path.');
  // The paths that config.json gives a gateway unless told otherwise.
  return { loginUrl: `${base}/login`, apiUrl: `${base}/api` };
}

/** Tokens and secrets travel encrypted, or do not leave this machine. */
function safeUrl(name: string, text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isSafe = url?.protocol === 'https:' || (url?.protocol === 'http:' && isThisMachine(url.hostname));
  if (url === undefined || !isSafe || url.username !== '' || url.password !== '') {
    throw new UsageError(
      `${name} must be an https URL without a password in it (http on this machine only).`,
    );
  }
  return text;
}
