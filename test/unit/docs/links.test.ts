import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { expect, it } from 'vitest';
import { ROOT } from '../../support/source-imports.ts';

const PAGE = /\bdocs\/[\w/-]+\.(?:md|json)\b/g;
const LINK = /\]\(([^)#\s]+)(?:#[^)]*)?\)/g;

const below = (folder: string, kinds: RegExp): readonly string[] =>
  readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && kinds.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name));

const textOf = (file: string): string => readFileSync(file, 'utf8');
const markdown = [
  ...below('docs', /\.md$/),
  ...['README.md', 'CONTRIBUTING.md', 'SECURITY.md', 'CHANGELOG.md'].map((file) => join(ROOT, file)),
];

it('leads from code to no page that is not there', () => {
  const code = ['src', 'sandbox', 'bench', 'scripts', 'test'].flatMap((folder) =>
    below(folder, /\.(tsx?|m[jt]s)$/),
  );
  const named = code.flatMap((file) => [...textOf(file).matchAll(PAGE)].map(([page]) => ({ file, page })));
  expect(named.length).toBeGreaterThan(20);
  const lost = named.filter(({ page }) => !existsSync(join(ROOT, page)));
  expect(lost.map(({ file, page }) => `${relative(ROOT, file)}: ${page}`)).toEqual([]);
});

it('leads from page to page, and to no other that is not there', () => {
  const links = markdown.flatMap((file) =>
    [...textOf(file).matchAll(LINK)]
      .map(([, to = '']) => ({ file, to }))
      .filter(({ to }) => !/^\w+:/.test(to)),
  );
  expect(links.length).toBeGreaterThan(20);
  const lost = links.filter(({ file, to }) => !existsSync(join(dirname(file), to)));
  expect(lost.map(({ file, to }) => `${relative(ROOT, file)}: ${to}`)).toEqual([]);
});
