import { REGION_DOMAINS } from '../launch/regions.ts';
import type { Wanted } from './desired.ts';
import type { OutputFile } from './hosting.ts';
import type { Json, JsonObject } from './manifest.ts';

/** A region of Genesys' own, so that headers take it, and a client. Terraform puts the real ones in their place. */
export interface StandIns {
  readonly region: string;
  readonly clientId: string;
}

/** What is uploaded beside the app, made with stand-ins in the place of what only terraform knows. */
export interface Uploads {
  readonly files: readonly OutputFile[];
  readonly standIns: StandIns;
}

/** `known`: texts whose own regions and words stay as they are. */
export function standInsFor(...known: readonly (string | undefined)[]): StandIns {
  const text = known.join('\n');
  const isFree = (word: string) => !text.includes(word);
  let clientId = 'client-of-terraform';
  while (!isFree(clientId)) clientId += '-x';
  // Genesys has more regions than one build serves; of a name within another one only the longer is safe.
  const region = REGION_DOMAINS.toSorted((a, b) => b.length - a.length).find(isFree);
  return { region: region ?? 'mypurecloud.com', clientId };
}

/**
 * The desired state for Genesys' CX-as-Code provider. Attribute names follow the provider's documentation
 * (MyPureCloud/terraform-provider-genesyscloud, docs/resources); nothing here has been run through terraform.
 */
export function terraformFile(desired: readonly Wanted[], uploads: Uploads): OutputFile {
  const blocks = desired.flatMap((wanted) => blockOf(wanted, desired));
  return {
    path: 'recording-control.tf',
    text: `# Recording Control for Genesys Cloud. Not validated by terraform: attribute names follow the documentation of the
# genesyscloud provider (CX as Code). Run "terraform plan" and read it before you apply anything. After "terraform apply":
#   terraform output -json recording_control_files | jq -r '."config.json"' > config.json    (and the headers of your host)
# Serve that beside the build (dist/), and add your agents to the group. The variable below has no default: give it with
# -var or as TF_VAR_recording_control_region. Take everything away with "terraform destroy", never with "install undo".
# "recording-control install status" knows what was made here by the ids that stand in the notes of the integrations.

terraform {
  required_providers {
    genesyscloud = {
      source  = "mypurecloud/genesyscloud"
      version = "~> 1.0"
    }
  }
}

variable "recording_control_region" {
  description = "Domain of your region of Genesys Cloud, e.g. mypurecloud.de."
  type        = string
}

${blocks.join('\n\n')}

${outputOf(uploads)}
`,
  };
}

const ESCAPES: Readonly<Record<string, string>> = { b: '\\u0008', f: '\\u000c' };

/** `$\{` and `%{` begin templates in HCL; Genesys' own `{{…}}` does not. Two escapes of JSON are none there. */
const quoted = (text: string): string =>
  JSON.stringify(text)
    .replaceAll(/\\(.)/g, (escape, kind: string) => ESCAPES[kind] ?? escape)
    .replaceAll('${', () => '$${')
    .replaceAll('%{', '%%{');

function outputOf({ files: uploads, standIns }: Uploads): string {
  const client = `\${${TYPE['oauth-client']}.${labelOf('oauth-client.agent')}.id}`;
  const files = uploads.map(({ path, text }) => {
    const value = quoted(text)
      .replaceAll(standIns.region, () => '${var.recording_control_region}')
      .replaceAll(standIns.clientId, () => client);
    return `    ${JSON.stringify(path)} = ${value}`;
  });
  return `output "recording_control_files" {
  description = "What to serve beside the build: config.json, and the headers for your host."
  value = {
${files.join('\n')}
  }
}`;
}

const TYPE: Readonly<Record<Wanted['kind'], string | undefined>> = {
  group: 'genesyscloud_group',
  role: 'genesyscloud_auth_role',
  'oauth-client': 'genesyscloud_oauth_client',
  grant: 'genesyscloud_group_roles',
  integration: 'genesyscloud_integration',
  // The provider has one resource for an integration with its settings and state.
  settings: undefined,
  state: undefined,
  // Not ours, so not terraform's either.
  'token-life': undefined,
};

/** For whoever reads the plan. */
const ABOUT: Readonly<Partial<Record<Wanted['kind'], string>>> = {
  group: 'Its members see the app and may pause.',
  role: 'What its bearers may do, and nothing else.',
  'oauth-client': 'By this client agents sign in. Its id goes into config.json.',
  grant: 'Gives the role to the group, in the divisions named; in Home where none is.',
  integration: 'One place where the app is shown.',
};

const labelOf = (key: string): string =>
  `recording_control_${key.replace(/^[a-z-]+\./, '').replaceAll('-', '_')}`;

const REF = /^<<([a-z-]+)\.([a-z-]+)>>$/;
const REFS = /<<([a-z-]+)\.([a-z-]+)>>/g;

/** A reference becomes an expression, so that terraform knows the order. */
function hcl(value: Json, depth: number): string {
  const indent = '  '.repeat(depth);
  if (typeof value === 'string') {
    const [, kind, key] = REF.exec(value) ?? [];
    const type = kind === undefined ? undefined : TYPE[kind as Wanted['kind']];
    if (type !== undefined && key !== undefined) return `${type}.${labelOf(key)}.id`;
    return quoted(value);
  }
  if (Array.isArray(value)) return `[${value.map((item: Json) => hcl(item, depth)).join(', ')}]`;
  if (typeof value === 'object' && value !== null) {
    const members = Object.entries(value).map(
      ([key, item]) => `${indent}  ${JSON.stringify(key)} = ${hcl(item, depth + 1)}`,
    );
    return members.length === 0 ? '{}' : `{\n${members.join('\n')}\n${indent}}`;
  }
  return JSON.stringify(value);
}

/** `name = value` lines and nested blocks, in the order given. */
type Body = readonly (
  readonly [name: string, value: string] | { readonly block: string; readonly body: Body }
)[];

function block(head: string, body: Body, depth = 0): string {
  const indent = '  '.repeat(depth);
  const lines = body.map((item) =>
    'block' in item ? block(item.block, item.body, depth + 1) : `${indent}  ${item[0]} = ${item[1]}`,
  );
  return `${indent}${head} {\n${lines.join('\n')}\n${indent}}`;
}

/** For a group that is not made here the resource would take away what it does not name. */
const OWN_GROUP = `# This resource maintains all roles of the group. It is a group of yours: add its other roles here before you apply.
`;

function blockOf(wanted: Wanted, desired: readonly Wanted[]): readonly string[] {
  const type = TYPE[wanted.kind];
  if (type === undefined) return [];
  const isOwnGroup = wanted.kind === 'grant' && !desired.some(({ kind }) => kind === 'group');
  const resource = block(`resource "${type}" "${labelOf(wanted.key)}"`, bodyOf(wanted, desired));
  return [`# ${ABOUT[wanted.kind] ?? wanted.kind}\n${isOwnGroup ? OWN_GROUP : ''}${resource}`];
}

function bodyOf({ kind, key, fields }: Wanted, desired: readonly Wanted[]): Body {
  const at = (name: string, depth = 1): string => hcl(fields[name] ?? null, depth);
  switch (kind) {
    case 'group':
      return [
        ['name', at('name')],
        ['description', at('description')],
        ['type', at('type')],
        ['visibility', at('visibility')],
        ['rules_visible', at('rulesVisible')],
        ['roles_enabled', at('rolesEnabled')],
      ];
    case 'role':
      return [
        ['name', at('name')],
        ['description', at('description')],
        ...(fields['permissionPolicies'] as readonly JsonObject[]).map((policy) => ({
          block: 'permission_policies',
          body: [
            ['domain', hcl(policy['domain'] ?? '', 2)],
            ['entity_name', hcl(policy['entityName'] ?? '', 2)],
            ['action_set', hcl(policy['actionSet'] ?? [], 2)],
          ] as const,
        })),
      ];
    case 'oauth-client':
      return [
        ['name', at('name')],
        ['description', at('description')],
        ['authorized_grant_type', at('authorizedGrantType')],
        ['access_token_validity_seconds', at('accessTokenValiditySeconds')],
        ['registered_redirect_uris', at('registeredRedirectUri')],
        ['scopes', at('scope')],
        ['state', at('state')],
      ];
    case 'grant': {
      const divisions = fields['divisionIds'];
      const role: Body = [
        ['role_id', at('roleId', 2)],
        ...(divisions === undefined ? [] : [['division_ids', hcl(divisions, 2)] as const]),
      ];
      return [['group_id', at('subjectId')], { block: 'roles', body: role }];
    }
    case 'integration': {
      const settings =
        desired.find((one) => one.key === key.replace('integration', 'settings'))?.fields ?? {};
      return [
        ['intended_state', '"ENABLED"'],
        ['integration_type', at('type')],
        {
          block: 'config',
          body: [
            ['name', hcl(settings['name'] ?? '', 2)],
            ['notes', notesOf(key, String(settings['notes'] ?? ''), desired)],
            ['properties', `jsonencode(${hcl(settings['properties'] ?? {}, 2)})`],
            ['advanced', `jsonencode(${hcl(settings['advanced'] ?? {}, 2)})`],
          ],
        },
        // "install apply" writes the whole record into them.
        { block: 'lifecycle', body: [['ignore_changes', '[config[0].notes]']] },
      ];
    }
    default:
      return [];
  }
}

/**
 * The notes by which our installer finds again what was made here. Two integrations cannot name each other in terraform, so each
 * names those before it, and the last one all.
 */
function notesOf(key: string, notes: string, desired: readonly Wanted[]): string {
  const integrations = desired.filter(({ kind }) => kind === 'integration').map((one) => one.key);
  const later = integrations.slice(integrations.indexOf(key));
  const lines = notes.split('\n').filter((line) => !later.includes(line.split('=')[0] ?? ''));
  return quoted(lines.join('\n')).replace(REFS, (_ref, kind: Wanted['kind'], name: string) => {
    const id = `${TYPE[kind]}.${labelOf(`${kind}.${name}`)}.id`;
    // Eight ids with their dashes would not fit into the notes.
    return `\${replace(${id}, "-", "")}`;
  });
}
