import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ROOT, withoutComments } from '../../support/source-imports.ts';

const textOf = (name: string) => readFileSync(join(ROOT, 'docs', name), 'utf8');
const page = textOf('architecture.md');

/** `file` `symbol`, the symbol after the file whose it is. */
const NAMED = /`(src\/[\w/.-]+)`\s`(\w+)`/g;
const STEP = /^\d+\. `(src\/[\w/.-]+)` `(\w+)`: \S/gm;

interface Walk {
  readonly title: string;
  readonly text: string;
}

const walksIn = (markdown: string): readonly Walk[] =>
  markdown
    .split(/^(?=## )/m)
    .filter((section) => section.startsWith('## The walk of ') && /\b\d+ files\b/.test(section))
    .map((text) => ({ title: text.slice(3, text.indexOf('\n')), text }));

const distinct = (matches: Iterable<RegExpMatchArray>): number =>
  new Set([...matches].map(([, file]) => file)).size;

function problemsOf({ text }: Walk): readonly string[] {
  const steps = [...text.matchAll(STEP)];
  const told = Number(/\b(\d+) files\b/.exec(text)?.[1]);
  const asked = /^Of what they ask on the way, (\d+) more files? matters?: ([^]*?)\n\n/m.exec(`${text}\n\n`);
  // The paragraph ends where it comes back to the files of the walk.
  const files = new Set(steps.map(([, file]) => file));
  const more = [...(asked?.[2] ?? '').matchAll(NAMED)].filter(([, file]) => !files.has(file));
  return [
    ...[...text.matchAll(NAMED)].flatMap(([, file = '', symbol = '']) => problemOf(file, symbol)),
    ...(steps.length === text.match(/^\d+\. /gm)?.length ? [] : ['a step without file and symbol']),
    ...(distinct(steps) === told ? [] : [`${told} files are told, ${distinct(steps)} are named`]),
    ...(asked && distinct(more) !== Number(asked[1])
      ? [`${asked[1]} more are told, ${distinct(more)} are named`]
      : []),
  ];
}

function problemOf(file: string, symbol: string): readonly string[] {
  const path = join(ROOT, file);
  if (!existsSync(path)) return [`${file} is not there`];
  const code = withoutComments(readFileSync(path, 'utf8'));
  // As code has it where it is made: declared, or a member that is written out.
  const made = new RegExp(
    `\\b(?:function\\*?|const|let|class|interface|type)\\s+${symbol}\\b|^\\s*(?:async )?${symbol}(?::|\\(.*\\{|,$)`,
    'm',
  );
  return made.test(code) ? [] : [`${file} makes no ${symbol}`];
}

const walks = walksIn(page);

describe('docs/architecture.md', () => {
  it.each(walks)('walks through files and symbols that are there, and counts them: $title', (walk) => {
    expect(problemsOf(walk)).toEqual([]);
  });

  it('has a walk of a click, a frame, a command, an installation and a configuration key', () => {
    expect(walks.map(({ title }) => title)).toEqual([
      'The walk of one click',
      'The walk of one frame',
      'The walk of `pause <id>`',
      'The walk of `install apply`',
      'The walk of a configuration key',
    ]);
  });

  it.each(['architecture.md', 'where-to-change.md'])(
    'is beside no page that names what is not there: %s',
    (name) => {
      const text = textOf(name);
      const files = [
        ...text.matchAll(/`((?:src|test|bench|sandbox|scripts|manifest|docs)\/[\w/.-]+\.\w+)`/g),
      ];
      expect(files.map(([, file]) => file).filter((file) => !existsSync(join(ROOT, file ?? '')))).toEqual([]);
      const symbols = [...text.matchAll(NAMED)];
      expect(symbols.length).toBeGreaterThan(10);
      expect(symbols.flatMap(([, file = '', symbol = '']) => problemOf(file, symbol))).toEqual([]);
    },
  );

  it.each([
    ['2 files:\n\n1. `src/main.ts` `main`: x\n', ['2 files are told, 1 are named']],
    ['1 files:\n\n1. `src/main.ts` `nothing`: x\n', ['src/main.ts makes no nothing']],
    ['1 files:\n\n1. `src/nowhere.ts` `main`: x\n', ['src/nowhere.ts is not there']],
    ['1 files:\n\n1. `src/main.ts` `main`: x\n2. and so on\n', ['a step without file and symbol']],
    [
      '1 files:\n\n1. `src/main.ts` `main`: x\n\nOf what they ask on the way, 2 more files matter: `src/app/store.ts` `store`.\n',
      ['2 more are told, 1 are named'],
    ],
  ])('is told when it is wrong: %j', (text, problems) => {
    expect(problemsOf({ title: '', text: `${text}` })).toEqual(problems);
  });
});
