import type { SEED } from '../control.ts';

export type Theme = 'light' | 'dark';
export type Grant = 'implicit' | 'pkce';
/** Those who take calls. */
export type UserName = Exclude<keyof typeof SEED.users, 'ina'>;

/** What the desktop's own address asks for. */
export interface Launch {
  scenario: string;
  seed: number | undefined;
  grant: Grant | undefined;
  theme: Theme | undefined;
  lang: string;
  /** Another address of the app than the sandbox's own. */
  appUrl: string | undefined;
  /** Whose desktop this is, and whether the address said so: only then `scenario=none` signs in. */
  user: UserName;
  isUserGiven: boolean;
  usePopupAuth: boolean;
}

const DEFAULT_LANG = 'en-US';

export function parseLaunch(search: string): Launch {
  const query = new URLSearchParams(search);
  const seed = Number(query.get('seed') ?? Number.NaN);
  const user = query.get('user');
  return {
    scenario: query.get('scenario') ?? 'default',
    seed: Number.isInteger(seed) ? seed : undefined,
    grant: oneOf(query.get('grant'), ['implicit', 'pkce']),
    theme: oneOf(query.get('theme'), ['light', 'dark']),
    lang: query.get('lang') ?? DEFAULT_LANG,
    appUrl: query.get('app') ?? undefined,
    user: oneOf(user, ['ada', 'ben', 'sol']) ?? 'ada',
    isUserGiven: user !== null,
    usePopupAuth: query.get('popup') === 'true',
  };
}

/** The address of the same desktop with some of its parameters changed; undefined takes one away. */
export function relaunch(search: string, changes: Record<string, string | undefined>): string {
  const query = new URLSearchParams(search);
  for (const [name, value] of Object.entries(changes)) {
    if (value === undefined) query.delete(name);
    else query.set(name, value);
  }
  return `?${query.toString()}`;
}

function oneOf<T extends string>(value: string | null, allowed: readonly T[]): T | undefined {
  return allowed.find((candidate) => candidate === value);
}
