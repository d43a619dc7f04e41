import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { hasSkippedGroup, parseAcceptance, titleProblem } from '../support/acceptance-table.ts';
import { ROOT } from '../support/source-imports.ts';

const DOCUMENT = join(ROOT, 'docs/acceptance.md');

function problemOf(file: string, title: string): string | undefined {
  const path = join(ROOT, file);
  if (!/^test\/.+\.(test|spec)\.tsx?$/.test(file) || !existsSync(path)) return 'there is no such test file';
  const source = readFileSync(path, 'utf8');
  return (
    titleProblem(source, title) ?? (hasSkippedGroup(source) ? 'the file holds a skipped group' : undefined)
  );
}

describe('docs/acceptance.md', () => {
  it.runIf(existsSync(DOCUMENT))('names a living test for every demand', () => {
    const { demands, mistakes } = parseAcceptance(readFileSync(DOCUMENT, 'utf8'));
    const broken = demands.flatMap(({ tests }) =>
      tests.flatMap(({ file, title }) => {
        const problem = problemOf(file, title);
        return problem === undefined ? [] : [`${file} › ${title}: ${problem}`];
      }),
    );
    expect(demands.length).toBeGreaterThan(0);
    expect([...mistakes, ...broken]).toEqual([]);
  });

  it('is read table by table', () => {
    const markdown = [
      '# Acceptance',
      '| other | table |',
      '|---|---|',
      '| x | y |',
      '',
      '| Demand | Test |',
      '| --- | :---: |',
      '| one \\| two | `test/unit/a.test.ts › does it` |',
      '| two | test/unit/a.test.ts › group › does it<br>`test/e2e/b.spec.ts` › `agent sees it` |',
      '| three | not done: needs a real org |',
      '| four | |',
      '| five | not done: |',
      '| six | test/unit/a.test.ts › x | surplus |',
    ].join('\n');
    const { demands, mistakes } = parseAcceptance(markdown);
    expect(
      demands.map(({ demand, tests }) => [demand, tests.map(({ file, title }) => `${file}: ${title}`)]),
    ).toEqual([
      ['one | two', ['test/unit/a.test.ts: does it']],
      ['two', ['test/unit/a.test.ts: does it', 'test/e2e/b.spec.ts: agent sees it']],
      ['three', []],
      ['four', []],
      ['five', []],
      ['six', ['test/unit/a.test.ts: x']],
    ]);
    expect(mistakes).toEqual([
      'no test for: four',
      'no test for: five',
      'not two cells: | six | test/unit/a.test.ts › x | surplus |',
    ]);
  });

  it('finds titles as they stand in the code, and tests that are switched off', () => {
    const source = [
      "describe('the group', () => {",
      "  it('does it', () => {});",
      "  test('keeps the agent\\'s wish', async () => {});",
      "  it.skip('is off', () => {});",
      "  test.fixme('is broken', () => {});",
      '  it.each([',
      "    ['a', 1],",
      "  ])('counts %s (twice)', () => {});",
      '  test(',
      '    `speaks plainly`, () => {});',
    ].join('\n');
    expect(titleProblem(source, 'does it')).toBeUndefined();
    expect(titleProblem(source, "keeps the agent's wish")).toBeUndefined();
    expect(titleProblem(source, 'counts %s (twice)')).toBeUndefined();
    expect(titleProblem(source, 'speaks plainly')).toBeUndefined();
    expect(titleProblem(source, 'the group')).toBe('no test has this title');
    expect(titleProblem(source, 'does')).toBe('no test has this title');
    expect(titleProblem(source, 'is off')).toBe('the test is skipped');
    expect(titleProblem(source, 'is broken')).toBe('the test is skipped');
    expect(hasSkippedGroup(source)).toBe(false);
    expect(hasSkippedGroup("describe.skip('x', () => {})")).toBe(true);
  });

  it('refuses files that are no tests or are not there', () => {
    expect(problemOf('test/unit/acceptance.test.ts', 'is read table by table')).toBeUndefined();
    expect(problemOf('test/unit/nowhere.test.ts', 'x')).toBe('there is no such test file');
    expect(problemOf('src/main.ts', 'x')).toBe('there is no such test file');
  });
});
