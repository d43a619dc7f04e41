import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { StringDecoder } from 'node:string_decoder';
import type { AuditEntry } from '../../domain/audit.ts';
import type { Head } from '../../outbox/chain.ts';
import { decodeCheckpoint, decodeEntry } from './decode-entry.ts';
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
  /** In the place of an entry: what was before it, up to this one, was taken away. */
  readonly checkpoint?: Head;
  /** Of an entry or a checkpoint, as it stands there: what is read of it need not be all that it says. */
  readonly text?: string;
  /** It is the last one and was not written to its end. */
  readonly isTorn: boolean;
}

export interface LogFiles {
  /** Those that nothing is appended to any more, in order of the chain. */
  closed(): readonly string[];
  /** Written to now; any process may close it, and go on in another of this name. */
  readonly current?: string;
}

export interface LogFile {
  readonly file: string;
  readonly isClosed: boolean;
  pieces(): Generator<string>;
}

/** The lines of a log that goes on from file to file, one at a time: a log may be longer than a string can be. */
export const linesOf = (files: LogFiles): Generator<Line> => linesIn(piecesOf(files));

/** The entries of a log; half a line at its end, left by a kill, is no entry, and neither is a damaged one. */
export const entriesOf = (files: LogFiles): Generator<AuditEntry> => entriesIn(piecesOf(files));

export function* entriesIn(pieces: Iterable<string>): Generator<AuditEntry> {
  for (const { entry } of linesIn(pieces)) if (entry) yield entry;
}

/** What some editors and shells put before a text. */
const BYTE_ORDER_MARK = '\uFEFF';

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
      const text = number === 1 ? withoutMark(line) : line;
      if (text !== '' && text !== '\r') yield lineFrom(text, number);
    }
  }
  if (number === 0) rest = withoutMark(rest);
  if (rest === '') return;
  const last = lineFrom(rest, number + 1);
  yield { ...last, isTorn: !last.entry && !last.checkpoint && rest.startsWith('{') };
}

const withoutMark = (line: string): string =>
  line.startsWith(BYTE_ORDER_MARK) ? line.slice(BYTE_ORDER_MARK.length) : line;

function lineFrom(text: string, number: number): Line {
  const entry = decodeEntry(text);
  const checkpoint = entry ? undefined : decodeCheckpoint(text);
  return { number, isTorn: false, ...(entry && { entry, text }), ...(checkpoint && { checkpoint, text }) };
}

function* piecesOf(files: LogFiles): Generator<string> {
  let isOpen = false;
  for (const { pieces } of filesIn(files)) {
    // A closed file whose last newline was lost does not end in the first line of the next.
    if (isOpen) yield '\n';
    isOpen = false;
    for (const piece of pieces()) {
      if (piece !== '') isOpen = !piece.endsWith('\n');
      yield piece;
    }
  }
}

/**
 * A log as it is at one moment, none of its files left out or read twice, whatever other processes close meanwhile. The current
 * one is opened before it is known to be the next: what was closed until then comes first, and what is open keeps its place.
 */
export function* filesIn({ closed, current }: LogFiles): Generator<LogFile> {
  const seen = new Set<string>();
  const more = () => closed().filter((file) => !seen.has(file));
  for (;;) {
    for (const file of more()) {
      seen.add(file);
      yield { file, isClosed: true, pieces: () => piecesOfFile(file) };
    }
    const descriptor = current === undefined ? undefined : openFile(current);
    try {
      if (more().length > 0) continue;
      if (current !== undefined && descriptor !== undefined)
        yield { file: current, isClosed: false, pieces: () => piecesFrom(descriptor) };
      return;
    } finally {
      if (descriptor !== undefined) closeSync(descriptor);
    }
  }
}

/**
 * The text of a file. One that has gone since it was listed is empty. Throws for what is no
 * file: a pipe or a device would be read without end.
 */
export function* piecesOfFile(file: string, pieceBytes = PIECE_BYTES): Generator<string> {
  const descriptor = openFile(file);
  if (descriptor === undefined) return;
  try {
    yield* piecesFrom(descriptor, pieceBytes);
  } finally {
    closeSync(descriptor);
  }
}

function* piecesFrom(descriptor: number, pieceBytes = PIECE_BYTES): Generator<string> {
  // A character may begin in one piece and end in the next.
  const decoder = new StringDecoder('utf8');
  const buffer = Buffer.alloc(pieceBytes);
  for (let size = readSync(descriptor, buffer); size > 0; size = readSync(descriptor, buffer))
    yield decoder.write(buffer.subarray(0, size));
  yield decoder.end();
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

/** To be read, and to be closed by who opens it; nothing where there is no file. Throws for what is none. */
export function openFile(file: string): number | undefined {
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
