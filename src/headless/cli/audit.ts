import { basename } from 'node:path';
import type { AuditEntry } from '../../domain/audit.ts';
import { replaceFile } from '../home/files.ts';
import type { Line } from '../home/log-lines.ts';
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

/**
 * Proves that a log is consistent, chain by chain, up to its first fault. A file that was rotated begins in its middle: what
 * it follows on is told, to be compared. Half a line at the end was never acknowledged: the process that wrote it was killed.
 * A cleared browser, another browser or another home begins a new chain, which says so by its own first entry.
 */
export function proveEntries(lines: Iterable<Line>): Proof {
  const chains: ProvenChain[] = [];
  let entries = 0;
  let begins: Head | undefined;
  let head: Head | undefined;
  let torn = false;
  for (const { number: line, entry, isTorn } of lines) {
    if (isTorn) torn = true;
    else if (entry === undefined) return { ok: false, entries, line, what: 'line' };
    if (entry === undefined) continue;
    entries += 1;
    if (head === undefined || (entry.seq === 1 && entry.chain !== head.chain)) {
      head = entries === 1 ? beginningOf(entry) : undefined;
      begins ??= head;
      chains.push({ chain: entry.chain, line, since: entry.at });
    }
    const verdict: Verdict = verifyChain([entry], head);
    if (!verdict.ok) return { ok: false, entries, line, what: verdict.what };
    head = verdict.head;
  }
  return {
    ok: true,
    entries,
    ...(head && { head }),
    ...(begins && { begins }),
    ...(torn && { torn: true }),
    chains,
  };
}

const beginningOf = ({ chain, seq, prev }: AuditEntry): Head | undefined =>
  seq > 1 ? { chain, seq: seq - 1, hash: prev } : undefined;

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

/** Entries that are written with one call. */
const BATCH = 500;

/**
 * As JSON Lines (canonical, so that the hashes can be computed again), or as CSV by the name of the file. Readable by this user
 * only, and never through a link or over somebody else's file: it throws then.
 */
export function writeEntries(entries: Iterable<AuditEntry>, file: string, out: (text: string) => void): void {
  const isCsv = basename(file).toLowerCase().endsWith('.csv');
  const pieces = batched(isCsv ? csvRows(entries) : jsonLines(entries));
  if (file !== '-') return replaceFile(file, pieces);
  for (const piece of pieces) out(piece);
}

function* jsonLines(entries: Iterable<AuditEntry>): Generator<string> {
  for (const entry of entries) yield `${canonicalJson(entry)}\n`;
}

function* csvRows(entries: Iterable<AuditEntry>): Generator<string> {
  yield csvRow(COLUMNS);
  for (const entry of entries) yield csvRow(COLUMNS.map((name) => entry[name]));
}

const csvRow = (cells: readonly unknown[]): string => `${cells.map(cell).join(',')}\r\n`;

function* batched(rows: Iterable<string>): Generator<string> {
  let batch: string[] = [];
  for (const row of rows) {
    batch.push(row);
    if (batch.length < BATCH) continue;
    yield batch.join('');
    batch = [];
  }
  yield batch.join('');
}

/** Quoted, and never a formula to a spreadsheet. */
function cell(value: unknown): string {
  if (value === undefined) return '';
  const text = String(value);
  const harmless = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return `"${harmless.replaceAll('"', '""')}"`;
}
