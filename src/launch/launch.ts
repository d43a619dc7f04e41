import type { Problem } from '../app/view.ts';
import { isUuid } from '../uuid.ts';
import { domainOfEnv, domainOfHost, isRegionDomain } from './regions.ts';

export type Face = 'agent' | 'supervisor' | 'setup';

/** What the launch URL says. Everything that is not said is absent. */
export interface Launch {
  readonly face: Face;
  readonly hostOrigin?: string;
  readonly targetEnv?: string;
  /** Domain from the legacy pcEnvironment. */
  readonly legacyDomain?: string;
  /** A BCP 47 tag as far as the host knows them: `en_US` and `en-us` arrive as `en-US`. */
  readonly language?: string;
  /** Absent: all live calls of the agent. */
  readonly conversationId?: string;
  /** The host asks that sign-in goes through a popup. */
  readonly usePopup: boolean;
}

export type Parsed<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly problem: Problem };

const FACES: ReadonlyMap<string, Face> = new Map([
  ['supervisor', 'supervisor'],
  ['setup', 'setup'],
]);

const problem = (value: Problem): { readonly ok: false; readonly problem: Problem } => ({
  ok: false,
  problem: value,
});

function languageTag(text: string | undefined): string | undefined {
  try {
    return text === undefined ? undefined : Intl.getCanonicalLocales(text.replaceAll('_', '-'))[0];
  } catch {
    return undefined; // no language tag: the browser's language serves
  }
}

/** Removes what people paste around a domain; the client-app SDK does the same. */
const bareDomain = (text: string | undefined): string | undefined =>
  text?.trim().replace(/^\./, '').replace(/\/$/, '').toLowerCase();

/** The host leaves `{{…}}` in place when the integration type does not know the placeholder. */
const isSaid = (text: string | null): text is string =>
  text !== null && text.trim() !== '' && !text.includes('{{');

/** Reads `location.search` (contract 3). */
export function parseLaunch(search: string): Parsed<Launch> {
  const query = new URLSearchParams(search);
  const read = (...names: string[]) => names.map((name) => query.get(name)).find(isSaid);

  const view = read('view');
  const face = view === undefined ? 'agent' : FACES.get(view);
  if (face === undefined) return problem({ kind: 'view-unknown', view: view ?? '' });

  const conversationId = read('gcConversationId', 'pcConversationId');
  if (conversationId !== undefined && !isUuid(conversationId)) {
    return problem({ kind: 'conversation-invalid', value: conversationId });
  }

  const given = {
    hostOrigin: read('gcHostOrigin'),
    targetEnv: read('gcTargetEnv'),
    legacyDomain: bareDomain(read('pcEnvironment')),
    language: languageTag(read('gcLangTag', 'pcLangTag')),
    conversationId: conversationId?.toLowerCase(),
  };
  const present = Object.entries(given).filter(([, value]) => value !== undefined);
  const usePopup = read('gcUsePopupAuth', 'pcUsePopupAuth') === 'true';
  return { ok: true, value: { face, usePopup, ...Object.fromEntries(present) } };
}

/**
 * The domain whose API the app talks to: what the launch URL says, else config.json. A region that the platform SDK does
 * not list is refused, except behind a gateway, where the region is only a name (and may be missing).
 */
export function resolveRegion(
  launch: Launch,
  config: { readonly region?: string | undefined; readonly gateway?: object | undefined },
): Parsed<string | undefined> {
  const { targetEnv, hostOrigin, legacyDomain } = launch;
  const told =
    (targetEnv && domainOfEnv(targetEnv)) ??
    (hostOrigin && domainOfHost(hostOrigin)) ??
    targetEnv ??
    legacyDomain;
  const region = told ?? config.region;
  if (region !== undefined && isRegionDomain(region)) return { ok: true, value: region };
  if (config.gateway) return { ok: true, value: config.region };
  return problem({ kind: 'region-unknown', region: region ?? '' });
}
