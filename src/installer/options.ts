import { originOf } from '../launch/origins.ts';
import { isLoopback } from '../loopback.ts';

/** What config.json says as well: a run that is not told goes by the file that is there. */
export interface Choices {
  readonly startStop: 'snippet' | 'adhoc' | 'off';
  /** Origins besides Genesys' own that frame the app, such as a CRM. */
  readonly allowedOrigins: readonly string[];
  /** The permission that comes with the licence of a premium app; agents get it by their role. */
  readonly licence?: string | undefined;
}

/** What an admin decides; everything else comes from the manifest. */
export interface InstallOptions extends Choices {
  /** Where the build is served, without a slash at the end: `https://recording.example.com`. */
  readonly baseUrl: string;
  /** Tells several installations of one organisation apart, such as a test and a live one. */
  readonly instance: string;
  /** Absent: an app of the organisation's own. Else the vendor name of AppFoundry (`example` for the shared type). */
  readonly vendor?: string | undefined;
  /** A group of the organisation's own instead of one that is made. */
  readonly groupId?: string | undefined;
  /** Where the role of agents holds; absent: the Home division at first, and what an admin chose since stays. */
  readonly divisionIds?: readonly string[] | undefined;
  /** Queues whose calls show the app; absent: all at first, and what an admin chose since stays. */
  readonly queueIds?: readonly string[] | undefined;
  /** Keys of integrations to install; absent: all. */
  readonly faces?: readonly string[] | undefined;
}

export const DEFAULT_OPTIONS = {
  instance: 'default',
  startStop: 'snippet',
  allowedOrigins: [],
} as const satisfies Partial<InstallOptions>;

export type ReadUrl =
  { readonly ok: true; readonly baseUrl: string } | { readonly ok: false; readonly message: string };

/** Hosts that put many customers on one origin and tell them apart by path. */
const SHARED_BY_PATH = [
  /(^|\.)github\.io$/,
  /(^|\.)gitlab\.io$/,
  /^s3([.-][a-z0-9-]+)*\.amazonaws\.com$/,
  /^storage\.googleapis\.com$/,
  /^(www\.)?raw\.githubusercontent\.com$/,
  /^cdn\.jsdelivr\.net$/,
];

/** What stands in the configuration of a web server and in lists of headers without meaning anything there. */
const FOLDER = /^(\/[A-Za-z0-9._~-]+)*$/;

/**
 * The address of the build as an admin types it. The origin is the trust boundary: whatever else is served from it can
 * read what the app stores and take its place, so an address that shares its origin by path is refused.
 */
export function readBaseUrl(text: string): ReadUrl {
  const refuse = (message: string): ReadUrl => ({ ok: false, message });
  if (!URL.canParse(text))
    return refuse(`"${text}" is no web address. Give it as https://host or https://host/folder.`);
  const url = new URL(text);
  if (url.search !== '' || url.hash !== '' || url.username !== '' || url.password !== '') {
    return refuse('The address must have no query, no fragment, no user name and no password.');
  }
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && isLoopback(url.hostname))) {
    return refuse('Genesys Cloud shows apps over https only.');
  }
  const folder = url.pathname.replace(/\/(index\.html)?$/i, '');
  if (/\.html?$/i.test(folder))
    return refuse('The address is that of the folder, without the name of a page.');
  if (folder !== '' && SHARED_BY_PATH.some((host) => host.test(url.hostname))) {
    return refuse(
      `${url.hostname} serves other people's pages from the same origin. Recording Control needs a host name of its own.`,
    );
  }
  const origin = originOf(text);
  if (origin === undefined || !FOLDER.test(folder)) {
    return refuse(
      'The address may hold letters, digits, dots and dashes, and folders of these, "_" and "~": it goes into the headers of the host.',
    );
  }
  return { ok: true, baseUrl: origin + folder };
}
