import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';
import { MUTANTS } from '../../../bench/simulate/mutants.mjs';
import { problemOf } from '../../support/named-tests.ts';
import { citationsIn, parseRules, testsIn } from '../../support/rules-page.ts';
import { ROOT } from '../../support/source-imports.ts';

const page = readFileSync(join(ROOT, 'docs/rules.md'), 'utf8');
const rules = parseRules(page);
const defined = new Set(rules.map(({ id }) => id));

/** Texts below a folder, or one file. What this test is about cites nothing by itself. */
function textsOf(path: string): readonly { readonly file: string; readonly text: string }[] {
  const at = join(ROOT, path);
  const files = /\.\w+$/.test(path)
    ? [at]
    : readdirSync(at, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile() && /\.(tsx?|m[jt]s|md|css)$/.test(entry.name))
        .map((entry) => join(entry.parentPath, entry.name));
  return files
    .map((file) => ({ file: relative(ROOT, file), text: readFileSync(file, 'utf8') }))
    .filter(({ file }) => file !== 'test/unit/docs/rules.test.ts' && file !== 'test/support/rules-page.ts');
}

const product = ['src', 'sandbox', 'bench', 'scripts'].flatMap(textsOf);
const prose = ['test', 'docs', 'README.md', 'CONTRIBUTING.md', 'SECURITY.md', 'CHANGELOG.md'].flatMap(
  textsOf,
);

describe('docs/rules.md', () => {
  it('defines whatever code, tests and documents cite', () => {
    const open = [...product, ...prose].flatMap(({ file, text }) =>
      citationsIn(text)
        .filter((id) => !defined.has(id))
        .map((id) => `${file}: ${id}`),
    );
    expect(open).toEqual([]);
  });

  it('defines nothing that code does not cite', () => {
    const cited = new Set(product.flatMap(({ text }) => citationsIn(text)));
    expect([...defined].filter((id) => !cited.has(id))).toEqual([]);
    expect(defined.size).toBeGreaterThanOrEqual(25);
  });

  it('names for each rule tests that exist and run', () => {
    expect(rules.filter(({ tests }) => tests.length === 0).map(({ id }) => id)).toEqual([]);
    const broken = testsIn(page).flatMap((test) => {
      const problem = problemOf(test);
      return problem === undefined ? [] : [`${test.file} › ${test.title}: ${problem}`];
    });
    expect(broken).toEqual([]);
    // A bullet that names a test in some other form would be passed over.
    expect(page.match(/^- .*test\/.*›/gm)?.length).toBe(testsIn(page).length);
  });

  it('names every broken variant of the simulation under its rule', () => {
    const named = rules.flatMap(({ id, mutants }) => mutants.map((name) => `${id}: ${name}`));
    expect(named.toSorted()).toEqual(MUTANTS.map(({ rule, name }) => `rule ${rule}: ${name}`).toSorted());
  });
});

describe('a citation', () => {
  it.each([
    ['by rule 4, and so on', ['rule 4']],
    ['Rules 1 to 3 are measured (rule 7).', ['rule 1', 'rule 2', 'rule 3', 'rule 7']],
    ['rules 1-3 and 5', ['rule 1', 'rule 2', 'rule 3', 'rule 5']],
    ['contract 4.4 is no contract 4', ['contract 4.4', 'contract 4']],
    ['contract-5 entries (E1-E3, E5)', ['contract 5', 'E1', 'E3', 'E5']],
    ['the rule of 4, operation E, 9E2, REC-E5', []],
  ])('is found in %j', (text, cited) => {
    expect(citationsIn(text)).toEqual(cited);
  });
});
