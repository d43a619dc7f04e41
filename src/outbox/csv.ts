import type { AuditEntry } from '../domain/audit.ts';

/** In this order, whatever is added: what reads by position goes on reading. */
export const CSV_COLUMNS = [
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
  'platformAt',
  'from',
  'to',
  'source',
  'recorded',
  'storeId',
  'incidentId',
  'by',
  'note',
  'end',
  'seenUntil',
] as const satisfies readonly (keyof AuditEntry)[];

/** What a spreadsheet takes for a formula, also in the wide letters of East Asian keyboards. */
const FORMULA = /^[=+\-@\t\r\n＝＋－＠]/;

const row = (cells: readonly unknown[]): string => `${cells.map(cell).join(',')}\r\n`;

/** Quoted (RFC 4180), and never a formula. */
function cell(value: unknown): string {
  if (value === undefined) return '';
  const text = String(value);
  const harmless = FORMULA.test(text) ? `'${text}` : text;
  return `"${harmless.replaceAll('"', '""')}"`;
}

export const CSV_HEAD = row(CSV_COLUMNS);

/** For people and spreadsheets: nothing can be proven of it. */
export const csvRow = (entry: AuditEntry): string => row(CSV_COLUMNS.map((name) => entry[name]));
