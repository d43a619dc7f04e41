/** The parts of `manifest/app.json` that decide how the host opens the app. */
export interface AppManifest {
  name: string;
  /** What people read. */
  title: string;
  url: string;
  sandbox: string;
  allow: string;
  /** Media that show the app; empty = all. */
  media: string[];
  queueIds: string[];
  /** It is installed, for groups that this user is in none of. */
  isForOtherGroups: boolean;
  hooks: Record<'bootstrap' | 'focus' | 'blur' | 'stop', boolean>;
}

/** What Genesys fills into the URL template. */
export type Placeholders = Record<
  'gcHostOrigin' | 'gcTargetEnv' | 'gcConversationId' | 'gcLangTag' | 'gcUsePopupAuth',
  string
>;

export function decodeManifest(value: unknown): AppManifest {
  const root = asObject(value, 'manifest');
  const properties = asObject(root['properties'], 'properties');
  const lifecycle = asObject(asObject(root['advanced'], 'advanced')['lifecycle'], 'advanced.lifecycle');
  const hooks = asObject(lifecycle['hooks'] ?? {}, 'advanced.lifecycle.hooks');
  const queueIds = properties['queueIdFilterList'];
  return {
    name: asString(root['name'], 'name'),
    title: titleIn(asObject(root['advanced'], 'advanced')) ?? asString(root['name'], 'name'),
    url: asString(properties['url'], 'properties.url'),
    sandbox: commaList(asString(properties['sandbox'] ?? '', 'properties.sandbox')).join(' '),
    allow: commaList(asString(properties['permissions'] ?? '', 'properties.permissions')).join('; '),
    media: commaList(asString(properties['communicationTypeFilter'] ?? '', 'communicationTypeFilter')),
    queueIds: Array.isArray(queueIds) ? queueIds.filter((id) => typeof id === 'string') : [],
    isForOtherGroups: properties['isForOtherGroups'] === true,
    hooks: {
      bootstrap: hooks['bootstrap'] === true,
      focus: hooks['focus'] === true,
      blur: hooks['blur'] === true,
      stop: hooks['stop'] === true,
    },
  };
}

/** Genesys leaves a placeholder that it does not know as it stands, so that the app sees the braces. */
export function interpolate(template: string, values: Partial<Record<string, string>>): string {
  return template.replace(/\{\{(\w+)\}\}/g, (whole, name: string) => {
    const value = values[name];
    return value === undefined ? whole : encodeURIComponent(value);
  });
}

/** `https://{{host}}` is the project's own notation for wherever the build is served. */
export function appFrameUrl(manifest: AppManifest, appUrl: string, values: Placeholders): string {
  const base = appUrl.replace(/\/(index\.html)?$/, '');
  return interpolate(manifest.url.replace(/^https:\/\/\{\{host\}\}/, base), values);
}

export function isShownFor(manifest: AppManifest, medium: string, queueId: string): boolean {
  const mediumFits = manifest.media.length === 0 || manifest.media.includes(medium);
  const queueFits = manifest.queueIds.length === 0 || manifest.queueIds.includes(queueId);
  return mediumFits && queueFits;
}

function titleIn(advanced: Record<string, unknown>): string | undefined {
  const byLanguage = advanced['i10n'] as Record<string, { name?: string } | undefined> | undefined;
  return byLanguage?.['en-US']?.name;
}

function commaList(text: string): string[] {
  return text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

function asObject(value: unknown, key: string): Record<string, unknown> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value))
    return value as Record<string, unknown>;
  throw new Error(`The manifest's ${key} must be an object.`);
}

function asString(value: unknown, key: string): string {
  if (typeof value === 'string') return value;
  throw new Error(`The manifest's ${key} must be a text.`);
}
