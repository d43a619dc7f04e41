import type { Problem } from './app/view.ts';
import { isObject, member, type Reader } from './config-readers.ts';
import {
  changedPause,
  DEFAULTS,
  gateway,
  host,
  isSchema,
  isVersion,
  oauth,
  region,
  SECTIONS,
  SWITCHED_OFF,
  type Written,
} from './config-sections.ts';
import type { Config, QueueRules, ReadSections } from './config-types.ts';

export type Decoded =
  { readonly ok: true; readonly config: Config } | { readonly ok: false; readonly problem: Problem };

/** Without these nobody can sign in, or anybody could frame the app: a mistake in them stops it. */
const FATAL = ['oauth', 'region', 'gateway', 'host'];
const ABOUT_THE_FILE = new Map<string, (value: unknown) => boolean>([
  ['$schema', isSchema],
  ['version', isVersion],
]);

const invalid = (key: string): Decoded => ({ ok: false, problem: { kind: 'config-invalid', key } });

/** Turns a parsed config.json into a `Config`, or names the first key that stops the app. */
export function decodeConfig(document: unknown): Decoded {
  if (!isObject(document)) return invalid('');
  const mistakes: string[] = [];
  const read = <T>(key: string, reader: Reader<T>): T => reader(member(document, key), key, mistakes);
  const fatal = {
    oauth: read('oauth', oauth),
    region: read('region', region),
    gateway: read('gateway', gateway),
    host: read('host', host),
  };
  if (fatal.region === undefined && fatal.gateway === undefined) mistakes.push('region');
  const [first] = mistakes;
  if (first !== undefined) return invalid(first);
  return { ok: true, config: { ...fatal, ...readSections(document) } };
}

/** Reads every section. A mistake in one switches that section off; a key that nobody knows is a mistake too. */
function readSections(document: Readonly<Record<string, unknown>>): ReadSections {
  const mistakes: string[] = [];
  const disabledSections: string[] = [];
  const read = <K extends keyof Written>(key: K): Written[K] => {
    const value = member(document, key);
    if (value === undefined) return DEFAULTS[key];
    const before = mistakes.length;
    const section = (SECTIONS[key] as Reader<Written[K]>)(value, key, mistakes);
    if (mistakes.length === before) return section;
    disabledSections.push(key);
    return SWITCHED_OFF[key];
  };
  const sections: Written = {
    startStop: read('startStop'),
    signIn: read('signIn'),
    screen: read('screen'),
    reasons: read('reasons'),
    pause: read('pause'),
    audit: read('audit'),
    shortcuts: read('shortcuts'),
    triggers: read('triggers'),
    setup: read('setup'),
    queues: read('queues'),
  };
  for (const [key, value] of Object.entries(document)) {
    const known = FATAL.includes(key) || Object.hasOwn(SECTIONS, key) || ABOUT_THE_FILE.get(key)?.(value);
    if (known) continue;
    disabledSections.push(key);
    mistakes.push(key);
  }
  return { ...sections, queues: rulesOf(sections), disabledSections, mistakes };
}

const rulesOf = ({ queues, ...common }: Written): ReadonlyMap<string, QueueRules> =>
  new Map(
    [...queues].map(([queueId, own]) => [
      queueId,
      {
        startStop: own.startStop ?? common.startStop,
        screen: own.screen ?? common.screen,
        reasons: own.reasons ?? common.reasons,
        pause: changedPause(common.pause, own.pause),
      },
    ]),
  );
