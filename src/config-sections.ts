import {
  flag,
  integer,
  listOf,
  mapOf,
  mistake,
  object,
  oneOf,
  optional,
  orElse,
  text,
  type Reader,
} from './config-readers.ts';
import type {
  Audit,
  Gateway,
  HostTrust,
  OAuth,
  PauseChanges,
  PauseRules,
  QueueOverrides,
  Reason,
  ScreenRule,
  Sections,
  Setup,
  Shortcuts,
  SignInRules,
  StartStop,
  Triggers,
} from './config-types.ts';
import { isLoopback, originOf, readOrigin } from './launch/origins.ts';

/*
 * What each key of config.json may say. manifest/config.schema.json says the same for people and editors; a test keeps them
 * together. Patterns are spelt alike there.
 */

/** https anywhere, plain http on this machine only: what runs over it includes the token. */
const URL_TEXT =
  /^(https:\/\/[A-Za-z0-9.-]+|http:\/\/(localhost|127\.0\.0\.1|\[::1\]))(:[0-9]{1,5})?(\/[^\s#]*)?$/;
const HOST = /^([A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?|\[::1\])$/;
const PATH = /^(\/[A-Za-z0-9._~-]+)*\/?$/;
const LANGUAGE = /^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$/;
const SHORTCUT = /^((Ctrl|Alt|Shift|Meta)\+)+([A-Z0-9]|F[1-9]|F1[0-2])$/;
/** `Alt+Ctrl+P` and `Ctrl+Alt+P` are the same keys. */
const keysOf = (shortcut: string): string => [...new Set(shortcut.split('+'))].sort().join('+');

const HOST_DEFAULT: HostTrust = { allowedOrigins: [] };

const PAUSE_RULES: PauseRules = {
  warnAfterSeconds: 90,
  maxSeconds: 180,
  autoResume: false,
  extendSeconds: 60,
  maxExtensions: 2,
};

/** When config.json does not mention a section. */
export const DEFAULTS: Sections = {
  startStop: 'snippet',
  screen: 'warn',
  reasons: [],
  pause: PAUSE_RULES,
  audit: { participantData: true, retentionDays: 30 },
  shortcuts: { pause: 'Alt+Shift+P', resume: 'Alt+Shift+R' },
  triggers: { allowedOrigins: [] },
  setup: {},
  signIn: { keep: 'tab' },
  queues: new Map(),
};

export const isVersion = (value: unknown): boolean => value === 1;
export const isSchema = (value: unknown): boolean => typeof value === 'string';

const clientId = text(/^[A-Za-z0-9._-]{1,128}$/);

const oauthMembers = object<OAuth>({
  clientId,
  grant: oneOf('implicit', 'pkce'),
  redirectUri: optional(text(URL_TEXT)),
});

/** A missing section is as good as an empty one, and says which key to add. */
export const oauth: Reader<OAuth> = (value, path, mistakes) => oauthMembers(value ?? {}, path, mistakes);

export const region = optional(text(/^[a-z0-9-]+(\.[a-z0-9-]+)+$/));

const startStop = oneOf<StartStop>('snippet', 'adhoc', 'off');
const setup = object<Setup>({ clientId: optional(clientId) });

const withoutSlash = (path: string): string => path.replace(/\/$/, '');

export const gateway: Reader<Gateway | undefined> = (value, path, mistakes) => {
  const before = mistakes.length;
  const read = optional(
    object<Gateway>({
      protocol: orElse(oneOf('https', 'http'), 'https'),
      host: text(HOST),
      port: optional(integer(1, 65_535)),
      loginPath: orElse(text(PATH), '/login'),
      apiPath: orElse(text(PATH), '/api'),
    }),
  )(value, path, mistakes);
  if (read === undefined || mistakes.length > before) return undefined;
  if (read.protocol === 'http' && !isLoopback(read.host)) mistakes.push(`${path}.protocol`);
  return { ...read, loginPath: withoutSlash(read.loginPath), apiPath: withoutSlash(read.apiPath) };
};

const origin: Reader<string> = (value, path, mistakes) =>
  (typeof value === 'string' ? readOrigin(value) : undefined) ?? mistake(path, mistakes);
const origins: Reader<readonly string[]> = listOf(origin, 50);

/** An address of which the origin goes into headers. */
const url: Reader<string> = (value, path, mistakes) => {
  const read = text(URL_TEXT)(value, path, mistakes);
  return read === undefined || originOf(read) !== undefined ? read : mistake(path, mistakes);
};

export const host: Reader<HostTrust> = orElse(
  object<HostTrust>({ allowedOrigins: orElse(origins, []) }),
  HOST_DEFAULT,
);

const screen = oneOf<ScreenRule>('warn', 'block');
const reasons = listOf(
  object<Reason>({
    code: text(/^[a-z0-9][a-z0-9_-]{0,39}$/),
    label: mapOf(LANGUAGE, text(/^(?=.*\S).{1,60}$/), 1),
  }),
  20,
);

const pauseChanges = object<PauseChanges>({
  warnAfterSeconds: optional(integer(1, 3_600)),
  maxSeconds: optional(integer(1, 3_600)),
  autoResume: optional(flag),
  extendSeconds: optional(integer(1, 600)),
  maxExtensions: optional(integer(0, 10)),
});

const page = object<{ readonly url: string }>({ url });

export const changedPause = (rules: PauseRules, changes: PauseChanges = {}): PauseRules => ({
  warnAfterSeconds: changes.warnAfterSeconds ?? rules.warnAfterSeconds,
  maxSeconds: changes.maxSeconds ?? rules.maxSeconds,
  autoResume: changes.autoResume ?? rules.autoResume,
  extendSeconds: changes.extendSeconds ?? rules.extendSeconds,
  maxExtensions: changes.maxExtensions ?? rules.maxExtensions,
});

const shortcutsAsWritten = object<Shortcuts>({
  pause: orElse(text(SHORTCUT), 'Alt+Shift+P'),
  resume: orElse(text(SHORTCUT), 'Alt+Shift+R'),
});

/** The sections as they are written: a queue says only what differs. */
export type Written = Omit<Sections, 'queues'> & { readonly queues: ReadonlyMap<string, QueueOverrides> };

/** Readers of the values, once a section is there. */
export const SECTIONS: { readonly [K in keyof Written]: Reader<Written[K]> } = {
  startStop,
  setup,
  signIn: object<SignInRules>({ keep: orElse(oneOf('tab', 'memory'), DEFAULTS.signIn.keep) }),
  screen,
  reasons,
  pause: (value, path, mistakes) => changedPause(DEFAULTS.pause, pauseChanges(value, path, mistakes)),
  audit: object<Audit>({
    participantData: orElse(flag, true),
    webhook: optional(page),
    retentionDays: orElse(integer(1, 3_650), 30),
  }),
  shortcuts(value, path, mistakes) {
    const read = shortcutsAsWritten(value, path, mistakes);
    // Keys that pause and resume at once would do whichever was looked up first.
    if (read?.pause && read.resume && keysOf(read.pause) === keysOf(read.resume))
      mistakes.push(`${path}.resume`);
    return read;
  },
  triggers: object<Triggers>({ allowedOrigins: orElse(origins, []), paymentPage: optional(page) }),
  queues: mapOf(
    /^[A-Za-z0-9-]{1,64}$/,
    object<QueueOverrides>({
      startStop: optional(startStop),
      screen: optional(screen),
      reasons: optional(reasons),
      pause: optional(pauseChanges),
    }),
  ),
};

/** When a section holds a mistake: nothing is offered, sent, allowed or deleted that the customer may not have meant. */
export const SWITCHED_OFF: Sections = {
  startStop: 'off',
  screen: 'block',
  reasons: [],
  pause: DEFAULTS.pause,
  audit: { participantData: false },
  shortcuts: {},
  triggers: { allowedOrigins: [] },
  setup: {},
  signIn: { keep: 'memory' },
  queues: new Map(),
};
