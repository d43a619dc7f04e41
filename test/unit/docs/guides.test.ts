import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { SEED } from '../../../sandbox/control.ts';
import { readArguments } from '../../../src/installer/arguments.ts';
import { permissionsOf, scopesOf } from '../../../src/installer/desired.ts';
import { MANIFEST } from '../../../src/installer/manifest.ts';

const read = (file: string) => readFileSync(new URL(`../../../${file}`, import.meta.url), 'utf8');
const guide = read('docs/admin-guide.md');

describe('the guides', () => {
  it('say what to do for every code that a panel can show', () => {
    const codes = new Set(read('src/domain/failure.ts').match(/REC-[A-Z0-9]+/g));
    const operations = read('docs/operations.md');
    expect(codes.size).toBeGreaterThan(10);
    expect([...codes].filter((code) => !operations.includes(`| ${code} `))).toEqual([]);
  });

  it('name the permissions of agents and operators, and the scopes', () => {
    const named = [
      ...(['snippet', 'adhoc'] as const).flatMap((startStop) =>
        permissionsOf(MANIFEST, { startStop }, 'agent'),
      ),
      ...permissionsOf(MANIFEST, { startStop: 'snippet' }, 'operator'),
      ...scopesOf(MANIFEST, { startStop: 'snippet' }),
      ...MANIFEST.installerScopes,
    ];
    expect(named.filter((name) => !guide.includes(`\`${name}\``))).toEqual([]);
  });

  it('name every permission of the installer', () => {
    const missing = permissionsOf(MANIFEST, { startStop: 'snippet' }, 'installer').filter((permission) => {
      const [, entity = '', action = ''] = /^(.*:)(\w+)$/.exec(permission) ?? [];
      const actions = new RegExp(`\`${entity}\` ([a-z, ]+)`).exec(guide)?.[1]?.trim() ?? '';
      return !actions.split(', ').includes(action);
    });
    expect(missing).toEqual([]);
  });

  it('explain every option of the command', () => {
    const help = readArguments(['plan', '--help']);
    const options = new Set(help.kind === 'said' ? help.text.match(/--[a-z-]+/g) : []);
    expect(options.size).toBeGreaterThan(10);
    expect([...options].filter((option) => option !== '--help' && !guide.includes(option))).toEqual([]);
  });

  it('practise with the people and clients that the sandbox has', () => {
    const { users, clients, secrets } = SEED;
    const named = [users.ada, clients.installer, secrets.installer, clients.setup];
    expect(named.filter((one) => !guide.includes(one))).toEqual([]);
  });

  it('show pictures that are there', () => {
    const pictures = [...guide.matchAll(/\]\((images\/[^)]+)\)/g)].map((match) => match[1] ?? '');
    expect(pictures.length).toBeGreaterThan(2);
    const at = (picture: string) => new URL(`../../../docs/${picture}`, import.meta.url);
    expect(pictures.filter((picture) => !existsSync(at(picture)))).toEqual([]);
  });
});
