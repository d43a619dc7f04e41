import { parseArgs } from 'node:util';
import { UsageError } from '../settings.ts';

export const USAGE = `Usage: recording-control <verb> [options]

  status  <conversationId>                 what is recorded, and what a command would need
  pause   <conversationId>                 secure pause of policy recording
  resume  <conversationId>
  start   <conversationId> [--target snippet|adhoc]
  stop    <conversationId> [--target snippet|adhoc]
  queue   pause|resume|stop <queueId> [--dry-run]
                                           every live call of a queue
  watch   [--queue <id>]... [--metrics-port <port>]
                                           state changes, and a webhook for each recording
  metrics [--prometheus]                   success rate and latencies, from the journal
  audit   verify [<file>] [--head <chain:seq:hash>]... [--heads <file>]
                                           whether the journal is consistent, and fits what was published
  audit   export <file>                    JSON Lines, or CSV when the name ends in .csv; - is stdout
  install plan|apply|upgrade|status|undo   the app in an organisation; install --help says more

  --target policy|snippet|adhoc   default: policy for pause and resume, snippet for start and stop
  --json                          one JSON object per line
  --help, --version

Environment: GENESYSCLOUD_REGION, GENESYSCLOUD_OAUTHCLIENT_ID, GENESYSCLOUD_OAUTHCLIENT_SECRET,
  RECORDING_CONTROL_GATEWAY, RECORDING_CONTROL_HOME, RECORDING_CONTROL_WEBHOOK_URL, RECORDING_CONTROL_WEBHOOK_SECRET
Exit codes: 0 confirmed or already so, 1 refused or failed, 2 usage, 3 unconfirmed,
  74 its output could not be written, 130 interrupted
`;

interface Common {
  readonly json: boolean;
}

export type Command = Common &
  (
    | { readonly verb: 'help' | 'version' }
    | { readonly verb: 'status'; readonly id: string }
    | { readonly verb: 'pause' | 'resume' | 'start' | 'stop'; readonly id: string; readonly target?: string }
    | {
        readonly verb: 'queue';
        readonly action: 'pause' | 'resume' | 'stop';
        readonly id: string;
        readonly target?: string;
        readonly dryRun: boolean;
      }
    | { readonly verb: 'watch'; readonly queueIds?: readonly string[]; readonly metricsPort?: number }
    | { readonly verb: 'metrics'; readonly prometheus: boolean }
    | {
        readonly verb: 'verify';
        readonly file?: string;
        /** Each `chain:seq:hash`, as it was published. */
        readonly heads: readonly string[];
        /** A text in which heads stand. */
        readonly headsFile?: string;
      }
    | { readonly verb: 'export'; readonly file: string }
  );

const OPTIONS = {
  json: { type: 'boolean' },
  help: { type: 'boolean' },
  version: { type: 'boolean' },
  target: { type: 'string' },
  'dry-run': { type: 'boolean' },
  queue: { type: 'string', multiple: true },
  'metrics-port': { type: 'string' },
  prometheus: { type: 'boolean' },
  head: { type: 'string', multiple: true },
  heads: { type: 'string' },
} as const;

type Option = keyof typeof OPTIONS;

/** Which options a verb takes besides --json; another one is a mistake rather than ignored. */
const TAKES: Readonly<Record<string, readonly Option[]>> = {
  status: [],
  pause: ['target'],
  resume: ['target'],
  start: ['target'],
  stop: ['target'],
  queue: ['target', 'dry-run'],
  watch: ['queue', 'metrics-port'],
  metrics: ['prometheus'],
  audit: ['head', 'heads'],
};

/** Reads the command line. Throws a {@link UsageError} that says what is wrong with it. */
export function readArguments(argv: readonly string[]): Command {
  const { values, positionals } = parse(argv);
  const json = values.json ?? false;
  if (values.help) return { verb: 'help', json };
  if (values.version) return { verb: 'version', json };
  const [verb, ...rest] = positionals;
  if (verb === undefined) throw new UsageError('A verb is missing.');
  const takes = TAKES[verb];
  if (takes === undefined) throw new UsageError(`There is no verb "${verb}".`);
  const odd = Object.keys(values).find((name) => name !== 'json' && !takes.includes(name as Option));
  if (odd !== undefined) throw new UsageError(`"${verb}" has no option --${odd}.`);
  const target = values.target === undefined ? {} : { target: values.target };
  switch (verb) {
    case 'status':
      return { verb, json, id: only(rest, 'conversation id') };
    case 'pause':
    case 'resume':
    case 'start':
    case 'stop':
      return { verb, json, id: only(rest, 'conversation id'), ...target };
    case 'queue': {
      const [action, ...ids] = rest;
      if (action !== 'pause' && action !== 'resume' && action !== 'stop')
        throw new UsageError('"queue" is followed by pause, resume or stop.');
      return { verb, json, action, id: only(ids, 'queue id'), dryRun: values['dry-run'] ?? false, ...target };
    }
    case 'watch': {
      none(rest);
      const port = values['metrics-port'];
      return {
        verb,
        json,
        ...(values.queue && { queueIds: values.queue }),
        ...(port !== undefined && { metricsPort: portOf(port) }),
      };
    }
    case 'metrics':
      none(rest);
      return { verb, json, prometheus: values.prometheus ?? false };
    default:
      return audit(rest, values);
  }
}

function audit(
  [what, ...files]: readonly string[],
  { json = false, head: heads = [], heads: headsFile }: ReturnType<typeof parse>['values'],
): Command {
  if (what === 'export') {
    if (heads.length > 0 || headsFile !== undefined)
      throw new UsageError('"audit export" has no option --head or --heads.');
    return { verb: 'export', json, file: only(files, 'file') };
  }
  if (what !== 'verify') throw new UsageError('"audit" is followed by verify or export.');
  return {
    verb: 'verify',
    json,
    heads,
    ...(files.length > 0 && { file: only(files, 'file') }),
    ...(headsFile !== undefined && { headsFile }),
  };
}

function parse(argv: readonly string[]) {
  try {
    return parseArgs({ args: [...argv], options: OPTIONS, allowPositionals: true, strict: true });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : 'The command line cannot be read.');
  }
}

function only([first, ...more]: readonly string[], what: string): string {
  if (first === undefined) throw new UsageError(`The ${what} is missing.`);
  none(more);
  return first;
}

function none([first]: readonly string[]): void {
  if (first !== undefined) throw new UsageError(`"${first}" is one word too many.`);
}

function portOf(text: string): number {
  const port = Number(text);
  if (Number.isInteger(port) && port >= 0 && port <= 65_535) return port;
  throw new UsageError(`--metrics-port ${text} is no port.`);
}
