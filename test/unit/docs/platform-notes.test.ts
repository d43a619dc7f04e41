import { existsSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { hasSkippedGroup, livingTitles } from '../../support/named-tests.ts';
import { ROOT, sourcesBelow } from '../../support/source-imports.ts';

const page = readFileSync(join(ROOT, 'docs/platform-notes.md'), 'utf8');
const tests = sourcesBelow('test').filter(({ file }) => /\.(test|spec)\.tsx?$/.test(file));

/** Cells of a row; a bar within a cell is written `\|`. */
const cellsOf = (row: string): readonly string[] =>
  row
    .replace(/^\||\|$/g, '')
    .split(/(?<!\\)\|/)
    .map((cell) => cell.trim());

const references = page
  .split('\n')
  .filter((line) => line.startsWith('| '))
  .map((line) => ({ claim: cellsOf(line)[0] ?? '', cell: cellsOf(line)[2] ?? '' }))
  .filter(({ claim, cell }) => claim !== 'claim' && !/^-+$/.test(claim) && cell !== '');

/** A title that is cut with `…` wherever the rest does not matter. */
function matches(pattern: string, title: string): boolean {
  const parts = pattern.split('…').map((part) => part.trim().replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`).test(title);
}

/** Whether the text is a list of titles, divided by commas. A title may hold commas itself. */
function isList(text: string, titles: readonly string[]): boolean {
  const parts = text.split(', ');
  return parts.some((_, index) => {
    const head = parts.slice(0, index + 1).join(', ');
    const rest = parts.slice(index + 1).join(', ');
    return titles.some((title) => matches(head, title)) && (rest === '' || isList(rest, titles));
  });
}

function problemOf(group: string, area: string): string | undefined {
  const [, file, title = '…'] = /^`([\w-]+\.test\.ts)`(?: "(.+)")?$/.exec(group) ?? [];
  const name = file ?? [`sandbox-${area}.test.ts`, `${area}.test.ts`].find(isThere);
  const found = tests.filter(({ file: path }) => basename(path) === name);
  if (found.length !== 1) return `which file is ${name ?? area}?`;
  const source = found[0]?.source ?? '';
  if (hasSkippedGroup(source)) return 'the file holds a skipped group';
  const text = file === undefined ? group.replace(/^[\w-]+ \/ /, '') : title;
  return isList(text, livingTitles(source)) ? undefined : `no test has the title: ${text}`;
}

const isThere = (name: string): boolean => tests.some(({ file }) => basename(file) === name);

function problemsOf(cell: string): readonly string[] {
  if (cell === '—' || (/^[\w/.-]+\.ts$/.test(cell) && existsSync(join(ROOT, cell)))) return [];
  let area = '';
  return cell.split('; ').flatMap((group) => {
    area = /^([\w-]+) \/ /.exec(group)?.[1] ?? area;
    const problem = problemOf(group, area);
    return problem === undefined ? [] : [problem];
  });
}

describe('docs/platform-notes.md', () => {
  it('names for each claim tests that exist and run', () => {
    expect(references.flatMap(({ cell }) => problemsOf(cell))).toEqual([]);
    expect(references.length).toBeGreaterThan(80);
  });

  it.each([
    ['recording / takes a snippet …, is paused on every leg, but only the own leg tells so', []],
    ['recording / takes no such thing', ['no test has the title: takes no such thing']],
    ['nowhere / …', ['which file is nowhere?']],
    ['bench/nowhere.ts', ['which file is ?']],
  ])('is read as it is written: %s', (cell, problems) => {
    expect(problemsOf(cell)).toEqual(problems);
  });
});
