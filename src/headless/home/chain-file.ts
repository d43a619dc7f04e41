import { existsSync, readdirSync, readFileSync, renameSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { AuditEntry, AuditFacts } from '../../domain/audit.ts';
import { canonicalJson, emptyChain, seal, type Head } from '../../outbox/chain.ts';
import { appendDurably, codeOf, createFile, cutFile } from './files.ts';
import { withLock } from './lock.ts';
import { entriesOf } from './log-lines.ts';

/** A file this long is closed and the chain goes on in the next one. */
const ROTATE_BYTES = 10_000_000;

export interface ChainFile {
  /** Seals and writes all of them, with one flush; on the disk when it resolves. Rejects when the disk refuses. */
  append(facts: readonly AuditFacts[]): Promise<void>;
  head(): Head | undefined;
  /** Files in order of the chain. */
  files(): readonly string[];
}

const CURRENT = 'audit.jsonl';
const ROTATED = /^audit-\d{12}\.jsonl$/;

/** Nothing is appended to it any more. */
export const isClosed = (file: string): boolean => ROTATED.test(basename(file));

/** The journal on disk: JSON Lines in one hash chain that all processes of this home share. */
export function openChainFile(
  home: string,
  { newChain, rotateBytes = ROTATE_BYTES }: { newChain(): string; rotateBytes?: number },
): ChainFile {
  const current = join(home, CURRENT);
  const lock = join(home, 'audit.lock');
  let known: { readonly size: number; readonly head: Head } | undefined;

  const rotated = () =>
    namesIn(home)
      .filter((name) => ROTATED.test(name))
      .toSorted()
      .map((name) => join(home, name));
  const sizeOf = (file: string) => (existsSync(file) ? statSync(file).size : 0);

  /** Another process may have written since; then the end of the file tells. */
  function findHead(): Head | undefined {
    const size = sizeOf(current);
    if (known?.size === size && size > 0) return known.head;
    const last = [current, ...rotated().toReversed()].map(lastEntry).find((entry) => entry !== undefined);
    return last && { chain: last.chain, seq: last.seq, hash: last.hash };
  }

  function rotate(head: Head): void {
    const name = `audit-${String(head.seq).padStart(12, '0')}.jsonl`;
    renameSync(current, join(home, name));
  }

  return {
    append: (facts) =>
      withLock(lock, (checkHeld) => {
        // Under the lock only: half a line may be what another is writing.
        if (known?.size !== sizeOf(current)) repairEnd(current, checkHeld);
        let head = findHead() ?? emptyChain(newChain());
        const last = head;
        const lines = facts.map((each) => {
          const entry = seal(each, head);
          head = { chain: entry.chain, seq: entry.seq, hash: entry.hash };
          return `${canonicalJson(entry)}\n`;
        });
        checkHeld();
        if (sizeOf(current) >= rotateBytes) rotate(last);
        appendDurably(current, lines.join(''));
        known = { size: sizeOf(current), head };
      }),
    head: findHead,
    files: () => [...rotated(), ...(isFile(current) ? [current] : [])],
  };
}

/** A process that was killed while it wrote leaves half a line: it was never acknowledged, and is kept beside. */
function repairEnd(file: string, checkHeld: () => void): void {
  const content = bytesOf(file);
  const end = content.lastIndexOf(0x0a) + 1;
  if (end === content.length) return;
  checkHeld();
  createFile(`${file}.torn-${end}`, content.subarray(end));
  cutFile(file, end);
}

/** `existsSync` also for a path through what is no folder, which `statSync` throws for. */
const isFile = (file: string): boolean =>
  existsSync(file) && statSync(file, { throwIfNoEntry: false })?.isFile() === true;

/** A home that is not there yet is an empty one. */
function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes(codeOf(error) ?? '')) return [];
    throw error;
  }
}

/** A line that is no entry does not end the chain: it stays where it is, and `audit verify` names it. */
function lastEntry(file: string): AuditEntry | undefined {
  return isFile(file) ? [...entriesOf([file])].at(-1) : undefined;
}

/** Another process may close the file between its listing and its reading. */
function bytesOf(file: string): Buffer {
  try {
    // A pipe in its place would be waited for without end.
    return statSync(file).isFile() ? readFileSync(file) : Buffer.alloc(0);
  } catch (error) {
    if (!existsSync(file)) return Buffer.alloc(0);
    throw error;
  }
}
