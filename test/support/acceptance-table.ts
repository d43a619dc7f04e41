export interface Demand {
  readonly demand: string;
  /** Empty when the document says that it is not done. */
  readonly tests: readonly { readonly file: string; readonly title: string }[];
}

export interface Table {
  readonly demands: readonly Demand[];
  readonly mistakes: readonly string[];
}

const NOT_DONE = /^not done: \S/;
const unquoted = (text: string): string => text.replaceAll('`', '').trim();

/** Cells of a row. A vertical bar within a cell is written `\|`. */
const cellsOf = (row: string): string[] =>
  row
    .replace(/^\||\|$/g, '')
    .split(/(?<!\\)\|/)
    .map((cell) => cell.trim().replaceAll('\\|', '|'));

/**
 * Reads every table with the columns `demand | test` out of Markdown. The second cell holds references
 * `path › title`, divided by `<br>`, or "not done: " and the reason.
 */
export function parseAcceptance(markdown: string): Table {
  const demands: Demand[] = [];
  const mistakes: string[] = [];
  let within = false;
  for (const line of markdown.split('\n').map((each) => each.trim())) {
    if (!line.startsWith('|')) {
      within = false;
      continue;
    }
    const [demand = '', tests = '', ...more] = cellsOf(line);
    if (demand.toLowerCase() === 'demand' && tests.toLowerCase() === 'test') within = true;
    else if (within && !/^:?-+:?$/.test(demand)) {
      if (more.length > 0 || demand === '') mistakes.push(`not two cells: ${line}`);
      const parts = NOT_DONE.test(tests) ? [] : tests.split(/<br\s*\/?>/).map((part) => part.trim());
      const refs = parts.map((part) => part.split('›').map(unquoted));
      for (const ref of refs) if (ref.length < 2) mistakes.push(`no test for: ${demand}`);
      demands.push({
        demand,
        tests: refs
          .filter((ref) => ref.length >= 2)
          // Tools print `file › describe › title`: what stands between is not needed.
          .map((ref) => ({ file: ref[0] ?? '', title: ref.at(-1) ?? '' })),
      });
    }
  }
  return { demands, mistakes };
}

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/**
 * What is wrong with a reference to a test in `source`, if anything. A title of `it.each` may be given as written, with
 * its placeholders.
 */
export function titleProblem(source: string, title: string): string | undefined {
  // As it stands in the code: quotes may be escaped there.
  const spelt = escaped(title).replace(/'/g, "\\\\?'");
  const calls = [
    ...source.matchAll(new RegExp(`\\b(describe|it|test)((?:\\.\\w+)*)\\(\\s*['"\`]${spelt}['"\`]`, 'g')),
  ];
  const each = source.match(new RegExp(`\\)\\(\\s*['"\`]${spelt}['"\`]`));
  const tests = calls.filter(
    ([, name, modifiers]) => name !== 'describe' && !modifiers?.includes('.describe'),
  );
  if (tests.length === 0 && !each) return 'no test has this title';
  const isOff = (modifiers: string | undefined) => /\.(skip|fixme|todo|fails?)\b/.test(modifiers ?? '');
  if (tests.length > 0 && tests.every(([, , modifiers]) => isOff(modifiers))) return 'the test is skipped';
  return undefined;
}

/** Whole groups switched off: nobody may count on a test in such a file. */
export const hasSkippedGroup = (source: string): boolean =>
  /^\s*(test\.)?describe\.(skip|fixme|todo)\b/m.test(source);
