import type { Models } from 'purecloud-platform-client-v2';

/** Form of one configuration property. */
type Form = 'text' | 'texts' | 'object';

export interface AppType {
  id: string;
  name: string;
  properties: Readonly<Record<string, Form>>;
  advanced: Readonly<Record<string, Form>>;
  /** Members that the platform fixed when it listed the app, and refuses. */
  fixed: readonly string[];
  maxInstances: number;
}

const FRAME = { url: 'text', sandbox: 'text', permissions: 'text' } as const;
const PAGE = { displayType: 'text', featureCategory: 'text' } as const;
const WIDGET = { communicationTypeFilter: 'text', queueIdFilterList: 'texts' } as const;
const ADVANCED = { lifecycle: 'object', icon: 'object', monochromicIcon: 'object', i10n: 'object' } as const;

const type = (
  id: string,
  name: string,
  properties: AppType['properties'],
  fixed: readonly string[] = [],
): AppType => ({ id, name, properties, advanced: ADVANCED, fixed, maxInstances: 20 });

/**
 * The types that show a page. Key names and what the listed premium types refuse: genesys premium-app wizard,
 * `app-instance.js` and `widget-instance.js`. `sandbox` stands for a vendor whose app this organisation has bought.
 */
export const APP_TYPES: readonly AppType[] = [
  type('embedded-client-app', 'Client Application', { ...FRAME, ...PAGE, groups: 'texts' }),
  type('embedded-client-app-interaction-widget', 'Interaction Widget', {
    ...FRAME,
    ...WIDGET,
    groups: 'texts',
  }),
  type('premium-app-example', 'Premium Example', { ...FRAME, ...PAGE, groupFilter: 'texts' }),
  type('premium-widget-example', 'Premium Widget Example', { ...FRAME, ...WIDGET, groups: 'texts' }),
  type('premium-app-sandbox', 'Premium of a vendor', { ...FRAME, ...PAGE, groupFilter: 'texts' }, [
    'sandbox',
    'permissions',
  ]),
  type('premium-widget-sandbox', 'Premium widget of a vendor', { ...FRAME, ...WIDGET, groups: 'texts' }, [
    'sandbox',
    'permissions',
  ]),
];

/** What Genesys fixes for a listed app; the vendor agrees on it when the app is listed. */
export const LISTED = {
  sandbox: 'allow-scripts,allow-same-origin,allow-forms,allow-modals,allow-popups,allow-downloads',
  permissions: 'clipboard-write',
  lifecycle: { ephemeral: false, hooks: { bootstrap: true, focus: true, blur: true, stop: true } },
};

export const typeById = (id: string): AppType | undefined => APP_TYPES.find((each) => each.id === id);

export const typeBody = ({ id, name, maxInstances }: AppType): Models.IntegrationType => ({
  id,
  name,
  provider: 'clientapps',
  category: 'Client Apps',
  maxInstances,
  configPropertiesSchemaUri: `/api/v2/integrations/types/${id}/configschemas/properties`,
  configAdvancedSchemaUri: `/api/v2/integrations/types/${id}/configschemas/advanced`,
  selfUri: `/api/v2/integrations/types/${id}`,
});

const JSON_FORMS = {
  text: { type: 'string' },
  texts: { type: 'array', items: { type: 'string' } },
  object: { type: 'object' },
} as const;

/** The schema of one half of the configuration. Assumed in form: no source shows a body. */
export const schemaBody = (app: AppType, half: 'properties' | 'advanced') => ({
  title: app.name,
  type: 'object',
  additionalProperties: false,
  required: half === 'properties' ? ['url'] : [],
  properties: Object.fromEntries(
    Object.entries(app[half])
      .filter(([key]) => !app.fixed.includes(key))
      .map(([key, form]) => [key, JSON_FORMS[form]]),
  ),
});

/** What is wrong with one half of a configuration, by the first key that is. */
export function wrongKey(app: AppType, half: 'properties' | 'advanced', value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return half;
  const given = value as Record<string, unknown>;
  const wrong = Object.entries(given).find(([key, item]) => {
    const form = app.fixed.includes(key) ? undefined : app[half][key];
    return form === undefined || !fits(item, form);
  });
  if (wrong !== undefined) return `${half}.${wrong[0]}`;
  return half === 'properties' && !isPageUrl(given['url']) ? 'properties.url' : undefined;
}

function fits(value: unknown, form: Form): boolean {
  if (form === 'text') return typeof value === 'string';
  if (form === 'texts') return Array.isArray(value) && value.every((item) => typeof item === 'string');
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** https, or this machine. */
const isPageUrl = (value: unknown): boolean =>
  typeof value === 'string' && /^(https:\/\/|http:\/\/(localhost|127\.0\.0\.1)[:/])/.test(value);
