import { describe, expect, it } from 'vitest';
import { desiredState } from '../../../src/installer/desired.ts';
import { MANIFEST } from '../../../src/installer/manifest.ts';
import { DEFAULT_OPTIONS } from '../../../src/installer/options.ts';
import { terraformFile } from '../../../src/installer/terraform.ts';
import documented from '../../fixtures/terraform/attributes.json' with { type: 'json' };

const { text } = terraformFile(desiredState(MANIFEST, { ...DEFAULT_OPTIONS, baseUrl: 'https://rc.example' }));

/** Names of arguments and blocks by the path of blocks in which they stand, e.g. `genesyscloud_integration/config`. */
function used(hcl: string): ReadonlyMap<string, ReadonlySet<string>> {
  const names = new Map<string, Set<string>>();
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
      inValue = count(argument[2]!, /[{[]/g) - count(argument[2]!, /[}\]]/g);
    } else if (block !== undefined) {
      if (path.length > 0) add(block);
      path.push(block);
    } else if (line === '}') path.pop();
  }
  return names;
}

const count = (text: string, pattern: RegExp): number => text.match(pattern)?.length ?? 0;

describe('the Terraform output', () => {
  it('uses documented attributes only, and every required one', () => {
    const seen = [...used(text)].filter(([path]) => path.startsWith('genesyscloud_'));
    expect(seen.map(([path]) => path).sort()).toEqual(
      Object.keys(documented.resources)
        .filter((path) => path in documented.resources)
        .sort(),
    );
    for (const [path, names] of seen) {
      const schema = (documented.resources as Record<string, { required: string[]; optional: string[] }>)[
        path
      ]!;
      expect([...schema.required, ...schema.optional], path).toEqual(expect.arrayContaining([...names]));
      expect([...names], path).toEqual(expect.arrayContaining(schema.required));
    }
  });

  it('refers to what it makes instead of naming ids', () => {
    expect(text).toContain('group_id = genesyscloud_group.recording_control_agents.id');
    expect(text).toContain('role_id = genesyscloud_auth_role.recording_control_agent.id');
    expect(text).toContain('"groups" = [genesyscloud_group.recording_control_agents.id]');
    expect(text).not.toContain('<<');
  });

  it('leaves the placeholders of Genesys as they are', () => {
    expect(text).toContain('gcConversationId={{gcConversationId}}');
    expect(text).not.toMatch(/(?<!\$)\$\{/);
  });

  it('says that terraform has not seen it', () => {
    expect(text).toContain('Not validated by terraform');
  });
});
