import type { Standing } from '../../src/app/view.ts';
import { NOW } from './states.ts';

/** What the audit webhook has not got, in a state of the gallery; in the others there is none. */
export const STANDINGS: Readonly<Record<string, Standing>> = {
  'audit-waiting': {
    waiting: 37,
    since: new Date(NOW - 3 * 86_400_000).toISOString(),
    refused: 2,
    status: 503,
  },
};
