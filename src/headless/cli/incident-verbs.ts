import type { Command as Verb } from 'commander';
import { value, withExamples } from './command-line.ts';

interface OnStore {
  /** Of a server. */
  readonly database?: string;
}

export type IncidentCommand = OnStore &
  (
    | { readonly verb: 'incident'; readonly action: 'list'; readonly all: boolean }
    | {
        readonly verb: 'incident';
        readonly action: 'review' | 'close';
        readonly id: string;
        readonly by: string;
        readonly note?: string;
      }
    | { readonly verb: 'erase'; readonly ids: readonly string[]; readonly by?: string }
  );

const INCIDENT = '50d03a21f9a93e13d8724aae22ae9129';
const CALL = '5b3c1f0e-7d2a-4c1b-9e8f-0a1b2c3d4e5f';
export const DATABASE = [
  '--database <address>',
  'of a PostgreSQL server (default: DATABASE_URL, else the store in the home)',
  value,
] as const;
const BY = [
  '--by <name>',
  'who does it: name or initials, which stand in the audit log for good',
  value,
] as const;
const NOTE = 'in one line, at most 500 characters; it stands in the audit log for good, so no card data';

/** What people do with the store of the service. */
export function addIncidentVerbs(root: Verb, take: (command: IncidentCommand, verb: Verb) => void): void {
  const incident = root
    .command('incident')
    .description('pauses that are late, short or missing on a recording, and what was done about them');
  withExamples(
    incident
      .command('list')
      .description('those that nobody has closed')
      .option('--all', 'closed ones too')
      .option(...DATABASE)
      .action(({ all = false, ...options }: OnStore & { all?: boolean }, verb: Verb) =>
        take({ verb: 'incident', action: 'list', all, ...options }, verb),
      ),
    'incident list',
    'incident list --all --json',
  );
  interface StepOptions extends OnStore {
    readonly by: string;
    readonly note?: string;
  }
  withExamples(
    incident
      .command('review')
      .description('somebody has looked at it, and it is not over')
      .argument('<id>', 'the incident')
      .requiredOption(...BY)
      .option('--note <text>', NOTE, value)
      .option(...DATABASE)
      .action((id: string, options: StepOptions, verb: Verb) =>
        take({ verb: 'incident', action: 'review', id, ...options }, verb),
      ),
    `incident review ${INCIDENT} --by AB`,
  );
  withExamples(
    incident
      .command('close')
      .description('it is over, and why')
      .argument('<id>', 'the incident')
      .requiredOption(...BY)
      .requiredOption('--note <text>', NOTE, value)
      .option(...DATABASE)
      .action((id: string, options: StepOptions, verb: Verb) =>
        take({ verb: 'incident', action: 'close', id, ...options }, verb),
      ),
    `incident close ${INCIDENT} --by AB --note recording-deleted`,
  );
  withExamples(
    incident,
    'incident list',
    `incident review ${INCIDENT} --by AB`,
    `incident close ${INCIDENT} --by AB --note recording-deleted`,
  );
  withExamples(
    root
      .command('erase')
      .description('takes all that the store of the service has of these calls out of it')
      .argument('<conversationIds...>', 'the calls')
      .option(...BY)
      .option(...DATABASE)
      .action((ids: string[], options: OnStore & { by?: string }, verb: Verb) =>
        take({ verb: 'erase', ids, ...options }, verb),
      ),
    `erase ${CALL}`,
    `erase ${CALL} --by AB`,
  );
}
