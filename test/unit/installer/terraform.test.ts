import { describe, expect, it } from 'vitest';
import { desiredState } from '../../../src/installer/desired.ts';
import { MANIFEST } from '../../../src/installer/manifest.ts';
import { DEFAULT_OPTIONS, type InstallOptions } from '../../../src/installer/options.ts';
import { standInsFor, terraformFile } from '../../../src/installer/terraform.ts';
import documented from '../../fixtures/terraform/attributes.json' with { type: 'json' };

const standIns = standInsFor();
const UPLOADS = {
  standIns,
  files: [
    { path: 'config.json', text: `{ "clientId": "${standIns.clientId}", "region": "${standIns.region}" }` },
  ],
};
const textOf = (options: Partial<InstallOptions> = {}) =>
  terraformFile(
    desiredState(MANIFEST, { ...DEFAULT_OPTIONS, baseUrl: 'https://rc.example', ...options }),
    UPLOADS,
  ).text;
const text = textOf();

it('stands in with no region and no client that somebody has written into what is there', () => {
  const known = `use2.us-gov-pure.cloud client-of-terraform https://apps.${standIns.region}`;
  const others = standInsFor(known);
  expect(others.region).not.toBe(standIns.region);
  expect([known.includes(others.region), known.includes(others.clientId)]).toEqual([false, false]);
});

it('writes no escape that HCL does not know', () => {
  const text = terraformFile([], { standIns, files: [{ path: 'config.json', text: 'a\b\f\n\\b' }] }).text;
  expect(text).toContain(String.raw`"a\u0008\u000c\n\\b"`);
});

it('takes no name for a template', () => {
  expect(textOf({ groupId: 'A ${b} %{c}' })).toContain('A $${b} %%{c}');
});

interface Used {
  /** Names of arguments and blocks by the path of blocks in which they stand, e.g. `genesyscloud_integration/config`. */
  readonly names: ReadonlyMap<string, ReadonlySet<string>>;
  /** What stands behind the equals sign, by path and name. */
  readonly values: readonly (readonly [at: string, value: string])[];
}

function read(hcl: string): Used {
  const names = new Map<string, Set<string>>();
  const values: [string, string][] = [];
  const path: string[] = [];
  /** Depth of a jsonencode or list value, whose members are no attributes. */
  let inValue = 0;
  for (const line of hcl.split('\n').map((one) => one.trim())) {
    if (inValue > 0) {
      inValue += count(line, /[{[]/g) - count(line, /[}\]]/g);
      continue;
    }
    const resource = /^resource "(\w+)"/.exec(line)?.[1];
    const argument = /^(\w+) = (.*)$/.exec(line);
    const block = /^(\w+) \{$/.exec(line)?.[1];
    const add = (name: string) => {
      const at = path.join('/');
      names.set(at, (names.get(at) ?? new Set()).add(name));
    };
    if (resource !== undefined) path.push(resource);
    else if (argument) {
      add(argument[1]!);
      values.push([`${path.join('/')}/${argument[1]!}`, argument[2]!]);
      inValue = count(argument[2]!, /[{[]/g) - count(argument[2]!, /[}\]]/g);
    } else if (block !== undefined) {
      if (path.length > 0) add(block);
      path.push(block);
    } else if (line === '}') path.pop();
  }
  return { names, values };
}

const count = (text: string, pattern: RegExp): number => text.match(pattern)?.length ?? 0;

describe('the Terraform output', () => {
  it.each<Partial<InstallOptions>>([
    {},
    { startStop: 'adhoc', queueIds: ['q1'], instance: 'test' },
    { vendor: 'acme', faces: ['widget'] },
    { groupId: '11111111-0000-4000-8000-000000000000', startStop: 'off' },
  ])('uses documented attributes only, every required one, and values of their kind (%j)', (options) => {
    const { names, values } = read(textOf(options));
    const resources: Record<string, { required: string[]; optional: string[] }> = documented.resources;
    const expected = Object.keys(resources).filter(
      (path) => options.groupId === undefined || path !== 'genesyscloud_group',
    );
    // Of every resource, by terraform itself.
    const isMeta = (name: string) => /(^|\/)lifecycle$/.test(name);
    const seen = [...names]
      .filter(([path]) => path.startsWith('genesyscloud_') && !isMeta(path))
      .map(([path, used]) => [path, new Set([...used].filter((name) => !isMeta(name)))] as const);
    expect(seen.map(([path]) => path).sort()).toEqual(expected.sort());
    for (const [path, used] of seen) {
      const { required, optional } = resources[path]!;
      expect([...required, ...optional], path).toEqual(expect.arrayContaining([...used]));
      expect([...used], path).toEqual(expect.arrayContaining(required));
    }
    const allowed: Record<string, string[]> = documented.values;
    for (const [at, value] of values.filter(
      ([path]) => path.startsWith('genesyscloud_') && !path.includes('/lifecycle/'),
    )) {
      if (allowed[at])
        expect(
          allowed[at].map((one) => JSON.stringify(one)),
          at,
        ).toContain(value);
      else if (documented.lists.includes(at)) expect(value, at).toMatch(/^\["/);
      else if (documented.json.includes(at)) expect(value, at).toMatch(/^jsonencode\(\{/);
      else if (documented.numbers.includes(at)) expect(Number(value), at).toBeGreaterThanOrEqual(300);
      else if (documented.flags.includes(at)) expect(['true', 'false'], at).toContain(value);
      else expect(value, at).toMatch(/^("|genesyscloud_)/);
    }
  });

  it('warns that it maintains all roles of a group that is not made here', () => {
    expect(textOf({ groupId: 'g' })).toContain('add its other roles here before you apply');
    expect(text).not.toContain('add its other roles');
  });

  it('says above each resource what it is for', () => {
    const heads = text.split('\n').flatMap((line, index, lines) => {
      if (!line.startsWith('resource "')) return [];
      const above = lines.slice(0, index).findLast((one) => !one.startsWith('# This resource maintains'));
      return [above ?? ''];
    });
    expect(heads.length).toBeGreaterThan(5);
    for (const head of heads) expect(head).toMatch(/^# [A-Z].*\.$/);
  });

  it('refers to what it makes instead of naming ids', () => {
    expect(text).toContain('group_id = genesyscloud_group.recording_control_agents.id');
    expect(text).toContain('role_id = genesyscloud_auth_role.recording_control_agent.id');
    expect(text).toContain('"groups" = [genesyscloud_group.recording_control_agents.id]');
    expect(text).not.toContain('<<');
    expect(textOf({ divisionIds: ['d1', 'd2'] })).toContain('division_ids = ["d1", "d2"]');
  });

  it('leaves the placeholders of Genesys as they are', () => {
    expect(text).toContain('gcConversationId={{gcConversationId}}');
    const templates = [...text.matchAll(/(?<!\$)\$\{([^}]*)\}/g)].map(([, inner]) => inner);
    for (const one of templates) expect(one).toMatch(/^(var\.|replace\()?(genesyscloud_|recording_control_)/);
  });

  it('puts out what config.json needs, with the client that it makes and the region that it is told', () => {
    expect(text).toContain('version = "~> 1.0"');
    expect(text).toContain('variable "recording_control_region"');
    expect(text).toContain(
      '"config.json" = "{ \\"clientId\\": \\"${genesyscloud_oauth_client.recording_control_agent.id}\\", \\"region\\": \\"${var.recording_control_region}\\" }"',
    );
  });

  it('lets no two resources need each other', () => {
    const blocks = text.split(/^resource "/m).slice(1);
    const nameIn = (one: string) =>
      one
        .match(/^(\w+)" "(\w+)"/)
        ?.slice(1)
        .join('.') ?? '';
    const uses = new Map(
      blocks.map((one) => [
        nameIn(one),
        [...one.matchAll(/(genesyscloud_\w+\.\w+)\.id/g)].map(([, name]) => name!),
      ]),
    );
    const needs = (name: string, seen: readonly string[]): boolean =>
      seen.includes(name) || (uses.get(name) ?? []).some((other) => needs(other, [...seen, name]));
    for (const name of uses.keys()) expect(needs(name, []), name).toBe(false);
  });

  it('says that terraform has not seen it', () => {
    expect(text).toContain('Not validated by terraform');
  });
});
