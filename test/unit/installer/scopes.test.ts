import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { SEED } from '../../../sandbox/control.ts';
import { oauthClients } from '../../../sandbox/genesys/people.ts';
import { scopesOf } from '../../../src/installer/desired.ts';
import { MANIFEST } from '../../../src/installer/manifest.ts';
import { importsOf, ROOT, withoutComments } from '../../support/source-imports.ts';

/** The code of the panel, whichever face it shows: all that its entry reaches. Who installs has a client of their own. */
function panelSources(): readonly string[] {
  const sources = new Map<string, string>();
  const left = ['src/main.ts'];
  for (let file = left.pop(); file !== undefined; file = left.pop()) {
    if (
      sources.has(file) ||
      file.startsWith('src/installer/') ||
      !/\.tsx?$/.test(file) ||
      !existsSync(join(ROOT, file))
    )
      continue;
    const source = readFileSync(join(ROOT, file), 'utf8');
    sources.set(file, source);
    left.push(...importsOf(file, source).flatMap(({ to, own, typeOnly }) => (own && !typeOnly ? [to] : [])));
  }
  return [...sources.values()];
}

/** By the first part of a path below /api/v2/; two need no scope. */
const SCOPES: Readonly<Record<string, readonly string[]>> = {
  conversations: ['conversations'],
  notifications: ['notifications'],
  users: ['user-basic-info', 'users:readonly'],
  tokens: [],
  organizations: [],
};

const unique = (all: readonly string[]): readonly string[] => [...new Set(all)].sort();

describe("the scopes of the agents' client", () => {
  it.each(['snippet', 'adhoc', 'off'] as const)('are those of what the panel asks for (%s)', (startStop) => {
    const areas = unique(
      panelSources().flatMap((source) =>
        [...withoutComments(source).matchAll(/\/api\/v2\/([a-z]+)/g)].map(([, area]) => area ?? ''),
      ),
    );
    expect(areas).toEqual(expect.arrayContaining(['conversations', 'notifications', 'users']));
    expect(areas.filter((area) => SCOPES[area] === undefined)).toEqual([]);
    expect(scopesOf(MANIFEST, { startStop })).toEqual(unique(areas.flatMap((area) => SCOPES[area] ?? [])));
  });

  it('are all that the manifest names, but those of what is optional', () => {
    const named = unique(MANIFEST.features.flatMap(({ scopes, optional }) => (optional ? [] : scopes)));
    expect(named).toEqual(scopesOf(MANIFEST, { startStop: 'snippet' }));
  });

  it.each([SEED.clients.pkce, SEED.clients.implicit])('are all that the sandbox gives to %s', (clientId) => {
    const client = oauthClients('https://rc.example/index.html').find(({ id }) => id === clientId);
    expect(unique(client?.scopes ?? [])).toEqual(scopesOf(MANIFEST, { startStop: 'snippet' }));
  });
});
