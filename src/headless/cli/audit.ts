import { readFileSync, statSync } from 'node:fs';
import { basename } from 'node:path';
import type { AuditEntry } from '../../domain/audit.ts';
import { entriesIn } from '../home/chain-file.ts';
import { replaceFile } from '../home/files.ts';
import { canonicalJson, verifyChain, type Head, type Verdict } from '../../outbox/chain.ts';

/** A chain within a log, from its first line on. */
export interface ProvenChain {
  readonly chain: string;
  readonly line: number;
  /** `at` of its first entry here. */
  readonly since: string;
}

export type Proof =
  | {
      readonly ok: true;
      readonly entries: number;
      /** Of the last chain. Absent when there is no entry. */
      readonly head?: Head;
      readonly begins?: Head;
      readonly torn?: true;
      /** More than one: nothing proves what was between them. */
      readonly chains: readonly ProvenChain[];
    }
  | { readonly ok: false; readonly entries: number; readonly line: number; readonly what: string };

type Numbered = { readonly number: number; readonly entry: AuditEntry };

/**
 * Proves that a log is consistent, chain by chain. A file that was rotated begins in its middle: what it follows on is told,
 * to be compared. Half a line at the end was never acknowledged: the process that wrote it was killed.
 */
export function proveEntries(text: string): Proof {
  const lines = entriesIn(text);
  const isTorn = lines.at(-1)?.isTorn === true;
  const all: Numbered[] = [];
  for (const { number, entry } of isTorn ? lines.slice(0, -1) : lines) {
    if (entry === undefined) return { ok: false, entries: all.length, line: number, what: 'line' };
    all.push({ number, entry });
  }
  const begins = beginningOf(all[0]?.entry);
  let head: Head | undefined;
  const chains = chainsIn(all);
  for (const [index, chain] of chains.entries()) {
    const verdict: Verdict = verifyChain(
      chain.map(({ entry }) => entry),
      index === 0 ? begins : undefined,
    );
    if (!verdict.ok) {
      const line = chain[verdict.seq - (chain[0]?.entry.seq ?? 1)]?.number ?? 0;
      return { ok: false, entries: all.length, line, what: verdict.what };
    }
    head = verdict.head;
  }
  return {
    ok: true,
    entries: all.length,
    ...(head && { head }),
    ...(begins && { begins }),
    ...(isTorn && { torn: true }),
    chains: chains.flatMap(([first]) =>
      first ? [{ chain: first.entry.chain, line: first.number, since: first.entry.at }] : [],
    ),
  };
}

const beginningOf = (first: AuditEntry | undefined): Head | undefined =>
  first !== undefined && first.seq > 1
    ? { chain: first.chain, seq: first.seq - 1, hash: first.prev }
    : undefined;

/** A cleared browser, another browser or another home begins a new chain, which says so by its own first entry. */
function chainsIn(all: readonly Numbered[]): readonly (readonly Numbered[])[] {
  const starts = all.flatMap(({ entry }, index) =>
    index === 0 || (entry.seq === 1 && entry.chain !== all[index - 1]?.entry.chain) ? [index] : [],
  );
  return starts.map((start, index) => all.slice(start, starts[index + 1]));
}

export const WHATS: Readonly<Record<string, string>> = {
  line: 'is no entry',
  chain: 'belongs to another chain',
  gap: 'does not follow the one before: entries are missing or out of order',
  prev: 'does not follow the one before: that one was altered or replaced',
  hash: 'was altered',
};

const COLUMNS = [
  'seq',
  'at',
  'action',
  'target',
  'phase',
  'trigger',
  'conversationId',
  'queueId',
  'participantId',
  'recordingId',
  'actor',
  'userId',
  'latencyMs',
  'failure',
  'correlationId',
  'wishId',
  'id',
  'reason',
  'app',
  'region',
  'orgId',
  'configHash',
  'v',
  'chain',
  'prev',
  'hash',
] as const satisfies readonly (keyof AuditEntry)[];

/**
 * As JSON Lines (canonical, so that the hashes can be computed again), or as CSV by the name of the file. Readable by this user
 * only, and never through a link or over somebody else's file: it throws then.
 */
export function writeEntries(
  entries: readonly AuditEntry[],
  file: string,
  out: (text: string) => void,
): void {
  const isCsv = basename(file).toLowerCase().endsWith('.csv');
  const text = isCsv
    ? [COLUMNS, ...entries.map((entry) => COLUMNS.map((name) => entry[name]))]
        .map((row) => `${row.map(cell).join(',')}\r\n`)
        .join('')
    : entries.map((entry) => `${canonicalJson(entry)}\n`).join('');
  if (file === '-') out(text);
  else replaceFile(file, text);
}

/** Quoted, and never a formula to a spreadsheet. */
function cell(value: unknown): string {
  if (value === undefined) return '';
  const text = String(value);
  const harmless = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return `"${harmless.replaceAll('"', '""')}"`;
}

/** A pipe or a device would be read for ever, and nothing could interrupt it. */
export function readText(file: string): string {
  if (!statSync(file).isFile()) throw new Error(`${file} is no file.`);
  return readFileSync(file, 'utf8');
}
