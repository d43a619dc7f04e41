import { readdirSync, readFileSync } from 'node:fs';
import { join, posix, relative, resolve, sep } from 'node:path';

export const ROOT = resolve(import.meta.dirname, '../..');

export interface Import {
  /** Path below the root for own modules, the specifier as written for packages. */
  readonly to: string;
  readonly own: boolean;
  /** `import type`: gone at run time. */
  readonly typeOnly: boolean;
}

const STATEMENT = /^[ \t]*(?:import|export)\s+(type\s+)?(?:[\w*{}\s,$]+?\s+from\s+)?'([^']+)'/gm;
const DYNAMIC = /\bimport\(\s*'([^']+)'/g;

export const withoutComments = (source: string): string =>
  source.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|[^:'"])\/\/.*$/gm, '$1');

/** What a module imports. `file` is its path below the root, with slashes. */
export function importsOf(file: string, source: string): readonly Import[] {
  const code = withoutComments(source);
  const found = [
    ...[...code.matchAll(STATEMENT)].map(([, type, to]) => ({ to: to ?? '', typeOnly: type !== undefined })),
    ...[...code.matchAll(DYNAMIC)].map(([, to]) => ({ to: to ?? '', typeOnly: false })),
  ];
  return found.map(({ to, typeOnly }) => {
    const own = to.startsWith('.');
    return { to: own ? posix.join(posix.dirname(file), to) : to, own, typeOnly };
  });
}

/** TypeScript modules below a directory, as path below the root and text. */
export function sourcesBelow(
  directory: string,
): readonly { readonly file: string; readonly source: string }[] {
  return readdirSync(join(ROOT, directory), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /(?<!\.d)\.tsx?$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .map((path) => ({
      file: relative(ROOT, path).split(sep).join('/'),
      source: readFileSync(path, 'utf8'),
    }));
}
