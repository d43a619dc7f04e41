import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import canonicalize from 'canonicalize';
import type { AuditEntry, AuditFacts } from '../domain/audit.ts';

/** The last entry of a chain. Kept beside the entries, and sent along with what leaves the browser. */
export interface Head {
  readonly chain: string;
  readonly seq: number;
  readonly hash: string;
}

const NO_HASH = '0'.repeat(64);

export const emptyChain = (chain: string): Head => ({ chain, seq: 0, hash: NO_HASH });

/** The JSON that is hashed and exported: RFC 8785, so that any language computes the same bytes. */
export function canonicalJson(value: unknown): string {
  const json = canonicalize(value);
  if (json === undefined) throw new Error(`A value of type ${typeof value} has no JSON form.`);
  return json;
}

/**
 * Lower-case hex SHA-256. Synchronous, because an IndexedDB transaction ends by itself while one waits for
 * `crypto.subtle`, and reading the head and writing the entry must be one transaction.
 */
export const sha256Hex = (text: string): string => bytesToHex(sha256(utf8ToBytes(text)));

const withoutAbsent = (facts: AuditFacts): AuditFacts =>
  Object.fromEntries(
    Object.entries(facts).filter(([, value]) => value !== undefined),
  ) as unknown as AuditFacts;

/** The entry that follows `head`. */
export function seal(facts: AuditFacts, head: Head): AuditEntry {
  const open = {
    ...withoutAbsent(facts),
    v: 1 as const,
    chain: head.chain,
    seq: head.seq + 1,
    prev: head.hash,
  };
  return { ...open, hash: sha256Hex(canonicalJson(open)) };
}

export type Verdict =
  | { readonly ok: true; readonly head: Head }
  /** `seq` is the first place where the chain does not hold. */
  | { readonly ok: false; readonly seq: number; readonly what: 'chain' | 'gap' | 'prev' | 'hash' };

/**
 * Proves that the entries are one gapless chain in their order, each with the hash of its content. Whoever can write the log
 * can cut its end and compute all hashes anew: that shows only against a head kept elsewhere (`anchors.ts`). `after` is a
 * checkpoint left by pruning.
 */
export function verifyChain(entries: readonly AuditEntry[], after?: Head): Verdict {
  let head = after ?? emptyChain(entries[0]?.chain ?? '');
  for (const entry of entries) {
    const seq = head.seq + 1;
    if (entry.chain !== head.chain) return { ok: false, seq, what: 'chain' };
    if (entry.seq !== seq) return { ok: false, seq, what: 'gap' };
    if (entry.prev !== head.hash) return { ok: false, seq, what: 'prev' };
    const { hash, ...open } = entry;
    if (hash !== sha256Hex(canonicalJson(open))) return { ok: false, seq, what: 'hash' };
    head = { chain: entry.chain, seq, hash };
  }
  return { ok: true, head };
}
