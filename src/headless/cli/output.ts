import { printable, printableLines } from '../../printable.ts';

/** Where a command writes. */
export interface Streams {
  out(text: string): void;
  err(text: string): void;
  /** Resolves when whoever reads has what was written out. */
  ready?(): Promise<void>;
  /** Somebody watches: a line that is rewritten in place makes sense. */
  readonly isTerminal: boolean;
}

export interface Output {
  /** One result: its JSON line for machines, or its sentences for people. */
  say(line: Readonly<Record<string, unknown>>, ...sentences: readonly string[]): void;
  /** The same for what came to nothing: people find it on stderr, machines where all results are. */
  refuse(line: Readonly<Record<string, unknown>>, ...sentences: readonly string[]): void;
  /** For people only, and only for now. */
  progress(sentence: string): void;
  /** Several lines of our own, such as a help or a plan: the same for everybody. */
  print(text: string): void;
  /** For people, whatever else is said. */
  warn(text: string): void;
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
  const lines = (text: string) => `${printableLines(text.trimEnd())}\n`;
  const warn = (text: string) => {
    clear();
    streams.err(lines(text));
  };
  return {
    say(line, ...sentences) {
      clear();
      streams.out(json ? jsonLine(line) : sentences.map((sentence) => `${printable(sentence)}\n`).join(''));
    },
    refuse(line, ...sentences) {
      clear();
      if (json) streams.out(jsonLine(line));
      else streams.err(sentences.map((sentence) => `${printable(sentence)}\n`).join(''));
    },
    progress(sentence) {
      if (!streams.isTerminal || json) return;
      clear();
      streams.err(sentence);
      shows = true;
    },
    print(text) {
      clear();
      streams.out(lines(text));
    },
    warn,
    fail(line, sentence) {
      clear();
      if (json) streams.out(jsonLine(line));
      warn(sentence);
    },
  };
}

/** JSON escapes some control characters by itself, and a terminal obeys the others as well. */
const jsonLine = (line: Readonly<Record<string, unknown>>): string => `${printable(JSON.stringify(line))}\n`;
