import type { AuditEntry } from '../domain/audit.ts';
import type { Head } from './chain.ts';

/**
 * What a head that was published says of a log. A chain alone proves only that its entries fit each other: whoever can
 * write the file can compute all hashes anew. What left the machine cannot be called back.
 */
export type Anchoring =
  /** The entry is the published one. */
  | 'fits'
  /** The chain ends before it. */
  | 'cut'
  /** Another entry stands in its place. */
  | 'rewritten'
  /** No entry of that chain is here. */
  | 'absent'
  /** It is older than what is here. */
  | 'earlier';

/** `after`: the checkpoint of that chain, where all that was before it has been taken away. */
export function anchoringOf(
  { chain, seq, hash }: Head,
  entries: readonly AuditEntry[],
  after?: Head,
): Anchoring {
  const own = entries.filter((entry) => entry.chain === chain);
  const [first] = own;
  if (first === undefined && after?.chain === chain) {
    if (seq !== after.seq) return seq < after.seq ? 'earlier' : 'cut';
    return hash === after.hash ? 'fits' : 'rewritten';
  }
  if (first === undefined) return 'absent';
  if (seq === first.seq - 1) return first.prev === hash ? 'fits' : 'rewritten';
  if (seq < first.seq) return 'earlier';
  const entry = own.find((each) => each.seq === seq);
  if (entry === undefined) return 'cut';
  return entry.hash === hash ? 'fits' : 'rewritten';
}

const HEAD = /(?<![\w-])([\w-]{1,64}):([1-9]\d{0,14}):([0-9a-f]{64})(?![0-9a-f])/g;

/** Every `chain:seq:hash` in a text: one that was given, or whatever a receiver of webhooks wrote down. */
export const headsIn = (text: string): readonly Head[] =>
  Array.from(text.matchAll(HEAD), ([, chain = '', seq, hash = '']) => ({ chain, seq: Number(seq), hash }));

export const headText = ({ chain, seq, hash }: Head): string => `${chain}:${seq}:${hash}`;
