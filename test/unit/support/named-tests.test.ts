import { describe, expect, it } from 'vitest';
import { hasSkippedGroup, problemOf, titleProblem } from '../../support/named-tests.ts';

const SOURCE = [
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
  "  const ROWS = [{ title: 'a row of a table' }];",
].join('\n');

describe('a named test', () => {
  it.each(['does it', "keeps the agent's wish", 'counts %s (twice)', 'speaks plainly'])(
    'is found as it stands in the code: %s',
    (title) => expect(titleProblem(SOURCE, title)).toBeUndefined(),
  );

  it.each(['the group', 'does', 'a row of a table'])('is not: %s', (title) => {
    expect(titleProblem(SOURCE, title)).toBe('no test has this title');
  });

  it('is found among the rows of a table whose titles become titles of tests', () => {
    for (const test of ['it(title, () => {});', 'it(`shows safe: ${title}`, () => {});'])
      expect(titleProblem(`${SOURCE}\n${test}`, 'a row of a table')).toBeUndefined();
  });

  it('is no help when it is switched off', () => {
    expect(titleProblem(SOURCE, 'is off')).toBe('the test is skipped');
    expect(titleProblem(SOURCE, 'is broken')).toBe('the test is skipped');
    expect(hasSkippedGroup(SOURCE)).toBe(false);
    expect(hasSkippedGroup("describe.skip('x', () => {})")).toBe(true);
  });

  it('stands in a file of tests that is there', () => {
    const file = 'test/unit/support/named-tests.test.ts';
    expect(problemOf({ file, title: 'stands in a file of tests that is there' })).toBeUndefined();
    expect(problemOf({ file, title: ['stands', 'nowhere'].join(' ') })).toBe('no test has this title');
    expect(problemOf({ file: 'test/unit/nowhere.test.ts', title: 'x' })).toBe('there is no such test file');
    expect(problemOf({ file: 'src/main.ts', title: 'x' })).toBe('there is no such test file');
  });
});
