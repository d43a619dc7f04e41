import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { StringDecoder } from 'node:string_decoder';
import type { AuditEntry } from '../../domain/audit.ts';
import { decodeEntry } from './decode-entry.ts';
import { codeOf, NotOurs } from './files.ts';

const PIECE_BYTES = 1_000_000;
const NEWLINE = 0x0a;
/** No entry is as long; a line that is never ends in the memory. */
export const LONGEST_LINE = 1_000_000;

export interface Line {
  /** From 1. */
  readonly number: number;
  /** Absent: the line is none. */
  readonly entry?: AuditEntry;
  /** Of an entry, as it stands there: what is read of it need not be all that it says. */
  readonly text?: string;
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
  const entry = decodeEntry(text);
  return { number, isTorn: false, ...(entry && { entry, text }) };
}

function* piecesOf(files: readonly string[]): Generator<string> {
  let isOpen = false;
  for (const file of files) {
    // A closed file whose last newline was lost does not end in the first line of the next.
    if (isOpen) yield '\n';
    isOpen = false;
    for (const piece of piecesOfFile(file)) {
      if (piece !== '') isOpen = !piece.endsWith('\n');
      yield piece;
    }
  }
}

/**
 * The text of a file. One that has gone since it was listed is empty: another process has closed it. Throws for what is no
 * file: a pipe or a device would be read without end.
 */
export function* piecesOfFile(file: string, pieceBytes = PIECE_BYTES): Generator<string> {
  const descriptor = openFile(file);
  if (descriptor === undefined) return;
  try {
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

/**
 * The last entry of a file, read from its end, so that the length of a log costs nothing. A line that is no entry does not end
 * the chain: it stays where it is, and `audit verify` names it. Throws as {@link piecesOfFile} does.
 */
export function lastEntryOf(file: string, pieceBytes = PIECE_BYTES): AuditEntry | undefined {
  const descriptor = openFile(file);
  if (descriptor === undefined) return undefined;
  try {
    let rest: Buffer = Buffer.alloc(0);
    for (let to = fstatSync(descriptor).size; to > 0;) {
      const piece = Buffer.alloc(Math.min(to, pieceBytes));
      to -= piece.length;
      readSync(descriptor, piece, 0, piece.length, to);
      let lines = Buffer.concat([piece, rest]);
      for (let end = lines.lastIndexOf(NEWLINE); end >= 0; end = lines.lastIndexOf(NEWLINE)) {
        const entry = decodeEntry(lines.toString('utf8', end + 1));
        if (entry) return entry;
        lines = lines.subarray(0, end);
      }
      // The first line may begin in the piece before.
      rest = lines.length > LONGEST_LINE ? Buffer.from('…') : lines;
    }
    return decodeEntry(rest.toString('utf8'));
  } finally {
    closeSync(descriptor);
  }
}

function openFile(file: string): number | undefined {
  let descriptor: number;
  try {
    descriptor = openSync(file, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes(codeOf(error) ?? '')) return undefined;
    throw error;
  }
  if (fstatSync(descriptor).isFile()) return descriptor;
  closeSync(descriptor);
  throw new NotOurs(`${file} is no file: nothing is written there, and nothing can be read.`);
}
