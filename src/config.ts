import type { Problem } from './app/view.ts';
import {
  changedPause,
  DEFAULTS,
  gateway,
  host,
  oauth,
  region,
  SECTIONS,
  SWITCHED_OFF,
} from './config-fields.ts';
import type { Gateway, HostTrust, OAuth, QueueRules, Sections } from './config-types.ts';
import { isObject, member, type Reader } from './config-readers.ts';

/** config.json with every default filled in. */
export interface Config extends Sections {
  readonly oauth: OAuth;
  readonly region?: string | undefined;
  readonly gateway?: Gateway | undefined;
  readonly host: HostTrust;
  /** Sections with a mistake, and top-level keys that nobody knows. */
  readonly disabledSections: readonly string[];
  /** Paths of those mistakes, for setup. */
  readonly mistakes: readonly string[];
}

export type Decoded =
  { readonly ok: true; readonly config: Config } | { readonly ok: false; readonly problem: Problem };

const invalid = (key: string): Decoded => ({ ok: false, problem: { kind: 'config-invalid', key } });

/** Without these nobody can sign in, or anybody could frame the app: a mistake in them stops it. */
const FATAL = ['oauth', 'region', 'gateway', 'host'];
const ABOUT_THE_FILE = new Map<string, (value: unknown) => boolean>([
  ['$schema', (value) => typeof value === 'string'],
  ['version', (value) => value === 1],
]);

function readSections(document: Readonly<Record<string, unknown>>, mistakes: string[]) {
  const disabled: string[] = [];
  const read = <K extends keyof Sections>(key: K): Sections[K] => {
    const value = member(document, key);
    if (value === undefined) return DEFAULTS[key];
    const before = mistakes.length;
    const section = (SECTIONS[key] as Reader<Sections[K]>)(value, key, mistakes);
    if (mistakes.length === before) return section;
    disabled.push(key);
    return SWITCHED_OFF[key];
  };
  const sections: Sections = {
    startStop: read('startStop'),
    screen: read('screen'),
    reasons: read('reasons'),
    pause: read('pause'),
    audit: read('audit'),
    shortcuts: read('shortcuts'),
    triggers: read('triggers'),
    setup: read('setup'),
    queues: read('queues'),
  };
  for (const [key, value] of Object.entries(document)) {
    const known = FATAL.includes(key) || Object.hasOwn(SECTIONS, key) || ABOUT_THE_FILE.get(key)?.(value);
    if (known) continue;
    disabled.push(key);
    mistakes.push(key);
  }
  return { ...sections, disabledSections: disabled };
}

/** Turns a parsed config.json into a `Config`, or names the first key that stops the app. */
export function decodeConfig(document: unknown): Decoded {
  if (!isObject(document)) return invalid('');
  const mistakes: string[] = [];
  const read = <T>(key: string, reader: Reader<T>): T => reader(member(document, key), key, mistakes);
  const fatal = {
    oauth: read('oauth', oauth),
    region: read('region', region),
    gateway: read('gateway', gateway),
    host: read('host', host),
  };
  if (fatal.region === undefined && fatal.gateway === undefined) mistakes.push('region');
  const [first] = mistakes;
  if (first !== undefined) return invalid(first);
  const sections = readSections(document, mistakes);
  return { ok: true, config: { ...fatal, ...sections, mistakes } };
}

/** The rules for calls of one queue. */
export function configFor(config: Config, queueId: string | undefined): QueueRules {
  const own = queueId === undefined ? undefined : config.queues.get(queueId);
  return {
    startStop: own?.startStop ?? config.startStop,
    screen: own?.screen ?? config.screen,
    reasons: own?.reasons ?? config.reasons,
    pause: changedPause(config.pause, own?.pause),
  };
}

export type Loaded =
  /** `text` is the file as it came, for the hash that journal entries carry. */
  | { readonly ok: true; readonly config: Config; readonly text: string }
  | { readonly ok: false; readonly problem: Problem };

/** A static host that answers at all answers within this time. */
const PATIENCE_MS = 8_000;

/** Fetches config.json beside index.html. Never from the cache: it can redirect the token, so the latest one counts. */
export async function loadConfig(fetcher: typeof fetch = fetch): Promise<Loaded> {
  const missing: Loaded = { ok: false, problem: { kind: 'config-missing' } };
  let text: string;
  try {
    const response = await fetcher('config.json', {
      cache: 'no-cache',
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
    if (!response.ok) return missing;
    text = await response.text();
  } catch {
    return missing; // no network, or no answer in time
  }
  // A host that answers every unknown path with its start page.
  if (text.trimStart().startsWith('<')) return missing;
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch {
    return { ok: false, problem: { kind: 'config-invalid', key: '' } };
  }
  const decoded = decodeConfig(document);
  return decoded.ok ? { ...decoded, text } : decoded;
}
