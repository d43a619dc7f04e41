import type { Problem } from '../app/view.ts';
import { isSuccess } from '../genesys/http/failure-of.ts';
import { fetchWhole } from '../genesys/http/fetch-whole.ts';
import { TIMEOUT_MS } from '../genesys/http/transport.ts';
import { decodeConfig, type Settings } from './decode-config.ts';

export type Loaded =
  | {
      readonly ok: true;
      readonly config: Settings;
      /** The file as it came, for the hash that journal entries carry. */
      readonly text: string;
      /** Those of its answer. */
      readonly headers: Readonly<Record<string, string>>;
    }
  | { readonly ok: false; readonly problem: Problem };

/** A static host that answers at all answers within this time; with rules for thousands of queues it is some 100 kB. */
const LIMITS = { timeoutMs: TIMEOUT_MS, maxBytes: 2_000_000 };

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
  const decoded = decodeConfig(document);
  return decoded.ok ? { ...decoded, text, headers: answer.headers } : decoded;
}
