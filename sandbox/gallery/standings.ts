import type { Standings } from '../../src/app/view.ts';
import { NOW } from './states.ts';

const since = new Date(NOW - 3 * 86_400_000).toISOString();

/** What the destinations of the audit log have not got, in a state of the gallery; in the others there is none. */
export const STANDINGS: Readonly<Record<string, Standings>> = {
  'audit-waiting': { webhook: { waiting: 37, since, refused: 2, status: 503 } },
  'attributes-waiting': {
    onCalls: { waiting: 2, since: new Date(NOW - 90_000).toISOString(), refused: 1, leftOut: 3, status: 503 },
  },
};
