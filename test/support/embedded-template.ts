import { cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { ROOT } from './source-imports.ts';

const { version } = JSON.parse(
  readFileSync(join(ROOT, 'node_modules', '@electric-sql', 'pglite', 'package.json'), 'utf8'),
) as { version: string };
const TEMPLATE = join(ROOT, '.cache', `database-${version}`);

/** An empty database below a home: to make a new one takes ten seconds of a processor, and a copy none. */
export async function giveDatabase(home: string): Promise<void> {
  if (!existsSync(TEMPLATE)) {
    const made = `${TEMPLATE}.${process.pid}.${performance.now()}`;
    mkdirSync(made, { recursive: true });
    const lite = await PGlite.create({ dataDir: made });
    await lite.close();
    // Another test file may have been faster.
    if (existsSync(TEMPLATE)) rmSync(made, { recursive: true });
    else renameSync(made, TEMPLATE);
  }
  cpSync(TEMPLATE, join(home, 'database'), { recursive: true });
}
