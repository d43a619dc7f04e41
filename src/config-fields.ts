import { mistake, object, oneOf, optional, orElse, text, type Reader } from './config-readers.ts';
import type { HostTrust, OAuth, PauseRules, Sections, Setup, StartStop } from './config-types.ts';

/*
 * What a config.json of the installer says; everything else is in config-sections.ts. manifest/config.schema.json says the
 * same for people and editors; a test keeps them together. Patterns are spelt alike there.
 */

/** https anywhere, plain http on this machine only: what runs over it includes the token. */
export const URL_TEXT =
  /^(https:\/\/[A-Za-z0-9.-]+|http:\/\/(localhost|127\.0\.0\.1|\[::1\]))(:[0-9]{1,5})?(\/[^\s#]*)?$/;

const clientId = text(/^[A-Za-z0-9._-]{1,128}$/);

export const oauth = object<OAuth>({
  clientId,
  grant: oneOf('implicit', 'pkce'),
  redirectUri: optional(text(URL_TEXT)),
});
export const region = text(/^[a-z0-9-]+(\.[a-z0-9-]+)+$/);
export const startStop = oneOf<StartStop>('snippet', 'adhoc', 'off');
export const setup = object<Setup>({ clientId: optional(clientId) });

export const isVersion = (value: unknown): boolean => value === 1;
export const isSchema = (value: unknown): boolean => typeof value === 'string';

/** A member about the file: looked at when it is there, and not part of what is read. */
const aboutTheFile =
  (isGood: (value: unknown) => boolean): Reader<undefined> =>
  (value, path, mistakes) =>
    value === undefined || isGood(value) ? undefined : mistake(path, mistakes);

export const HOST_DEFAULT: HostTrust = { allowedOrigins: [] };

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
  queues: new Map(),
};

interface Usual {
  readonly $schema?: undefined;
  readonly version?: undefined;
  readonly oauth: OAuth;
  readonly region: string;
  readonly startStop: StartStop;
  readonly setup: Setup;
}

/** A mistake for this reader is whatever there is more to say about. */
export const usual: Reader<Usual> = object<Usual>({
  $schema: aboutTheFile(isSchema),
  version: aboutTheFile(isVersion),
  oauth,
  region,
  startStop: orElse(startStop, DEFAULTS.startStop),
  setup: orElse(setup, DEFAULTS.setup),
});
