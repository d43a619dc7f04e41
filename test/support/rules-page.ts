import type { NamedTest } from './named-tests.ts';

/** One rule, evidence rule or contract of docs/rules.md, with what holds it and the broken variants that break it. */
export interface Rule {
  /** As code cites it: `rule 4`, `E5`, `contract 4`. */
  readonly id: string;
  readonly tests: readonly NamedTest[];
  readonly mutants: readonly string[];
}

const HEADING = /^### (Rule \d+|E\d+|Contract \d+): \S/;
const TEST = /^- `(test\/[^`]+)` › (.+)$/;

const idOf = (heading: string): string => (heading.startsWith('E') ? heading : heading.toLowerCase());

/** Every heading `### Rule 4: …` begins a rule; its bullets name tests (`file` › title) and mutants, divided by semicolons. */
export function parseRules(markdown: string): readonly Rule[] {
  return markdown.split(/^(?=#{1,3} )/m).flatMap((section) => {
    const heading = HEADING.exec(section)?.[1];
    if (heading === undefined) return [];
    const mutants = /^- mutants: (.+)$/m.exec(section)?.[1]?.split('; ') ?? [];
    return [{ id: idOf(heading), tests: testsIn(section), mutants }];
  });
}

/** Every test that the text names, under whatever heading. */
export const testsIn = (markdown: string): readonly NamedTest[] =>
  markdown.split('\n').flatMap((line) => {
    const [, file, title] = TEST.exec(line) ?? [];
    return file !== undefined && title !== undefined ? [{ file, title }] : [];
  });

const CITATION = /\b(rules?|contracts?)[ -](\d[\d.]*\d|\d)((?:(?:, | and | or | to |-)\d+)*)/gi;
const EVIDENCE = /(?<!\w|REC-)E\d+\b/g;

/** What a text cites: `rules 1 to 3 and 5` are four rules. */
export function citationsIn(text: string): readonly string[] {
  const numbered = [...text.matchAll(CITATION)].flatMap(([, word = '', first = '', more = '']) => {
    const kind = word.toLowerCase().replace(/s$/, '');
    const numbers = [first];
    for (const [, link = '', number = ''] of more.matchAll(/(, | and | or | to |-)(\d+)/g)) {
      const isRange = link === ' to ' || link === '-';
      const from = isRange ? Number(numbers.at(-1)) + 1 : Number(number);
      for (let each = from; each <= Number(number); each += 1) numbers.push(String(each));
    }
    return numbers.map((number) => `${kind} ${number}`);
  });
  return [...numbered, ...[...text.matchAll(EVIDENCE)].map(([id]) => id)];
}
