import { basename } from 'node:path';
import type { AuditEntry } from '../../domain/audit.ts';
import type { Line } from '../home/log-lines.ts';
import { canonicalJson, verifyChain, type Head, type Verdict } from '../../outbox/chain.ts';
import { checkpointText } from '../../outbox/checkpoint.ts';
import { CSV_HEAD, csvRow } from '../../outbox/csv.ts';

/** A chain within a log, from its first line on. */
export interface ProvenChain {
  readonly chain: string;
  readonly line: number;
  /** `at` of its first entry here. */
  readonly since: string;
  /** The checkpoint before it. */
  readonly after?: Head;
}

export type Proof =
  | {
      readonly ok: true;
      readonly entries: number;
      /** Of the last chain. Absent when there is no entry. */
      readonly head?: Head;
      readonly begins?: Head;
      /** A checkpoint tells that: what was before it was taken away when it was old enough. */
      readonly checkpoint?: true;
      readonly torn?: true;
      /** More than one: nothing proves what was between them. */
      readonly chains: readonly ProvenChain[];
    }
  | { readonly ok: false; readonly entries: number; readonly line: number; readonly what: string };

export interface Prover {
  /** False: here is the first fault, and nothing behind it is of interest. */
  add(line: Line): boolean;
  readonly proof: Proof;
}

/**
 * Proves that a log is consistent, chain by chain, up to its first fault. A file that was rotated begins in its middle: what
 * it follows on is told, to be compared. Half a line at the end was never acknowledged: the process that wrote it was killed.
 * A cleared browser, another browser or another home begins a new chain, which says so by its own first entry, or by the
 * checkpoint before it. No chain begins twice, and none goes on behind a checkpoint: a gap would look as if it was meant.
 */
export function createProver(): Prover {
  const chains: ProvenChain[] = [];
  let entries = 0;
  let begins: Head | undefined;
  let head: Head | undefined;
  /** A checkpoint that nothing has followed yet. */
  let after: Head | undefined;
  let torn = false;
  let fault: Extract<Proof, { ok: false }> | undefined;
  const fails = (line: number, what: string): false => {
    fault = { ok: false, entries, line, what };
    return false;
  };
  return {
    add({ number: line, entry, checkpoint, text, isTorn }) {
      const isKnown = (chain: string) => chains.some((one) => one.chain === chain);
      if (checkpoint) {
        if (after || isKnown(checkpoint.chain)) return fails(line, 'checkpoint');
        if (isOtherwise(text, checkpointText(checkpoint))) return fails(line, 'text');
        if (chains.length === 0) begins = checkpoint;
        after = checkpoint;
        return true;
      }
      if (isTorn) torn = true;
      else if (entry === undefined) return fails(line, 'line');
      if (entry === undefined) return true;
      entries += 1;
      if (head === undefined || after || (entry.seq === 1 && entry.chain !== head.chain)) {
        if (isKnown(entry.chain)) return fails(line, 'again');
        head = after ?? (entries === 1 ? beginningOf(entry) : undefined);
        if (chains.length === 0) begins = head;
        chains.push({ chain: entry.chain, line, since: entry.at, ...(after && { after }) });
        after = undefined;
      }
      const verdict: Verdict = verifyChain([entry], head);
      if (!verdict.ok) return fails(line, verdict.what);
      if (isOtherwise(text, canonicalJson(entry))) return fails(line, 'text');
      head = verdict.head;
      return true;
    },
    get proof() {
      if (fault) return fault;
      const end = head ?? after;
      return {
        ok: true as const,
        entries,
        ...(end && { head: end }),
        ...(begins && { begins }),
        ...((chains[0] ? chains[0].after : after) && { checkpoint: true as const }),
        ...(torn && { torn: true as const }),
        chains,
      };
    },
  };
}

/** A name that stands there twice has two values, and only one of them is read and hashed (RFC 8785 knows no such line). */
const isOtherwise = (text: string | undefined, canonical: string): boolean =>
  text !== undefined && text.replace(/\r$/, '') !== canonical;

const beginningOf = ({ chain, seq, prev }: AuditEntry): Head | undefined =>
  seq > 1 ? { chain, seq: seq - 1, hash: prev } : undefined;

export const WHATS: Readonly<Record<string, string>> = {
  line: 'is no entry',
  chain: 'belongs to another chain',
  gap: 'does not follow the one before: entries are missing or out of order',
  prev: 'does not follow the one before: that one was altered or replaced',
  hash: 'was altered',
  again: 'begins a chain that is here already: entries are doubled or out of order',
  checkpoint: 'is a checkpoint where no chain begins: entries are missing or out of order',
  text: 'was altered: it says more, or says it otherwise, than what its hash is of',
};

/** How a file is written, by its name: as JSON Lines (canonical, so that the hashes can be computed again), or as CSV. */
export function formOf(file: string): { readonly first: string; row(entry: AuditEntry): string } {
  return basename(file).toLowerCase().endsWith('.csv')
    ? { first: CSV_HEAD, row: csvRow }
    : { first: '', row: (entry) => `${canonicalJson(entry)}\n` };
}
