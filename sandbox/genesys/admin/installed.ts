import type { Integration, Organisation } from './organisation.ts';
import { LISTED, typeById } from './types.ts';

/** What the desktop needs to show one installed app, in the form that the published manifest has. */
export interface InstalledApp {
  name: string;
  type: string;
  properties: Record<string, unknown>;
  advanced: Record<string, unknown>;
}

const isWidget = ({ typeId }: Integration): boolean =>
  typeId === 'embedded-client-app-interaction-widget' || typeId.startsWith('premium-widget-');

/**
 * The interaction widget that this user is shown. Undefined when the organisation has none installed at all; one that
 * is installed and not for this user is shown for no medium.
 */
export function widgetFor(organisation: Organisation, userId: string): InstalledApp | undefined {
  const widgets = organisation.integrations.filter(
    (one) => isWidget(one) && one.intendedState === 'ENABLED' && one.properties['url'] !== undefined,
  );
  const first = widgets[0];
  if (first === undefined) return undefined;
  const visible = widgets.find((one) => isVisible(organisation, one, userId));
  if (visible !== undefined) return shown(visible);
  const hidden = shown(first);
  return {
    ...hidden,
    properties: { ...hidden.properties, communicationTypeFilter: 'nothing (not your group)' },
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
