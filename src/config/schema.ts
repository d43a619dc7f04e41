import * as v from 'valibot';
import { ORIGIN, readOrigin } from '../launch/origins.ts';
import { isLoopback, LOOPBACK_NAMES } from '../loopback.ts';

/*
 * What config.json may say, in one place. Types, defaults and mistakes come from here, and so does
 * manifest/config.schema.json for people and editors. A key is here when something obeys it, and no sooner.
 */

/** https anywhere, plain http on this machine only: what runs over it includes the token. */
const URL_TEXT = new RegExp(
  String.raw`^(https://[A-Za-z0-9.-]+|http://(${LOOPBACK_NAMES}))(:[0-9]{1,5})?(/[^\s#]*)?$`,
);
const REGION = /^[a-z0-9-]+(\.[a-z0-9-]+)+$/;
const HOST = /^([A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?|\[::1\])$/;
const PATH = /^(\/[A-Za-z0-9._~-]+)*\/?$/;
/** Genesys names the entity when it lists the app. */
const LICENCE = /^integration:[A-Za-z0-9]{1,64}:view$/;
const SHORTCUT = /^((Ctrl|Alt|Shift|Meta)\+)+([A-Z0-9]|F[1-9]|F1[0-2])$/;

export const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** To valibot a list is an object as well. */
const object = v.custom<unknown>(isObject);
const section = <const T extends v.ObjectEntries>(entries: T) => v.pipe(object, v.strictObject(entries));

const text = (pattern: RegExp) => v.pipe(v.string(), v.regex(pattern));
const integer = (least: number, most: number) =>
  v.pipe(v.number(), v.integer(), v.minValue(least), v.maxValue(most));

const clientId = text(/^[A-Za-z0-9._-]{1,128}$/);
/** Each organisation has clients of its own, and lives in one region. */
const oauthClient = {
  clientId,
  grant: v.picklist(['implicit', 'pkce']),
  redirectUri: v.optional(text(URL_TEXT)),
};
const path = v.pipe(
  text(PATH),
  v.transform((written) => written.replace(/\/$/, '')),
);
const origin = v.pipe(
  text(ORIGIN),
  v.check((written) => readOrigin(written) !== undefined),
  v.transform((written) => readOrigin(written) ?? written),
);

/** Its origin goes into the headers of the host. */
const address = v.pipe(
  text(URL_TEXT),
  v.check((written) => readOrigin(written.split('/', 3).join('/')) !== undefined),
);

const startStop = v.picklist(['snippet', 'adhoc', 'off']);
const screen = v.picklist(['warn', 'block']);
/** Each member of `pause`: the least that it may be, the most, and what it is where nothing is said. */
export const PAUSE = {
  maxSeconds: [1, 3_600, 180],
  // Half-way to the limit.
  warnAfterSeconds: [1, 3_600, undefined],
  extendSeconds: [1, 3_600, 60],
  maxExtensions: [0, 10, 2],
} as const;
type Pause<D> = {
  [K in keyof typeof PAUSE]: v.OptionalSchema<
    ReturnType<typeof integer>,
    D extends true ? (typeof PAUSE)[K][2] : undefined
  >;
} & { autoResume: v.OptionalSchema<v.BooleanSchema<undefined>, D extends true ? false : undefined> };
const pause = <const D extends boolean>(hasDefaults: D) =>
  section({
    ...Object.fromEntries(
      Object.entries(PAUSE).map(([key, [least, most, preset]]) => [
        key,
        v.optional(integer(least, most), hasDefaults ? preset : undefined),
      ]),
    ),
    autoResume: v.optional(v.boolean(), hasDefaults ? false : undefined),
  } as unknown as Pause<D>);

const MOST_DAYS = 3_650;

/** A Map, so that no key of a document can reach a prototype. */
const mapOf = (written: unknown): Map<string, unknown> => new Map(Object.entries(written as object));

const label = v.pipe(
  object,
  v.transform(mapOf),
  v.map(text(/^[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*$/), text(/^\S.{0,29}$/u)),
  v.transform((texts) => [...texts]),
);
const reasons = v.pipe(
  v.array(section({ code: text(/^[a-z0-9-]{1,32}$/), label: v.optional(label, {}) })),
  v.maxLength(8),
);

/** `Alt+Ctrl+P` and `Ctrl+Alt+P` are the same keys. */
const keysOf = (shortcut: string): string => [...new Set(shortcut.split('+'))].toSorted().join('+');

/** Genesys writes ids in lower case; people copy them in any, and one queue has one set of rules. */
const hasEachOnce = (ids: readonly string[]): boolean =>
  new Set(ids.map((id) => id.toLowerCase())).size === ids.length;

/** Members that are optional and have no default are absent unless they are written. */
export const CONFIG = v.pipe(
  section({
    $schema: v.optional(v.string()),
    version: v.optional(v.literal(1)),
    oauth: section({
      ...oauthClient,
      byRegion: v.optional(
        v.pipe(
          object,
          // A Map, so that no key of a document can reach a prototype.
          v.transform((written) => new Map(Object.entries(written as object))),
          v.map(text(REGION), section(oauthClient)),
        ),
        {},
      ),
    }),
    region: v.optional(text(REGION)),
    gateway: v.optional(
      v.pipe(
        section({
          protocol: v.optional(v.picklist(['https', 'http']), 'https'),
          host: text(HOST),
          port: v.optional(integer(1, 65_535)),
          loginPath: v.optional(path, '/login'),
          apiPath: v.optional(path, '/api'),
        }),
        v.forward(
          v.check(({ protocol, host }) => protocol === 'https' || isLoopback(host)),
          ['protocol'],
        ),
      ),
    ),
    host: v.optional(
      section({ allowedOrigins: v.optional(v.pipe(v.array(origin), v.maxLength(50)), []) }),
      {},
    ),
    startStop: v.optional(startStop, 'snippet'),
    screen: v.optional(screen, 'warn'),
    reasons: v.optional(reasons, []),
    pause: v.optional(pause(true), {}),
    audit: v.optional(
      section({
        webhook: v.optional(section({ url: address })),
        participantData: v.optional(v.boolean(), false),
        retentionDays: v.optional(integer(1, MOST_DAYS), 30),
      }),
      {},
    ),
    shortcuts: v.optional(
      v.pipe(
        section({
          pause: v.optional(text(SHORTCUT), 'Alt+Shift+P'),
          resume: v.optional(text(SHORTCUT), 'Alt+Shift+R'),
        }),
        v.forward(
          v.check(({ pause, resume }) => keysOf(pause) !== keysOf(resume), 'same-keys'),
          ['resume'],
        ),
      ),
      {},
    ),
    setup: v.optional(section({ clientId: v.optional(clientId) }), {}),
    premium: v.optional(section({ permission: v.optional(text(LICENCE)) }), {}),
    signIn: v.optional(section({ keep: v.optional(v.picklist(['tab', 'memory']), 'tab') }), {}),
    queues: v.optional(
      v.pipe(
        object,
        v.check((written) => hasEachOnce(Object.keys(written as object)), 'same-queue'),
        v.transform(mapOf),
        v.map(
          v.pipe(text(/^[A-Za-z0-9-]{1,64}$/), v.toLowerCase()),
          section({
            startStop: v.optional(startStop),
            screen: v.optional(screen),
            reasons: v.optional(reasons),
            pause: v.optional(pause(false)),
          }),
        ),
      ),
      {},
    ),
  }),
  v.forward(
    v.check(({ region, gateway }) => region !== undefined || gateway !== undefined),
    ['region'],
  ),
);

type Written = v.InferOutput<typeof CONFIG>;

export type Shortcuts = Partial<Written['shortcuts']>;
export type QueueRules = Pick<Written, 'startStop' | 'screen' | 'reasons'> & {
  readonly pause: Readonly<Record<keyof typeof PAUSE, number>> & { readonly autoResume: boolean };
};

/** config.json with every default filled in. */
export type Config = Omit<Written, '$schema' | 'version' | 'shortcuts'> & { readonly shortcuts: Shortcuts };

/** Without these nobody can sign in, or anybody could frame the app: a mistake in them stops it. */
export const FATAL: readonly string[] = ['oauth', 'region', 'gateway', 'host'];

/** When a section holds a mistake: nothing is offered or kept that the customer may not have meant. What it does to claims: `strictest`. */
export const SWITCHED_OFF = {
  startStop: 'off',
  // With a mistake nobody knows how long they are to be kept, and who has to have them first.
  audit: { retentionDays: MOST_DAYS, participantData: false },
  shortcuts: {},
  signIn: { keep: 'memory' },
} as const satisfies Partial<Config>;

/** Keys that stood in config.json before anything obeyed them. They are told, and harm nothing beside them. */
export const NOT_YET = /^triggers$/;
