import { closeSync, existsSync, openSync, readSync, renameSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { AuditFacts } from '../../domain/audit.ts';
import { canonicalJson, emptyChain, seal, type Head } from '../../outbox/chain.ts';
import { decodeEntry } from './decode-entry.ts';
import { appendDurably, createFile, cutFile, freeName, namesIn } from './files.ts';
import { withLock } from './lock.ts';
import { lastEntryOf, LONGEST_LINE, type LogFiles } from './log-lines.ts';

/** A file this long is closed and the chain goes on in the next one. */
const ROTATE_BYTES = 10_000_000;

export interface ChainFile {
  /** Seals and writes all of them, with one flush; on the disk when it resolves. Rejects when the disk refuses. */
  append(facts: readonly AuditFacts[]): Promise<void>;
  head(): Head | undefined;
  readonly files: LogFiles;
}

const CURRENT = 'audit.jsonl';
const ROTATED = /^audit-\d{12}\.jsonl$/;

/** The name of a log, of this home or of another. */
export const isLogName = (file: string): boolean =>
  basename(file) === CURRENT || ROTATED.test(basename(file));

/** The journal on disk: JSON Lines in one hash chain that all processes of this home share. */
export function openChainFile(
  home: string,
  { newChain, rotateBytes = ROTATE_BYTES }: { newChain(): string; rotateBytes?: number },
): ChainFile {
  const current = join(home, CURRENT);
  const lock = join(home, 'audit.lock');
  let known: { readonly size: number; readonly head: Head } | undefined;

  const closedNames = () =>
    namesIn(home)
      .filter((name) => ROTATED.test(name))
      .toSorted();
  const rotated = () => closedNames().map((name) => join(home, name));
  const sizeOf = (file: string) => (existsSync(file) ? statSync(file).size : 0);

  /** Listed when the current one has told nothing: one that was closed meanwhile is among the others. */
  function* newestFirst(): Generator<string> {
    yield current;
    yield* rotated().toReversed();
  }

  /** Another process may have written since; then the end of the file tells. */
  function findHead(): Head | undefined {
    const size = sizeOf(current);
    if (known?.size === size && size > 0) return known.head;
    // From the newest on, and no further than needed: every command of a new process waits for this.
    for (const file of newestFirst()) {
      const last = lastEntryOf(file);
      if (last) return { chain: last.chain, seq: last.seq, hash: last.hash };
    }
    return undefined;
  }

  /** Behind all that are closed, never in the place of one: a file without any entry has no number of its own. */
  function rotate({ seq }: Head): void {
    const before = Number(/\d+/.exec(closedNames().at(-1) ?? '')?.[0] ?? -1);
    const name = `audit-${String(Math.max(seq, before + 1)).padStart(12, '0')}.jsonl`;
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
    files: { closed: rotated, current },
  };
}

/**
 * A process that was killed while it wrote leaves half a line: it was never acknowledged, and is kept beside. An entry that is
 * whole has only lost its newline, by an editor or a script: it stays, and the chain goes on behind it.
 */
function repairEnd(file: string, checkHeld: () => void): void {
  const size = isFile(file) ? statSync(file).size : 0;
  const tail = endOf(file, size);
  const end = tail.lastIndexOf(0x0a) + 1;
  if (end === tail.length) return;
  checkHeld();
  // No entry of ours is as long: it stays where it is, as a line that is none.
  const isLong = end === 0 && tail.length < size;
  if (isLong || decodeEntry(tail.toString('utf8', end))) return appendDurably(file, '\n');
  const from = size - tail.length + end;
  // What was kept earlier stays, and nothing is cut before it is kept.
  while (!createFile(freeName(`${file}.torn-${from}`), tail.subarray(end)));
  cutFile(file, from);
}

/** `existsSync` also for a path through what is no folder, which `statSync` throws for. */
const isFile = (file: string): boolean =>
  existsSync(file) && statSync(file, { throwIfNoEntry: false })?.isFile() === true;

/** What is needed of a log that may be longer than the memory. A pipe in its place would be waited for without end: see `isFile`. */
function endOf(file: string, size: number): Buffer {
  const tail = Buffer.alloc(Math.min(size, LONGEST_LINE));
  if (size === 0) return tail;
  const descriptor = openSync(file, 'r');
  try {
    return tail.subarray(0, readSync(descriptor, tail, 0, tail.length, size - tail.length));
  } finally {
    closeSync(descriptor);
  }
}
