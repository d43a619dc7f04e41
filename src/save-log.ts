import { entryLines } from './outbox/entry-lines.ts';
import { saveFile } from './platform/save-file.ts';

/** Hands the browser the audit log of its storage for this page as a file. Rejects when the log cannot be read. Loaded on demand. */
export async function saveLog(): Promise<void> {
  const day = new Date().toISOString().slice(0, 10);
  saveFile(`recording-control-audit-${day}.jsonl`, await entryLines(), 'application/jsonl');
}
