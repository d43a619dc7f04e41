import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { StringDecoder } from 'node:string_decoder';
import type { AuditEntry } from '../../domain/audit.ts';
import { codeOf, NotOurs } from './files.ts';

const PIECE_BYTES = 1_000_000;
/** No entry is as long; a line that is never ends in the memory. */
const LONGEST_LINE = 1_000_000;

export interface Line {
  /** From 1. */
  readonly number: number;
  /** Absent: the line is none. */
  readonly entry?: AuditEntry;
  /** It is the last one and was not written to its end. */
  readonly isTorn: boolean;
}

/** The lines of a log that goes on from file to file, one at a time: a log may be longer than a string can be. */
export const linesOf = (files: readonly string[]): Generator<Line> => linesIn(piecesOf(files));

/** The entries of a log; half a line at its end, left by a kill, is no entry, and neither is a damaged one. */
export function* entriesOf(files: readonly string[]): Generator<AuditEntry> {
  for (const { entry } of linesOf(files)) if (entry) yield entry;
}

/** Wherever the pieces were cut. */
export function* linesIn(pieces: Iterable<string>): Generator<Line> {
  let rest = '';
  let number = 0;
  for (const piece of pieces) {
    const lines = (rest + piece).split('\n');
    rest = lines.pop() ?? '';
    // No entry begins so, whatever comes behind it.
    if (rest.length > LONGEST_LINE) rest = '…';
    for (const line of lines) {
      number += 1;
      if (line !== '') yield lineFrom(line, number);
    }
  }
  if (rest === '') return;
  const last = lineFrom(rest, number + 1);
  yield { ...last, isTorn: !last.entry && rest.startsWith('{') };
}

function lineFrom(text: string, number: number): Line {
  const entry = parsed(text);
  return { number, isTorn: false, ...(entry && { entry }) };
}

function parsed(line: string): AuditEntry | undefined {
  try {
    const entry = JSON.parse(line) as AuditEntry;
    return typeof entry === 'object' && entry !== null && typeof entry.seq === 'number' ? entry : undefined;
  } catch {
    return undefined;
  }
}

function* piecesOf(files: readonly string[]): Generator<string> {
  for (const file of files) yield* piecesOfFile(file);
}

/**
 * The text of a file. One that has gone since it was listed is empty: another process has closed it. Throws for what is no
 * file: a pipe or a device would be read without end.
 */
export function* piecesOfFile(file: string, pieceBytes = PIECE_BYTES): Generator<string> {
  let descriptor: number;
  try {
    descriptor = openSync(file, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return;
    throw error;
  }
  try {
    if (!fstatSync(descriptor).isFile()) throw new NotOurs(`${file} is no file.`);
    // A character may begin in one piece and end in the next.
    const decoder = new StringDecoder('utf8');
    const buffer = Buffer.alloc(pieceBytes);
    for (let size = readSync(descriptor, buffer); size > 0; size = readSync(descriptor, buffer))
      yield decoder.write(buffer.subarray(0, size));
    yield decoder.end();
  } finally {
    closeSync(descriptor);
  }
}
