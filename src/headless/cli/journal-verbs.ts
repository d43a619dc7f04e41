import { Argument, type Command as Verb } from 'commander';
import { each, value, withExamples } from './command-line.ts';
import { DATABASE } from './incident-verbs.ts';

export type JournalCommand =
  | { readonly verb: 'metrics'; readonly prometheus: boolean }
  | {
      readonly verb: 'verify';
      readonly file?: string;
      /** Each `chain:seq:hash`, as it was published. */
      readonly heads: readonly string[];
      /** A text in which heads stand. */
      readonly headsFile?: string;
      /** Of the server whose store is compared. */
      readonly database?: string;
    }
  | { readonly verb: 'export'; readonly file: string; readonly force: boolean };

interface VerifyOptions {
  readonly head?: string[];
  readonly heads?: string;
  readonly database?: string;
}

/** What reads the audit log of the home. */
export function addJournalVerbs(root: Verb, take: (command: JournalCommand, verb: Verb) => void): void {
  const metrics = root
    .command('metrics')
    .description('success rate and latencies, from the journal')
    .option('--prometheus', 'as Prometheus reads it')
    .action(({ prometheus = false }: { prometheus?: boolean }, verb: Verb) =>
      take({ verb: 'metrics', prometheus }, verb),
    );
  withExamples(metrics, 'metrics', 'metrics --prometheus');

  const audit = root.command('audit').description('verify or export the journal');
  const verify = audit
    .command('verify')
    .description('whether the journal is consistent, and fits what was published')
    .argument('[file]', 'a log that was exported (default: that of this home)')
    .option('--head <chain:seq:hash>', 'a head as it was published; may be repeated', each(value))
    .option('--heads <file>', 'a text in which heads stand', value)
    .option(...DATABASE)
    .action((file: string | undefined, { head, heads, database }: VerifyOptions, verb: Verb) =>
      take(
        {
          verb: 'verify',
          heads: head ?? [],
          ...(file !== undefined && { file }),
          ...(heads !== undefined && { headsFile: heads }),
          ...(database !== undefined && { database }),
        },
        verb,
      ),
    );
  withExamples(verify, 'audit verify', 'audit verify june.jsonl --heads receipts.txt');
  const exported = audit
    .command('export')
    .description('JSON Lines, or CSV when the name ends in .csv')
    .addArgument(new Argument('<file>', 'where to; - is stdout'))
    .option('--force', 'replaces a file that is there, unless it is a log')
    .action((file: string, { force = false }: { force?: boolean }, verb: Verb) =>
      take({ verb: 'export', file, force }, verb),
    );
  withExamples(exported, 'audit export june.csv', 'audit export june.csv --force', 'audit export -');
  withExamples(audit, 'audit verify', 'audit export june.csv');
}
