import type { Problem } from './app/view.ts';
import { isSuccess } from './genesys/http/failure-of.ts';
import { fetchWhole } from './genesys/http/fetch-whole.ts';
import { DEFAULTS, HOST_DEFAULT, usual } from './config-fields.ts';
import type { Gateway, HostTrust, OAuth, QueueRules, ReadSections } from './config-types.ts';

/** config.json with every default filled in. */
export interface Config extends ReadSections {
  readonly oauth: OAuth;
  readonly region?: string | undefined;
  readonly gateway?: Gateway | undefined;
  readonly host: HostTrust;
}

export type Decoded =
  { readonly ok: true; readonly config: Config } | { readonly ok: false; readonly problem: Problem };

const loadDecoder = () => import('./config-decode.ts');

/**
 * Turns a parsed config.json into a `Config`, or names the first key that stops the app. The code for what the installer
 * does not write is a file beside config.json: when it cannot be had, a deployment is under way or the network is gone,
 * and what the rest of config.json forbids must not be guessed.
 */
export async function decodeConfig(document: unknown, decoder = loadDecoder): Promise<Decoded> {
  const mistakes: string[] = [];
  const read = usual(document, '', mistakes);
  if (mistakes.length === 0) {
    return { ok: true, config: { ...DEFAULTS, host: HOST_DEFAULT, ...read, disabledSections: [], mistakes } };
  }
  const code = await decoder().catch(() => undefined);
  return code ? code.decodeAll(document) : { ok: false, problem: { kind: 'config-missing' } };
}

/** The rules for calls of one queue. */
export function configFor(config: Config, queueId: string | undefined): QueueRules {
  const own = queueId === undefined ? undefined : config.queues.get(queueId);
  const { startStop, screen, reasons, pause } = own ?? config;
  return { startStop, screen, reasons, pause };
}

export type Loaded =
  /** `text` is the file as it came, for the hash that journal entries carry. */
  | { readonly ok: true; readonly config: Config; readonly text: string }
  | { readonly ok: false; readonly problem: Problem };

/** A static host that answers at all answers within this time; with rules for thousands of queues it is some 100 kB. */
const LIMITS = { timeoutMs: 8_000, maxBytes: 2_000_000 };

/** Fetches config.json beside index.html. Never from the cache: it can redirect the token, so the latest one counts. */
export async function loadConfig(fetcher: typeof fetch = fetch): Promise<Loaded> {
  const missing: Loaded = { ok: false, problem: { kind: 'config-missing' } };
  const answer = await fetchWhole(fetcher, 'config.json', { cache: 'no-cache' }, LIMITS);
  // No network, no answer in time, or one that is no configuration by its size.
  if (answer.kind !== 'answered' || !isSuccess(answer.status) || answer.text === undefined) return missing;
  const { text } = answer;
  // A host that answers every unknown path with its start page.
  if (text.trimStart().startsWith('<')) return missing;
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch {
    return { ok: false, problem: { kind: 'config-invalid', key: '' } };
  }
  const decoded = await decodeConfig(document);
  return decoded.ok ? { ...decoded, text } : decoded;
}
