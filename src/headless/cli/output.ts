import { printable, printableLines } from '../../printable.ts';

/** Where a command writes. */
export interface Streams {
  out(text: string): void;
  err(text: string): void;
  /** Somebody watches: a line that is rewritten in place makes sense. */
  readonly isTerminal: boolean;
}

export interface Output {
  /** One result: its JSON line for machines, or its sentences for people. */
  say(line: Readonly<Record<string, unknown>>, ...sentences: readonly string[]): void;
  /** For people only, and only for now. */
  progress(sentence: string): void;
  /** What went wrong with the command itself. */
  fail(line: Readonly<Record<string, unknown>>, sentence: string): void;
}

const ERASE = '\r\u001b[K';

export function createOutput(streams: Streams, json: boolean): Output {
  let shows = false;
  const clear = () => {
    if (shows) streams.err(ERASE);
    shows = false;
  };
  return {
    say(line, ...sentences) {
      clear();
      streams.out(json ? jsonLine(line) : sentences.map((sentence) => `${printable(sentence)}\n`).join(''));
    },
    progress(sentence) {
      if (!streams.isTerminal || json) return;
      clear();
      streams.err(sentence);
      shows = true;
    },
    fail(line, sentence) {
      clear();
      if (json) streams.out(jsonLine(line));
      streams.err(`${printableLines(sentence)}\n`);
    },
  };
}

/** JSON escapes some control characters by itself, and a terminal obeys the others as well. */
const jsonLine = (line: Readonly<Record<string, unknown>>): string => `${printable(JSON.stringify(line))}\n`;
