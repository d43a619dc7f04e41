import { readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { ROOT } from './source-imports.ts';

/** Every language that the panel speaks, as its file is named: `en-US`. */
export const LANGUAGES: readonly string[] = readdirSync(join(ROOT, 'src', 'ui', 'locales')).map((file) =>
  basename(file, '.ts'),
);
