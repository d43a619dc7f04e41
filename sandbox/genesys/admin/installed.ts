import type { Integration, Organisation } from './organisation.ts';
import { LISTED, typeById } from './types.ts';

/** What the desktop needs to show one installed app, in the form that the published manifest has. */
export interface InstalledApp {
  name: string;
  type: string;
  properties: Record<string, unknown>;
  advanced: Record<string, unknown>;
}

/** Where an app is shown: beside an interaction, in the sidebar, or as a page of the Apps menu. */
export type AppPlace = 'widget' | 'sidebar' | 'page';

function isAt({ typeId, properties }: Integration, place: AppPlace): boolean {
  if (place === 'widget')
    return typeId === 'embedded-client-app-interaction-widget' || typeId.startsWith('premium-widget-');
  const isApp = typeId === 'embedded-client-app' || typeId.startsWith('premium-app-');
  return isApp && properties['displayType'] === (place === 'sidebar' ? 'widget' : 'standalone');
}

const isLive = ({ intendedState, properties }: Integration): boolean =>
  intendedState === 'ENABLED' && properties['url'] !== undefined;

/**
 * The app that this user is shown at that place; null where the organisation shows none there. Undefined when it has none
 * installed at all. A widget that is installed and not for this user is shown for no medium.
 */
export function appFor(
  organisation: Organisation,
  userId: string,
  place: AppPlace,
): InstalledApp | null | undefined {
  const live = organisation.integrations.filter(isLive);
  const first = live.find((one) => isAt(one, 'widget'));
  if (first === undefined) return undefined;
  const visible = live.find((one) => isAt(one, place) && isVisible(organisation, one, userId));
  if (visible !== undefined) return shown(visible);
  if (place !== 'widget') return null;
  const hidden = shown(first);
  return {
    ...hidden,
    properties: { ...hidden.properties, communicationTypeFilter: 'none', isForOtherGroups: true },
  };
}

/** Assumed: no groups means nobody in particular, so everybody. */
function isVisible(organisation: Organisation, { properties }: Integration, userId: string): boolean {
  const groups = properties['groups'] ?? properties['groupFilter'];
  if (!Array.isArray(groups) || groups.length === 0) return true;
  return organisation.groups.some(({ id, members }) => groups.includes(id) && members.has(userId));
}

function shown({ name, typeId, properties, advanced }: Integration): InstalledApp {
  const isListed = (typeById(typeId)?.fixed.length ?? 0) > 0;
  return isListed
    ? {
        name,
        type: typeId,
        properties: { ...properties, sandbox: LISTED.sandbox, permissions: LISTED.permissions },
        advanced: { ...advanced, lifecycle: LISTED.lifecycle },
      }
    : { name, type: typeId, properties, advanced: { lifecycle: {}, ...advanced } };
}
