import { logLines } from './outbox/whole-log.ts';
import { saveFile } from './platform/save-file.ts';
import type { LogForm } from './app/ports.ts';

const TYPES: Readonly<Record<LogForm, string>> = {
  jsonl: 'application/jsonl',
  csv: 'text/csv;charset=utf-8',
};

/** Hands the browser the audit log of its storage for this page as a file. Rejects when the log cannot be read. Loaded on demand. */
export async function saveLog(form: LogForm): Promise<void> {
  const day = new Date().toISOString().slice(0, 10);
  saveFile(`recording-control-audit-${day}.${form}`, await logLines(form), TYPES[form]);
}
