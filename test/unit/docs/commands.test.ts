import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ROOT } from '../../support/source-imports.ts';

const TEXT = /\.(md|ts|tsx|mjs|mts|js|json|html|ya?ml|conf)$/;
const FOLDERS = ['.ci', 'bench', 'docs', 'manifest', 'public', 'sandbox', 'scripts', 'src', 'test'];

const below = (folder: string): string[] =>
  readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && (TEXT.test(entry.name) || folder === '.ci'))
    .map((entry) => join(entry.parentPath, entry.name));

const files = [
  ...readdirSync(ROOT, { withFileTypes: true })
    .filter((entry) => entry.isFile() && TEXT.test(entry.name) && entry.name !== 'package-lock.json')
    .map(({ name }) => join(ROOT, name)),
  ...FOLDERS.flatMap(below),
];

const { dependencies, devDependencies } = JSON.parse(
  readFileSync(join(ROOT, 'package.json'), 'utf8'),
) as Record<'dependencies' | 'devDependencies', Record<string, string>>;
/** What `npm ci` has installed: of these `npx` runs the installed one. */
const INSTALLED = new Set(
  Object.keys({ ...dependencies, ...devDependencies, playwright: '' }).map((name) => name.split('/').at(-1)),
);

/** Commands that run, or install, whatever stands under that name in the public registry. */
const FETCHES = [
  /\bnpx(?<flags>(?: +-{1,2}[a-z-]+)*) +(?<name>[\w@./-]+)/g,
  /\b(?:npm (?:i|install|add|exec)|yarn (?:add|dlx)|pnpm (?:add|dlx)|bunx)(?<flags>(?: +-{1,2}[a-z-]+)*) +(?<name>recording-control)\b(?![-\w./]*\.tgz)/g,
];

const fetching = (text: string): string[] =>
  FETCHES.flatMap((pattern) => [...text.matchAll(pattern)])
    .filter(({ groups }) => !/ --no\b/.test(groups?.['flags'] ?? '') && !INSTALLED.has(groups?.['name']))
    .map(([command]) => command);

describe('commands that documents, help texts and scripts name', () => {
  it('run nothing that a stranger could have published', () => {
    expect(files.length).toBeGreaterThan(300);
    const guilty = files
      .filter((file) => !file.endsWith('commands.test.ts'))
      .flatMap((file) =>
        fetching(readFileSync(file, 'utf8')).map((command) => `${relative(ROOT, file)}: ${command}`),
      );
    expect(guilty).toEqual([]);
  });

  it.each([
    ['npx recording-control pause', 1],
    ['npx --yes recording-control pause', 1],
    ['npx -y recording-control@latest', 1],
    ['npm install -g recording-control', 1],
    ['npm exec recording-control', 1],
    ['pnpm dlx recording-control', 1],
    ['npx some-tool', 1],
    ['npx --no recording-control pause', 0],
    ['npx vite sandbox/gallery', 0],
    ['npm install ./recording-control-0.1.0.tgz', 0],
  ])('are judged: %s', (command, count) => {
    expect(fetching(command)).toHaveLength(count);
  });
});
