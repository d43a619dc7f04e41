import { readOrigin } from '../launch/origins.ts';
import { DEFAULT_OPTIONS, readBaseUrl, type Choices, type InstallOptions } from './options.ts';

const VERBS = ['plan', 'apply', 'upgrade', 'status', 'undo'] as const;
export type Verb = (typeof VERBS)[number];

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

export type Arguments =
  | { readonly kind: 'run'; readonly invocation: Invocation }
  | { readonly kind: 'help' }
  | { readonly kind: 'wrong'; readonly message: string };

export const USAGE = `recording-control install <plan|apply|upgrade|status|undo> --url https://host[/folder] [options]

  plan     says what apply would do, and changes nothing
  apply    installs; running it again changes nothing, or goes on after an error
  upgrade  the same for an installation that is there; refuses when there is none
  status   says what is installed; exit code 1 while something differs
  undo     removes everything that was installed

  --url URL            where the build is served; a host name of its own
  --instance NAME      tells several installations apart (default: default)
  --start-stop KIND    snippet, adhoc or off (default: what config.json says, else snippet)
  --group ID           an existing group instead of a new one
  --queue ID           only for calls of this queue; may be repeated
  --only FACE          widget, keeper or page; may be repeated (default: all)
  --allow-origin URL   a CRM that shows Genesys Cloud; may be repeated
  --premium VENDOR     the AppFoundry types of this vendor ("example" for the shared ones)
  --setup-client ID    OAuth client of the setup page, for config.json
  --out FOLDER         where config.json and headers are written (default: recording-control-install)
  --output FORMAT      json or terraform instead of text (with plan)
  --move               what is installed is for another --url, and shall be moved to this one
  --yes                ask nothing

Environment: GENESYSCLOUD_REGION, and GENESYSCLOUD_ACCESS_TOKEN, or GENESYSCLOUD_OAUTHCLIENT_ID with
GENESYSCLOUD_OAUTHCLIENT_SECRET (client credentials); RECORDING_CONTROL_GATEWAY for a proxy or the sandbox.`;

const VALUES = [
  'url',
  'instance',
  'start-stop',
  'group',
  'queue',
  'only',
  'allow-origin',
  'premium',
  'setup-client',
  'out',
  'output',
] as const;
type ValueName = (typeof VALUES)[number];

const isOneOf = <T extends string>(words: readonly T[], text: string | undefined): text is T =>
  words.some((word) => word === text);

const wrong = (message: string): Arguments => ({ kind: 'wrong', message });

export function readArguments(args: readonly string[]): Arguments {
  const [verb, ...rest] = args;
  if (verb === undefined || verb === '--help' || rest.includes('--help')) return { kind: 'help' };
  if (!isOneOf(VERBS, verb)) return wrong(`"${verb}" is no verb of install. Try: ${VERBS.join(', ')}.`);

  const given = new Map<ValueName, string[]>();
  let yes = false;
  let move = false;
  let isJson = false;
  for (let index = 0; index < rest.length; index += 1) {
    const [flag = '', attached] = (rest[index] ?? '').split(/=(.*)/s, 2);
    const name = flag.replace(/^--/, '');
    if (flag === '--yes') yes = true;
    else if (flag === '--move') move = true;
    else if (flag === '--json') isJson = true;
    else if (flag.startsWith('--') && isOneOf(VALUES, name)) {
      const value = attached ?? rest[(index += 1)];
      if (value === undefined || value === '') return wrong(`--${name} wants a value.`);
      given.set(name, [...(given.get(name) ?? []), value]);
    } else return wrong(`"${flag}" is not known here. --help lists everything.`);
  }
  const one = (name: ValueName) => given.get(name)?.at(-1);

  const url = one('url');
  if (url === undefined) return wrong('--url is missing: where is the build served?');
  const base = readBaseUrl(url);
  if (!base.ok) return wrong(base.message);
  const startStop = one('start-stop');
  if (startStop !== undefined && !isOneOf(['snippet', 'adhoc', 'off'], startStop))
    return wrong('--start-stop is snippet, adhoc or off.');
  const instance = one('instance') ?? DEFAULT_OPTIONS.instance;
  // It stands in the notes of each integration, which are short.
  if (!/^[a-z0-9-]{1,20}$/.test(instance))
    return wrong('--instance is up to 20 small letters, digits and dashes.');
  const output = isJson ? 'json' : (one('output') ?? 'text');
  if (!isOneOf(['text', 'json', 'terraform'], output)) return wrong('--output is json or terraform.');
  if (output === 'terraform' && verb !== 'plan') return wrong('--output terraform goes with plan.');
  const vendor = one('premium');
  if (vendor !== undefined && !/^[a-z0-9-]+$/.test(vendor))
    return wrong('--premium is the name in AppFoundry.');
  const origins = given.get('allow-origin');
  const junk = origins?.find((origin) => readOrigin(origin) === undefined);
  if (junk !== undefined) return wrong(`--allow-origin is https://host, nothing after it, not "${junk}".`);
  const faces = given.get('only');
  const stranger = faces?.find((face) => !isOneOf(['widget', 'keeper', 'page'], face));
  if (stranger !== undefined) return wrong(`--only is widget, keeper or page, not "${stranger}".`);

  return {
    kind: 'run',
    invocation: {
      verb,
      output,
      yes,
      move,
      out: one('out') ?? 'recording-control-install',
      setupClientId: one('setup-client'),
      options: {
        baseUrl: base.baseUrl,
        instance,
        startStop,
        vendor,
        faces,
        groupId: one('group'),
        queueIds: given.get('queue'),
        allowedOrigins: origins?.flatMap((origin) => readOrigin(origin) ?? []),
      },
    },
  };
}
