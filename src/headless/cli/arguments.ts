import { Command as Verb, InvalidArgumentError, Option } from 'commander';
import { installVerbs } from '../../installer/arguments.ts';
import { LOG_LEVELS, type LogLevel } from './pino-log.ts';
import { addIncidentVerbs, type IncidentCommand } from './incident-verbs.ts';
import { addJournalVerbs, type JournalCommand } from './journal-verbs.ts';
import { each, NAME, readCommandLine, value, withExamples, type Read } from './command-line.ts';

interface Common {
  readonly json: boolean;
}

/** Of a verb that talks to the platform. */
interface Logged {
  readonly logLevel: LogLevel;
}

export type Command = Common &
  (
    | (Logged &
        (
          | { readonly verb: 'status'; readonly id: string }
          | {
              readonly verb: 'pause' | 'resume' | 'start' | 'stop';
              readonly id: string;
              readonly target?: string;
            }
          | {
              readonly verb: 'queue';
              readonly action: 'pause' | 'resume' | 'stop';
              readonly id: string;
              readonly target?: string;
              readonly dryRun: boolean;
              /** Of resume: ask nothing. */
              readonly yes: boolean;
              /** Of resume: also pauses that this home did not make. */
              readonly allPauses: boolean;
            }
          | {
              readonly verb: 'proof';
              /** None: all that the logs know of. */
              readonly ids: readonly string[];
              /** Logs besides that of this home. */
              readonly logs: readonly string[];
              readonly since?: string;
            }
          | { readonly verb: 'watch'; readonly queueIds?: readonly string[]; readonly metricsPort?: number }
          | {
              readonly verb: 'serve';
              readonly queueIds?: readonly string[];
              readonly port: number;
              readonly database?: string;
            }
        ))
    | JournalCommand
    | IncidentCommand
  );

type Take = (command: Command) => void;

const SERVE_PORT = 9_464;
const ID = '5b3c1f0e-7d2a-4c1b-9e8f-0a1b2c3d4e5f';
const ABOUT = `
Environment:
  GENESYSCLOUD_REGION, GENESYSCLOUD_OAUTHCLIENT_ID, GENESYSCLOUD_OAUTHCLIENT_SECRET,
  GENESYSCLOUD_ACCESS_TOKEN (of a user, for start and stop),
  RECORDING_CONTROL_GATEWAY, RECORDING_CONTROL_HOME,
  RECORDING_CONTROL_WEBHOOK_URL, RECORDING_CONTROL_WEBHOOK_SECRET,
  DATABASE_URL, RECORDING_CONTROL_RETENTION_DAYS (of the service's store),
  RECORDING_CONTROL_ENTRIES_ORIGIN (from where the service takes audit entries)

Exit codes:
  0 confirmed or already so, 1 refused or failed, 2 usage, 3 unconfirmed,
  74 its output could not be written, 130 interrupted`;

/** Every verb, with its help. */
export function createVerbs(take: Take): Verb {
  const root = new Verb(NAME)
    .description(
      'Pauses, resumes, starts and stops call recording in Genesys Cloud, and tells whether it happened.',
    )
    .version(__APP_VERSION__, '--version', 'the version of this program')
    .option('--json', 'one JSON object per line')
    .addHelpText('after', ABOUT);
  withExamples(root, `status ${ID}`, `pause ${ID} --json`, 'watch --metrics-port 9464');
  addCallVerbs(root, take);
  addQueueVerbs(root, take);
  addWatch(root, take);
  addServe(root, take);
  addProof(root, take);
  addJournalVerbs(root, (command, verb) => take({ ...common(verb), ...command }));
  addIncidentVerbs(root, (command, verb) => take({ ...common(verb), ...command }));
  root.addCommand(
    installVerbs(() => {
      throw new InvalidArgumentError('"install" is the first word.');
    }),
  );
  return root;
}

/** Reads the command line. What an id or a target may be is checked by the controller, for programs as for people. */
export const readArguments = (argv: readonly string[]): Read<Command> => readCommandLine(createVerbs, argv);

const common = (verb: Verb): Common => ({ json: verb.optsWithGlobals<Partial<Common>>().json ?? false });
const logged = (verb: Verb): Common & Logged => ({
  ...common(verb),
  logLevel: verb.opts<Logged>().logLevel,
});

interface TargetOption {
  readonly target?: string;
}
interface QueueFlags extends TargetOption {
  readonly dryRun?: boolean;
  readonly yes?: boolean;
  readonly allPauses?: boolean;
}
const logLevel = (): Option =>
  new Option('--log-level <level>', 'what is noted on stderr while it works, one JSON object per line')
    .choices(LOG_LEVELS)
    .default('silent' satisfies LogLevel);
const TARGET = ['--target <kind>', 'policy, snippet or adhoc', value] as const;

function addCallVerbs(root: Verb, take: Take): void {
  const status = root
    .command('status')
    .description('what is recorded, and what a command would need')
    .argument('<conversationId>', 'the call')
    .addOption(logLevel())
    .action((id: string, _options, verb: Verb) => take({ verb: 'status', ...logged(verb), id }));
  withExamples(status, `status ${ID}`, `status ${ID} --json`);

  const order = (name: 'pause' | 'resume' | 'start' | 'stop', about: string, ...examples: string[]) =>
    withExamples(
      root
        .command(name)
        .description(about)
        .argument('<conversationId>', 'the call')
        .option(...TARGET)
        .addOption(logLevel())
        .action((id: string, { target }: TargetOption, verb: Verb) =>
          take({ verb: name, ...logged(verb), id, ...(target !== undefined && { target }) }),
        ),
      ...examples,
    );
  order('pause', 'secure pause of policy recording', `pause ${ID}`);
  order('resume', 'end of a secure pause', `resume ${ID}`);
  order('start', 'a snippet, or an ad hoc recording', `start ${ID}`, `start ${ID} --target adhoc`);
  order('stop', 'its end', `stop ${ID}`, `stop ${ID} --target adhoc`);
}

function addQueueVerbs(root: Verb, take: Take): void {
  const queue = root.command('queue').description('pause, resume or stop every live call of a queue');
  for (const action of ['pause', 'resume', 'stop'] as const) {
    const verb = queue
      .command(action)
      .description(`${action} on every live call of a queue`)
      .argument('<queueId>', 'the queue')
      .option(...TARGET)
      .option('--dry-run', 'says what would be done, and does nothing')
      .addOption(logLevel())
      .action((id: string, options: QueueFlags, self: Verb) => {
        const { target, dryRun = false, yes = false, allPauses = false } = options;
        take({
          verb: 'queue',
          ...logged(self),
          action,
          id,
          dryRun,
          yes,
          allPauses,
          ...(target !== undefined && { target }),
        });
      });
    if (action === 'resume') addResumeFlags(verb);
    withExamples(
      verb,
      `queue ${action} ${ID} --dry-run`,
      `queue ${action} ${ID}`,
      ...(action === 'resume' ? [`queue resume ${ID} --yes --all-pauses`] : []),
    );
  }
  withExamples(queue, `queue pause ${ID} --dry-run`);
}

/** Recording what somebody has paused is the one thing here that cannot be taken back. */
function addResumeFlags(resume: Verb): void {
  resume
    .option('--yes', 'asks nothing; needed where nobody can be asked')
    .option('--only-own', 'leaves pauses of other people alone: only those that this home made (default)')
    .addOption(new Option('--all-pauses', 'also pauses that somebody else made').conflicts('onlyOwn'));
}

const QUEUE = [
  '--queue <id>',
  'only this queue; may be repeated (default: all that the client sees)',
  each(value),
] as const;

function addWatch(root: Verb, take: Take): void {
  const watch = root
    .command('watch')
    .description('state changes, and a webhook for each recording, until it is interrupted')
    .option(...QUEUE)
    .option('--metrics-port <port>', 'serves /metrics to this machine', portOf)
    .addOption(logLevel())
    .action(({ queue, metricsPort }: { queue?: readonly string[]; metricsPort?: number }, verb: Verb) =>
      take({
        verb: 'watch',
        ...logged(verb),
        ...(queue && { queueIds: queue }),
        ...(metricsPort !== undefined && { metricsPort }),
      }),
    );
  withExamples(
    watch,
    'watch',
    `watch --queue ${ID} --metrics-port 9464 --json`,
    'watch --log-level info 2> watch.log',
  );
}

interface ServeOptions {
  readonly queue?: readonly string[];
  readonly port: number;
  readonly database?: string;
}

function addServe(root: Verb, take: Take): void {
  const serve = root
    .command('serve')
    .description('what watch does, unattended and with a database, until it is interrupted')
    .option(...QUEUE)
    .option('--port <port>', 'serves /metrics, /healthz and /readyz to this machine', portOf, SERVE_PORT)
    .option(
      '--database <url>',
      'of a PostgreSQL server, postgres://… (default: DATABASE_URL, else a database below the home)',
      value,
    )
    .addOption(logLevel())
    .action(({ queue, port, database }: ServeOptions, verb: Verb) =>
      take({
        verb: 'serve',
        ...logged(verb),
        ...(queue && { queueIds: queue }),
        port,
        ...(database !== undefined && { database }),
      }),
    );
  withExamples(
    serve,
    'serve',
    `serve --queue ${ID} --port 9464 --json`,
    'serve --log-level info 2> serve.log',
  );
}

function addProof(root: Verb, take: Take): void {
  const proof = root
    .command('proof')
    .description("whether what the log calls paused is left out of the recordings, by Genesys' own record")
    .argument('[conversationIds...]', 'the calls (default: all that the logs know of)')
    .option('--log <file>', 'a log that a panel has exported; may be repeated', each(value))
    .option(
      '--since <date>',
      'only pauses that ended then or later: a day (UTC), or a time with its zone',
      value,
    )
    .addOption(logLevel())
    .action((ids: string[], { log, since }: { log?: readonly string[]; since?: string }, verb: Verb) =>
      take({
        verb: 'proof',
        ...logged(verb),
        ids,
        logs: log ?? [],
        ...(since !== undefined && { since }),
      }),
    );
  withExamples(proof, `proof ${ID}`, 'proof --log june.jsonl --since 2026-06-01 --json');
}

function portOf(text: string): number {
  const port = Number(text);
  // Neither an empty variable of a shell, which is no 0 and would mean any port, nor a number in other letters.
  if (/^\d{1,5}$/.test(text) && port <= 65_535) return port;
  throw new InvalidArgumentError('A port is 0 to 65535.');
}
