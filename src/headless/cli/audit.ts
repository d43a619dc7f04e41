import { readFileSync, writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import type { AuditEntry } from '../../domain/audit.ts';
import { entriesIn } from '../home/chain-file.ts';
import { canonicalJson, verifyChain, type Head, type Verdict } from '../../outbox/chain.ts';

export type Proof =
  | {
      readonly ok: true;
      readonly entries: number;
      /** Absent when there is no entry. */
      readonly head?: Head;
      readonly begins?: Head;
      readonly torn?: true;
    }
  | { readonly ok: false; readonly entries: number; readonly line: number; readonly what: string };

/**
 * Proves one chain. A file that was rotated begins in its middle: what it follows on is told, to be compared. Half a line at
 * the end was never acknowledged: the process that wrote it was killed.
 */
export function proveEntries(text: string): Proof {
  const lines = entriesIn(text);
  const isTorn = lines.at(-1)?.isTorn === true;
  const entries: AuditEntry[] = [];
  for (const { number, entry } of isTorn ? lines.slice(0, -1) : lines) {
    if (entry === undefined) return { ok: false, entries: entries.length, line: number, what: 'line' };
    entries.push(entry);
  }
  const first = entries[0];
  const begins =
    first !== undefined && first.seq > 1
      ? { chain: first.chain, seq: first.seq - 1, hash: first.prev }
      : undefined;
  const verdict: Verdict = verifyChain(entries, begins);
  if (verdict.ok)
    return {
      ok: true,
      entries: entries.length,
      ...(first && { head: verdict.head }),
      ...(begins && { begins }),
      ...(isTorn && { torn: true }),
    };
  const line = verdict.seq - (begins?.seq ?? 0);
  return { ok: false, entries: entries.length, line, what: verdict.what };
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

/** As JSON Lines (canonical, so that the hashes can be computed again), or as CSV by the name of the file. */
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
  else writeFileSync(file, text, { mode: 0o600 });
}

/** Quoted, and never a formula to a spreadsheet. */
function cell(value: unknown): string {
  if (value === undefined) return '';
  const text = String(value);
  const harmless = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return `"${harmless.replaceAll('"', '""')}"`;
}

export const readText = (file: string): string => readFileSync(file, 'utf8');
