import {
  DEFAULTS,
  HOST_DEFAULT,
  oauth as oauthMembers,
  region as regionName,
  setup,
  startStop,
  URL_TEXT,
} from './config-fields.ts';
import { flag, integer, listOf, mapOf } from './config-more-readers.ts';
import { object, oneOf, optional, orElse, text, type Reader } from './config-readers.ts';
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
  Shortcuts,
  Triggers,
} from './config-types.ts';
import { isLoopback } from './origins.ts';

const HOST = /^([A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?|\[::1\])$/;
const PATH = /^(\/[A-Za-z0-9._~-]+)*\/?$/;
const ORIGIN = /^(https:\/\/[A-Za-z0-9.-]+|http:\/\/(localhost|127\.0\.0\.1|\[::1\]))(:[0-9]{1,5})?$/;
const LANGUAGE = /^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$/;
const SHORTCUT = /^((Ctrl|Alt|Shift|Meta)\+)+([A-Z0-9]|F[1-9]|F1[0-2])$/;

/** A missing section is as good as an empty one, and says which key to add. */
export const oauth: Reader<OAuth> = (value, path, mistakes) => oauthMembers(value ?? {}, path, mistakes);

export const region: Reader<string | undefined> = optional(regionName);

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

const origins: Reader<readonly string[]> = (value, path, mistakes) =>
  listOf(text(ORIGIN), 50)(value, path, mistakes)?.map((origin) =>
    URL.canParse(origin) ? new URL(origin).origin : origin,
  );

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

const page = object<{ readonly url: string }>({ url: text(URL_TEXT) });

export const changedPause = (rules: PauseRules, changes: PauseChanges = {}): PauseRules => ({
  warnAfterSeconds: changes.warnAfterSeconds ?? rules.warnAfterSeconds,
  maxSeconds: changes.maxSeconds ?? rules.maxSeconds,
  autoResume: changes.autoResume ?? rules.autoResume,
  extendSeconds: changes.extendSeconds ?? rules.extendSeconds,
  maxExtensions: changes.maxExtensions ?? rules.maxExtensions,
});

/** The sections as they are written: a queue says only what differs. */
export type Written = Omit<Sections, 'queues'> & { readonly queues: ReadonlyMap<string, QueueOverrides> };

/** Readers of the values, once a section is there. */
export const SECTIONS: { readonly [K in keyof Written]: Reader<Written[K]> } = {
  startStop,
  setup,
  screen,
  reasons,
  pause: (value, path, mistakes) => changedPause(DEFAULTS.pause, pauseChanges(value, path, mistakes)),
  audit: object<Audit>({
    participantData: orElse(flag, true),
    webhook: optional(page),
    retentionDays: orElse(integer(1, 3_650), 30),
  }),
  shortcuts: object<Shortcuts>({
    pause: orElse(text(SHORTCUT), 'Alt+Shift+P'),
    resume: orElse(text(SHORTCUT), 'Alt+Shift+R'),
  }),
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
  queues: new Map(),
};
