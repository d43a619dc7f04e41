import type { Json, JsonObject, Manifest, ManifestIntegration } from './manifest.ts';
import type { InstallOptions } from './options.ts';
import { markerOf, noteOf, refTo } from './record.ts';

export type Kind =
  | 'group'
  | 'role'
  | 'oauth-client'
  | 'grant'
  | 'integration'
  | 'settings'
  | 'state'
  /** Of a client that is not ours (token-life.ts): changed and put back, never made or deleted. */
  | 'token-life';

/** One thing that shall exist in the organisation. */
export interface Wanted {
  /** `role.agent`: stable across versions, and what markers and records say. */
  readonly key: string;
  readonly kind: Kind;
  readonly name: string;
  /** What it is called until it has its settings: an integration has no other place for a mark when it is made. */
  readonly nameAtFirst?: string;
  /** As the platform takes them; `<<role.agent>>` stands for the id of another thing. */
  readonly fields: JsonObject;
  /** Paths of fields that are set once: what an admin chose since stays. */
  readonly initially: readonly string[];
  /** Of lists, by their field: members that nobody wants, and that stay where an admin has added them. */
  readonly mayStay?: Readonly<Record<string, readonly string[]>>;
  readonly needs: readonly string[];
}

const host = (baseUrl: string, value: Json): Json =>
  deep(value, (text) => text.replaceAll('https://{{host}}', baseUrl));

export function deep(value: Json, change: (text: string) => string): Json {
  if (typeof value === 'string') return change(value);
  if (Array.isArray(value)) return value.map((item: Json) => deep(item, change));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, deep(item, change)]));
}

/** Features that hold with these options, by key. */
const featuresOf = (
  manifest: Manifest,
  { startStop }: Pick<InstallOptions, 'startStop'>,
  keys: readonly string[],
) =>
  manifest.features.filter(
    ({ key, when }) => keys.includes(key) && (when === undefined || when === startStop),
  );

export function permissionsOf(
  manifest: Manifest,
  options: Pick<InstallOptions, 'startStop' | 'licence'>,
  roleKey: string,
): readonly string[] {
  const role = manifest.roles.find(({ key }) => key === roleKey);
  if (role === undefined) throw new Error(`The manifest has no role "${roleKey}".`);
  const ofFeatures = featuresOf(manifest, options, role.features).flatMap(({ permissions }) => permissions);
  const licence = role.grantToGroup && options.licence !== undefined ? [options.licence] : [];
  return [...new Set([...ofFeatures, ...role.permissions, ...licence])].sort();
}

export function scopesOf(manifest: Manifest, options: Pick<InstallOptions, 'startStop'>): readonly string[] {
  return [
    ...new Set(featuresOf(manifest, options, manifest.oauthClient.features).flatMap(({ scopes }) => scopes)),
  ].sort();
}

/** `a:b:c` and `a:b:d` are one policy with two actions, which is how the platform keeps them. */
export function policiesOf(permissions: readonly string[]): readonly JsonObject[] {
  const actions = new Map<string, string[]>();
  for (const permission of permissions) {
    const [domain = '', entityName = '', action = ''] = permission.split(':');
    const entity = `${domain}:${entityName}`;
    actions.set(entity, [...(actions.get(entity) ?? []), action]);
  }
  return [...actions].sort().map(([entity, actionSet]) => {
    const [domain = '', entityName = ''] = entity.split(':');
    return { domain, entityName, actionSet: actionSet.sort(), allowConditions: false };
  });
}

const thing = (
  kind: Kind,
  key: string,
  name: string,
  fields: JsonObject,
  needs: readonly string[] = [],
): Wanted => ({
  key: `${kind}.${key}`,
  kind,
  name,
  fields,
  needs,
  initially: [],
});

const inDivisions = ({ divisionIds }: InstallOptions): string => {
  if (divisionIds === undefined) return ', in the Home division';
  return `, in the ${divisionIds.length === 1 ? 'division' : 'divisions'} ${divisionIds.join(', ')}`;
};

/** Everything that shall exist, each after what it needs. Marks hold the token of the record of runs. */
export function desiredState(manifest: Manifest, options: InstallOptions, token?: string): readonly Wanted[] {
  const { instance } = options;
  const described = (key: string, description: string) => `${description} ${markerOf(instance, key, token)}`;
  const suffix = instance === 'default' ? '' : ` (${instance})`;

  const groupKey = `group.${manifest.group.key}`;
  const groupRef = options.groupId ?? refTo(groupKey);
  const group =
    options.groupId === undefined
      ? [
          thing('group', manifest.group.key, manifest.group.name + suffix, {
            name: manifest.group.name + suffix,
            description: described(groupKey, manifest.group.description),
            type: 'official',
            visibility: 'public',
            rulesVisible: true,
            rolesEnabled: true,
          }),
        ]
      : [];
  const groupNeeds = group.map(({ key }) => key);

  const roles = manifest.roles.map((role) =>
    thing('role', role.key, role.name + suffix, {
      name: role.name + suffix,
      description: described(`role.${role.key}`, role.description),
      permissionPolicies: policiesOf(permissionsOf(manifest, options, role.key)),
    }),
  );
  const grants = manifest.roles
    .filter(({ grantToGroup }) => grantToGroup)
    .map((role) =>
      thing(
        'grant',
        role.key,
        `the role "${role.name + suffix}" to the group${inDivisions(options)}`,
        {
          subjectId: groupRef,
          roleId: refTo(`role.${role.key}`),
          ...(options.divisionIds && { divisionIds: options.divisionIds }),
        },
        [...groupNeeds, `role.${role.key}`],
      ),
    );

  const { oauthClient } = manifest;
  const fields = {
    name: oauthClient.name + suffix,
    description: described(`oauth-client.${oauthClient.key}`, oauthClient.description),
    authorizedGrantType: oauthClient.authorizedGrantType,
    accessTokenValiditySeconds: oauthClient.accessTokenValiditySeconds,
    registeredRedirectUri: host(options.baseUrl, oauthClient.registeredRedirectUri),
    scope: scopesOf(manifest, options),
    state: 'active',
  };
  const client: Wanted = {
    ...thing('oauth-client', oauthClient.key, oauthClient.name + suffix, fields),
    mayStay: { scope: manifest.features.flatMap(({ optional, scopes }) => (optional ? scopes : [])) },
  };

  const faces = manifest.integrations.filter(({ key }) => options.faces?.includes(key) ?? true);
  const integrations = faces.map((face): Wanted => ({
    ...thing('integration', face.key, face.name + suffix, {
      name: face.name + suffix,
      type: typeOf(face, options.vendor),
    }),
    nameAtFirst: `${face.name} ${markerOf(instance, `integration.${face.key}`, token)}`,
  }));
  const recorded = [...group, ...roles, client, ...integrations].map(({ key }) => key);
  const settings = faces.map((face): Wanted => {
    const premium = options.vendor !== undefined;
    const groups = (premium && face.premium.rename?.['groups']) || 'groups';
    const notes = noteOf(instance, `integration.${face.key}`, recorded);
    return {
      ...thing(
        'settings',
        face.key,
        face.name + suffix,
        {
          name: face.name + suffix,
          notes,
          properties: propertiesOf(manifest, face, options, groupRef),
          advanced: advancedOf(manifest, face, options),
        },
        [...groupNeeds, ...recorded, `integration.${face.key}`],
      ),
      initially: [`properties.${groups}`, ...(options.queueIds ? [] : ['properties.queueIdFilterList'])],
    };
  });
  const states = faces.map((face) =>
    thing('state', face.key, face.name + suffix, { intendedState: 'ENABLED' }, [`settings.${face.key}`]),
  );
  return [...group, ...roles, client, ...grants, ...integrations, ...settings, ...states];
}

/** The id of the integration type, for the organisation's own app or for one of AppFoundry. */
const typeOf = (face: ManifestIntegration, vendor: string | undefined): string =>
  vendor === undefined ? face.type : face.premium.type.replace('{{vendor}}', vendor);

/** Only the shared `-example` types of AppFoundry take what Genesys otherwise fixes at listing. */
const isListed = ({ vendor }: InstallOptions): boolean => vendor !== undefined && vendor !== 'example';

function propertiesOf(
  manifest: Manifest,
  face: ManifestIntegration,
  options: InstallOptions,
  groupRef: string,
): JsonObject {
  const rename = options.vendor === undefined ? {} : (face.premium.rename ?? {});
  const filled: JsonObject = {
    ...face.properties,
    groups: [groupRef],
    ...('queueIdFilterList' in face.properties && { queueIdFilterList: options.queueIds ?? [] }),
  };
  return Object.fromEntries(
    Object.entries(filled)
      .filter(([key]) => !(isListed(options) && manifest.premium.onlyForExample.includes(key)))
      .map(([key, value]) => [rename[key] ?? key, host(options.baseUrl, value)]),
  );
}

function advancedOf(manifest: Manifest, face: ManifestIntegration, options: InstallOptions): JsonObject {
  return Object.fromEntries(
    Object.entries(face.advanced)
      .filter(([key]) => !(isListed(options) && manifest.premium.fixedAtListing.includes(key)))
      .map(([key, value]) => [key, host(options.baseUrl, value)]),
  );
}
