import { join } from 'node:path';
import { buildHeadless } from '../../scripts/build-headless.mjs';
import { ROOT } from './source-imports.ts';

/** Where contract tests find the command line and the library: built once, apart from what `npm run build` leaves. */
export const HEADLESS = join(ROOT, '.cache', 'headless');

export const setup = (): Promise<void> => buildHeadless({ outDir: HEADLESS, types: false });
