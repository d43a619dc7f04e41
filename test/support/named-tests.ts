import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './source-imports.ts';

/** A document that relies on a test names its file below the root and its title as written, with placeholders. */
export interface NamedTest {
  readonly file: string;
  readonly title: string;
}

interface Call {
  readonly title: string;
  readonly modifiers: string;
}

const quoted = String.raw`(?:'((?:\\.|[^'\\])*)'|"((?:\\.|[^"\\])*)"|` + '`((?:\\\\.|[^`\\\\])*)`)';
const CALL = new RegExp(String.raw`\b(?:it|test)((?:\.(?!describe)\w+)*)\(\s*${quoted}`, 'g');
/** The second parentheses of `it.each(…)(…)`. */
const EACH = new RegExp(String.raw`\)\(\s*${quoted}`, 'g');
/** The rows of a table whose titles are given to `it` one by one. */
const ROW = new RegExp(String.raw`\btitle:\s*${quoted}`, 'g');
const TAKES_ROWS = /\b(?:it|test)\((?:title\b|`[^`]*\$\{title\})/;

const unescaped = (text: string): string => text.replaceAll(/\\(['"`\\])/g, '$1');
const titleIn = (match: RegExpMatchArray, from: number): string =>
  unescaped(match.slice(from, from + 3).find((part) => part !== undefined) ?? '');

function callsIn(source: string): readonly Call[] {
  const rows = TAKES_ROWS.test(source) ? [...source.matchAll(ROW)] : [];
  return [
    ...[...source.matchAll(CALL)].map((match) => ({ title: titleIn(match, 2), modifiers: match[1] ?? '' })),
    ...[...source.matchAll(EACH), ...rows].map((match) => ({ title: titleIn(match, 1), modifiers: '' })),
  ];
}

const isOff = ({ modifiers }: Call): boolean => /\.(skip|fixme|todo|fails?)\b/.test(modifiers);

/** Titles of the tests that run; a title of `it.each` as it is written. */
export const livingTitles = (source: string): readonly string[] =>
  callsIn(source)
    .filter((call) => !isOff(call))
    .map(({ title }) => title);

/** What is wrong with a reference to a test in `source`, if anything. */
export function titleProblem(source: string, title: string): string | undefined {
  const calls = callsIn(source).filter((call) => call.title === title);
  if (calls.length === 0) return 'no test has this title';
  return calls.every(isOff) ? 'the test is skipped' : undefined;
}

/** Whole groups switched off: nobody may count on a test in such a file. */
export const hasSkippedGroup = (source: string): boolean =>
  /^\s*(test\.)?describe\.(skip|fixme|todo)\b/m.test(source);

const sources = new Map<string, string | undefined>();

/** The text of a test file, `undefined` when there is none of that name. */
function testSource(file: string): string | undefined {
  if (!/^test\/.+\.(test|spec)\.tsx?$/.test(file)) return undefined;
  const path = join(ROOT, file);
  if (!sources.has(file)) sources.set(file, existsSync(path) ? readFileSync(path, 'utf8') : undefined);
  return sources.get(file);
}

export function problemOf({ file, title }: NamedTest): string | undefined {
  const source = testSource(file);
  if (source === undefined) return 'there is no such test file';
  return (
    titleProblem(source, title) ?? (hasSkippedGroup(source) ? 'the file holds a skipped group' : undefined)
  );
}
