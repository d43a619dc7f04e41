import { Command, InvalidArgumentError, Option } from 'commander';
import { each, NAME, readCommandLine, value, withExamples, type Read } from '../headless/cli/command-line.ts';
import { readOrigin } from '../launch/origins.ts';
import { DEFAULT_OPTIONS, readBaseUrl, type Choices, type InstallOptions } from './options.ts';

const ABOUT = {
  plan: 'what apply would do; changes nothing',
  apply: 'installs; running it again changes nothing, or goes on after an error',
  upgrade: 'the same for an installation that is there; refuses when there is none',
  status: 'what is installed; exit code 1 while something differs',
  undo: 'removes everything that was installed',
} as const;
export type Verb = keyof typeof ABOUT;
const VERBS = Object.keys(ABOUT) as readonly Verb[];

export interface Invocation {
  readonly verb: Verb;
  /** What was given; what was not is for config.json to say, or has a default. */
  readonly options: Omit<InstallOptions, keyof Choices> & {
    readonly [K in keyof Choices]: Choices[K] | undefined;
  };
  readonly output: 'text' | 'json' | 'terraform';
  /** Nobody is asked. */
  readonly yes: boolean;
  /** What is installed for another address may be moved to this one. */
  readonly move: boolean;
  /** Where config.json and the headers are written. */
  readonly out: string;
  readonly setupClientId?: string | undefined;
}

/** As commander names them. */
interface Given {
  readonly url: string;
  readonly instance: string;
  readonly startStop?: Choices['startStop'];
  readonly group?: string;
  readonly queue?: readonly string[];
  readonly division?: readonly string[];
  readonly only?: readonly string[];
  readonly allowOrigin?: readonly string[];
  readonly premium?: string;
  readonly premiumPermission?: string;
  readonly setupClient?: string;
  readonly out: string;
  readonly output: Invocation['output'];
  readonly json?: boolean;
  readonly move?: boolean;
  readonly yes?: boolean;
}

const ENVIRONMENT = `
Environment:
  GENESYSCLOUD_REGION, and GENESYSCLOUD_ACCESS_TOKEN, or GENESYSCLOUD_OAUTHCLIENT_ID with
  GENESYSCLOUD_OAUTHCLIENT_SECRET (client credentials); RECORDING_CONTROL_GATEWAY for a proxy or the sandbox`;
const URL_EXAMPLE = '--url https://recording.example.com';
const FACES = ['widget', 'keeper', 'page'];

/** `install` and what follows it, with its help. */
export function installVerbs(take: (invocation: Invocation) => void): Command {
  const install = new Command('install').description('the app in an organisation');
  for (const verb of VERBS) withExamples(verbOf(install, verb, take), `install ${verb} ${URL_EXAMPLE}`);
  return withExamples(
    install.addHelpText('after', ENVIRONMENT),
    `install plan ${URL_EXAMPLE}`,
    `install apply ${URL_EXAMPLE} --start-stop adhoc`,
  );
}

/** What follows `install`. */
export const readArguments = (args: readonly string[]): Read<Invocation> =>
  readCommandLine<Invocation>(
    (take) => new Command(NAME).addCommand(installVerbs(take)),
    ['install', ...(args.length === 0 ? ['--help'] : args)],
  );

const verbOf = (install: Command, verb: Verb, take: (invocation: Invocation) => void): Command =>
  install
    .command(verb)
    .description(ABOUT[verb])
    .requiredOption('--url <url>', 'where the build is served; a host name of its own', baseUrlOf)
    .option('--instance <name>', 'tells several installations apart', instanceOf, DEFAULT_OPTIONS.instance)
    .addOption(
      new Option(
        '--start-stop <kind>',
        'snippet, adhoc or off (default: what config.json says, else snippet)',
      ).choices(['snippet', 'adhoc', 'off']),
    )
    .option('--group <id>', 'an existing group instead of a new one', value)
    .option('--queue <id>', 'only for calls of this queue; may be repeated', each(value))
    .option(
      '--division <id>',
      'where the role of agents holds; may be repeated (default: the Home division)',
      each(value),
    )
    .addOption(onlyFor(verb))
    .option('--allow-origin <url>', 'a CRM that shows Genesys Cloud; may be repeated', each(originOfCrm))
    .option(
      '--premium <vendor>',
      'the AppFoundry types of this vendor ("example" for the shared ones)',
      vendorOf,
    )
    .option(
      '--premium-permission <permission>',
      'the permission of its licence, integration:<name>:view (default: what config.json says)',
      licenceOf,
    )
    .option('--setup-client <id>', 'OAuth client of the setup page, for config.json', value)
    .option('--out <folder>', 'where config.json and headers are written', value, 'recording-control-install')
    .addOption(
      new Option(
        '--output <format>',
        verb === 'plan' ? 'json or terraform instead of text' : 'json instead of text',
      )
        .choices(verb === 'plan' ? ['text', 'json', 'terraform'] : ['text', 'json'])
        .default('text'),
    )
    .option('--json', 'the same as --output json')
    .option('--move', 'what is installed is for another --url, and shall be moved to this one')
    .option('--yes', 'asks nothing')
    .action((given: Given) => take(invocationOf(verb, given)));

/** Role, group and client serve every face: what is left of one installation is none. */
const onlyFor = (verb: Verb): Option =>
  verb === 'undo'
    ? new Option('--only <face>').hideHelp().argParser(() => {
        throw new InvalidArgumentError(
          'undo removes the whole installation, and what its faces share. Leave --only out, or disable the one integration in Genesys.',
        );
      })
    : new Option('--only <face>', 'widget, keeper or page; may be repeated (default: all)').argParser(
        each(faceOf),
      );

const invocationOf = (verb: Verb, given: Given): Invocation => ({
  verb,
  output: given.json ? 'json' : given.output,
  yes: given.yes ?? false,
  move: given.move ?? false,
  out: given.out,
  setupClientId: given.setupClient,
  options: {
    baseUrl: given.url,
    instance: given.instance,
    startStop: given.startStop,
    vendor: given.premium,
    licence: given.premiumPermission,
    faces: given.only,
    groupId: given.group,
    queueIds: given.queue,
    divisionIds: given.division,
    allowedOrigins: given.allowOrigin,
  },
});

function baseUrlOf(text: string): string {
  const base = readBaseUrl(value(text));
  if (base.ok) return base.baseUrl;
  throw new InvalidArgumentError(base.message);
}

function originOfCrm(text: string): string {
  const origin = readOrigin(value(text));
  if (origin !== undefined) return origin;
  throw new InvalidArgumentError('It is https://host, and nothing after it.');
}

/** It stands in the notes of each integration, which are short. */
function instanceOf(text: string): string {
  if (/^[a-z0-9-]{1,20}$/.test(value(text))) return text;
  throw new InvalidArgumentError('It is up to 20 small letters, digits and dashes.');
}

function vendorOf(text: string): string {
  if (/^[a-z0-9-]+$/.test(value(text))) return text;
  throw new InvalidArgumentError('It is the name in AppFoundry.');
}

function licenceOf(text: string): string {
  if (/^integration:[A-Za-z0-9]{1,64}:view$/.test(value(text))) return text;
  throw new InvalidArgumentError('It is integration:<name>:view, with the name that Genesys gave it.');
}

function faceOf(text: string): string {
  if (FACES.includes(text)) return text;
  throw new InvalidArgumentError(`It is one of ${FACES.join(', ')}.`);
}
